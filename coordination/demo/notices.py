"""Six notices of the demo: some read, some owed, one asked about, one withdrawn."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coordination.demo.files import Row, table
from coordination.demo.force import Force
from coordination.demo.posts import holder
from organization.calendar import WorkCalendar
from organization.models import Role, Station, User
from tasking.meetings import Meeting
from tasking.models import Notice
from tasking.services.answering_notices import ask, understand
from tasking.services.notices import Declared, Message, issue, withdraw
from tasking.services.reading_notices import note_readings, own_receipts

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
ASKED = "烟花爆竹"
QUESTION = "辖区两处零售点本月才办妥变更，名单上还是旧店名，按停业还是按在营业核对？"
WITHDRAWN = "校园周边"
WHY = "与教育部门联合通知内容重复，以联合通知为准。"


def give(made: Force, now: dt.datetime) -> None:
    """By the departments of data/notices.csv to every station below their bureau."""
    for row in table("notices"):
        _give(made, row, now)


def _give(made: Force, row: Row, now: dt.datetime) -> None:
    department = made.department(row["department"])
    sender = holder(Role.DEPARTMENT_STAFF, department=department)
    if sender is None:
        return
    sent = now - int(row["ago"]) * DAY - 2 * HOUR
    below = [station.pk for station in made.under(department.bureau)]
    notice = issue(
        by=sender,
        department=department,
        message=_message(row, now),
        stations=Station.objects.filter(pk__in=below),
        declared=Declared(nothing=True),
        instead=_meeting(row),
        now=sent,
    )
    for name in row["readers"].split():
        _receive(made, notice, name, row["understood"].split(), sent)
    if ASKED in row["title"]:
        station = made.station("柳堰")
        chief = holder(Role.STATION_CHIEF, station=station)
        if chief is not None:
            receipt = notice.receipts.get(station=station)
            ask(by=chief, receipt=receipt, text=QUESTION, now=now - 3 * HOUR)
    if WITHDRAWN in row["title"]:
        withdraw(by=sender, notice=notice, reason=WHY, now=now - 5 * DAY)


def _message(row: Row, now: dt.datetime) -> Message:
    today = timezone.localdate(now)
    due = None
    if row["due"]:
        calendar = WorkCalendar.load(today, today + 60 * DAY)
        due = calendar.add_workdays(today, int(row["due"]))
    return Message(
        title=row["title"],
        body=row["body"].replace("¶", "\n\n"),
        todo=row["todo"],
        due_on=due,
        last=today + int(row["last"]) * DAY,
    )


def _meeting(row: Row) -> Meeting | None:
    if not row["officers"]:
        return None
    return Meeting(int(row["officers"]), int(row["minutes"]))


def _receive(
    made: Force, notice: Notice, name: str, understood: list[str], sent: dt.datetime
) -> None:
    """The chief opens it on the same day, and says that it is understood."""
    station = made.station(name)
    chief: User | None = holder(Role.STATION_CHIEF, station=station)
    if chief is None:
        return
    receipts = [r for r in own_receipts(chief, notice) if r.station == station]
    note_readings(receipts, by=chief, now=sent + 3 * HOUR)
    for receipt in receipts if name in understood else ():
        understand(by=chief, receipt=receipt, now=sent + 4 * HOUR)
