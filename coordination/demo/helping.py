"""Difficulties of the demo in every state, answers published from them, a training."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone, translation

from coordination.demo.files import Row, table
from coordination.demo.force import Force
from coordination.demo.posts import holder
from coordination.difficulties.topics import need_of
from coordination.ledger.freezing import FILED_IN
from coordination.services import issuing
from organization.models import Department, Role, Station, User
from tasking.models import Difficulty, Directive, KnowledgeArticle
from tasking.services import acts, guidance, knowledge
from tasking.services import answering_difficulties as answering
from tasking.services import difficulties as raising
from tasking.services.difficulties import Asked, raise_difficulty
from tasking.services.difficulty_clock import run_clocks
from tasking.services.knowledge import Said
from tasking.services.trainings import draft_training

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
TRAINED = "望津刑侦"
BEGAN = 60 * DAY  # so long ago the training was held
ROOM = "按实战训练计划统一安排，半天完成。"


def ask(made: Force, now: dt.datetime) -> None:
    """Rows of data/difficulties.csv in their own order, the silent one moved up by the
    clock; then what is published and practised."""
    found: dict[str, Difficulty] = {}
    for row in sorted(table("difficulties"), key=lambda row: -int(row["ago"])):
        _Told(made, row, now, found).tell()
    _publish(made, found, now)
    _train(made, now)


class _Told:
    """One difficulty, from its raising to where it stands."""

    def __init__(
        self, made: Force, row: Row, now: dt.datetime, found: dict[str, Difficulty]
    ) -> None:
        self.row, self.now, self.found = row, now, found
        self.station = made.station(row["station"])
        self.department = made.department(row["department"] or "望津治安")
        self.raised_at = now - int(row["ago"]) * DAY - HOUR
        self.later = min(now - HOUR / 2, self.raised_at + DAY)

    def tell(self) -> None:
        chief = holder(Role.STATION_CHIEF, station=self.station)
        staff = holder(Role.DEPARTMENT_STAFF, department=self.department)
        if chief is None or staff is None:
            return
        self.chief, self.staff = chief, staff
        known = self.department if self.row["department"] else None
        names = ("title", "text", "category", "urgency")
        said = Asked(**{name: self.row[name] for name in names}, department=known)
        made = raise_difficulty(
            by=chief, station=self.station, asked=said, now=self.raised_at
        )
        self.difficulty = self.found[self.row["id"]] = made
        self._steps().get(self.row["then"], lambda: None)()

    def _steps(self) -> dict[str, Callable[[], None]]:
        return {
            "joined": self._joined,
            "silent": self._silent,
            "visiting": lambda: self._visit(self.now + 2 * DAY, self.now - HOUR / 2),
            "answered": self._answered,
            "closed": lambda: self._closed("solved"),
            "partly": lambda: self._closed("partly"),
            "reopened": lambda: self._closed("not"),
            "closed_visit": self._guided,
            "taken_back": self._taken_back,
        }

    def _joined(self) -> None:
        lead = self.found.get("D02")
        if lead is None:  # raised after it: told in the order of time
            return
        answering.join(
            by=self.staff, difficulty=self.difficulty, lead=lead, now=self.now
        )

    def _silent(self) -> None:
        due = self.difficulty.answer_due
        if due is not None and due < self.now:
            run_clocks(now=due)

    def _answered(self) -> None:
        answering.answer(
            by=self.staff,
            difficulty=self.difficulty,
            text=self.row["answer"],
            now=self.later,
        )

    def _closed(self, outcome: str) -> None:
        self._answered()
        self._say(outcome)

    def _say(self, outcome: str) -> None:
        raising.say_how_it_was(
            by=self.chief,
            difficulty=self.difficulty,
            outcome=outcome,
            words=self.row["words"],
            now=self.later + 2 * HOUR,
        )

    def _visit(self, at: dt.datetime, now: dt.datetime) -> None:
        guidance.plan_visit(
            by=self.staff,
            difficulty=self.difficulty,
            on=timezone.localdate(at),
            who=self.row["who"],
            what=self.row["answer"] or self.row["words"],
            now=now,
        )

    def _guided(self) -> None:
        self._visit(self.later + 2 * DAY, self.later)
        self.later += 2 * DAY
        guidance.record_visit(
            by=self.staff,
            difficulty=self.difficulty,
            on=timezone.localdate(self.later),
            done=self.row["answer"],
            now=self.later,
        )
        self._say("solved")

    def _taken_back(self) -> None:
        raising.take_back(
            by=self.chief,
            difficulty=self.difficulty,
            reason=self.row["words"],
            now=self.later,
        )


def _publish(made: Force, found: dict[str, Difficulty], now: dt.datetime) -> None:
    """Data/articles.csv; one to be looked at again, one that holds no more."""
    for row in table("articles"):
        department = made.department(row["department"])
        staff = holder(Role.DEPARTMENT_STAFF, department=department)
        if staff is not None:
            _article(row, department, staff, found.get(row["source"]), now)


def _article(
    row: Row,
    department: Department,
    staff: User,
    source: Difficulty | None,
    now: dt.datetime,
) -> None:
    past = now - 30 * DAY
    if source is not None:
        source.refresh_from_db()
        past = max(past, source.answered_at or past)
    today = timezone.localdate(now)
    days = 0 if row["again"] == "-" else int(row["again"])
    page = knowledge.publish(
        by=staff,
        department=department,
        said=Said(
            title=row["title"],
            question=row["question"],
            answer=row["answer"].replace("¶", "\n\n"),
            category=row["category"],
            look_again_on=max(today + days * DAY, timezone.localdate(past) + DAY),
        ),
        source=source,
        now=past,
    )
    _count(page, staff, int(row["helped"]))
    if row["outdated"]:
        reason = row["outdated"]
        knowledge.mark_outdated(by=staff, article=page, reason=reason, now=now - DAY)


def _count(page: KnowledgeArticle, user: User, times: int) -> None:
    for _n in range(times):
        knowledge.count_help(by=user, article=page, key=str(uuid.uuid4()))


def _train(made: Force, now: dt.datetime) -> None:
    """A morning on evidence two months ago, and what has been raised since."""
    department = made.department(TRAINED)
    staff = holder(Role.DEPARTMENT_STAFF, department=department)
    need = need_of(staff, "category:evidence", now - BEGAN) if staff else None
    if staff is None or need is None:
        return
    drafted_at = now - BEGAN - 20 * DAY
    with translation.override(FILED_IN):
        row = draft_training(
            by=staff, department=department, need=need, now=drafted_at
        ).directive
    begin = timezone.make_aware(
        dt.datetime.combine(timezone.localdate(now - BEGAN), dt.time(9))
    )
    _hold(row, staff, department, begin, drafted_at)


def _hold(
    row: Directive,
    staff: User,
    department: Department,
    begin: dt.datetime,
    drafted_at: dt.datetime,
) -> None:
    content, targets = issuing.stored(row)
    content = replace(
        content, release=begin, due=begin + 3 * HOUR, officers=Decimal(2), basis=ROOM
    )
    issuing.issue(
        by=staff,
        requester=department,
        content=content,
        stations=Station.objects.filter(pk__in=targets.stations),
        now=drafted_at,
        reason=ROOM,
        directive=row,
    )
    for task in row.assignments.select_related("station"):
        chief = holder(Role.STATION_CHIEF, station=task.station)
        if chief is not None:
            at = begin + 5 * HOUR
            acts.report(by=chief, assignment=task, text="两名民警全程参加。", now=at)
