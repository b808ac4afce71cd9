"""One bureau with the gate on: what waits there, and an emergency to be reviewed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from coordination.core.facts import UNITS_PER_HOUR
from coordination.demo.accounts import Accounts
from coordination.demo.files import Row, table
from coordination.demo.force import Force
from coordination.demo.plan import CLOSE_OF_WORK, local, workday
from coordination.demo.rooms import Rooms, rounded
from coordination.models import AdmissionCase
from coordination.services import admitting, emergency, issuing
from coordination.services.emergency import Urgency
from coordination.services.offers import Offer
from organization.calendar import WorkCalendar
from organization.models import Admission, Department
from organization.services import configure, settings_of
from tasking.content import Content

BUREAU = "990103000000"  # 青砚分局; the first chief's bureau goes without
DEPARTMENT = "990103020100"
OFFICE = "990103020200"
URGENT_AT = "书院塘"
CALL = dt.timedelta(hours=5)


class Gate:
    """Puts the gate in force, then submits the rows of data/pieces.csv."""

    def __init__(
        self, force: Force, accounts: Accounts, rooms: Rooms, now: dt.datetime
    ) -> None:
        self.force, self.accounts, self.rooms, self.now = force, accounts, rooms, now
        self.today = now.astimezone(local(now.date(), dt.time()).tzinfo).date()
        span = dt.timedelta(days=60)
        self.calendar = WorkCalendar.load(self.today - span, self.today + span)
        self.leader = accounts.leaders[BUREAU]
        self.coordinator = accounts.coordinators[OFFICE]

    def close(self) -> int:
        """How many pieces were submitted."""
        bureau = self.force.bureaus[BUREAU]
        configure(
            by=self.leader,
            bureau=bureau,
            settings=replace(settings_of(bureau), admission=Admission.GATE),
            reason="局党委会议决定：基础工作任务归口准入。",
        )
        rows = table("pieces")
        for row in rows:
            self._submit(row)
        self._issue_urgently()
        return len(rows)

    def _submit(self, row: Row) -> None:
        at = local(self._workday(int(row["submitted"])), dt.time(10, 20))
        at = min(at, self.now)
        done = issuing.issue(
            by=self.accounts.staff[DEPARTMENT],
            requester=self._department(),
            content=Content(
                title=row["title"],
                kind="task",
                intent=row["intent"],
                basis=row["basis"],
                standard=row["standard"],
                task_class=row["class"],
                due=local(self._workday(int(row["due"])), CLOSE_OF_WORK),
                effort_units=int(row["hours"]) * UNITS_PER_HOUR,
            ),
            stations=[self.force.station(name) for name in row["targets"].split()],
            now=at,
            reason="市局统一部署，请中心统筹安排。",
        )
        case = AdmissionCase.objects.get(directive=done.directive)
        self._then(row, case, at + dt.timedelta(hours=2))

    def _then(self, row: Row, case: AdmissionCase, at: dt.datetime) -> None:
        """What the office did with it."""
        at = min(at, self.now)
        if row["then"] == "return":
            admitting.return_(
                by=self.coordinator, case=case, reason=row["note"], now=at
            )
        elif row["then"] == "offer":
            # So late and so little that it fits whatever else is asked there.
            later = local(self._workday(35), dt.time())
            conditions = Offer(due=later, effort_units=2 * UNITS_PER_HOUR)
            admitting.offer(
                by=self.coordinator,
                case=case,
                conditions=conditions,
                reason=row["note"],
                now=at,
            )

    def _issue_urgently(self) -> None:
        """By phone this morning: six hours more than there is room for."""
        station = self.force.station(URGENT_AT)
        content = Content(
            title="走失老人联合搜救",
            kind="task",
            intent="尽快找到走失老人",
            standard="找到人并移交家属，或由指挥中心宣布收队",
            task_class="command",
            basis="分局值班局领导电话指令",
            release=self.now,
            due=local(self._workday(4), CLOSE_OF_WORK),
        )
        room = self.rooms.left_inside(station, content)
        emergency.override(
            by=self.leader,
            requester=self._department(),
            content=replace(content, effort_units=rounded(room + 6 * UNITS_PER_HOUR)),
            stations=[station],
            urgency=Urgency(
                reason="八十二岁老人夜间走失，需立即组织搜寻。",
                until=local(self._workday(6), CLOSE_OF_WORK),
                ordered_at=self.now - CALL,
            ),
            now=self.now,
        )

    def _department(self) -> Department:
        found = self.force.departments[DEPARTMENT]
        found.bureau.refresh_from_db()
        return found

    def _workday(self, count: int) -> dt.date:
        return workday(self.calendar, self.today, count)
