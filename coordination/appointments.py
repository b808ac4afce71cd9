"""What may be talked about of fixed appointments and protected time, as terms.

A time that is set by law or above the bureau stands, and so does what the occasion
sets: a security duty is where the crowd is. Reserved strength, command orders and
urgent tasks go first. A meeting is one meeting for all it summons; a training or an
inspection may take place at one station at another time. The station's own time may be
moved at double the price and is never cut for others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping

from django.utils import timezone

from coordination.core.facts import Block, minute_up
from coordination.core.repair.terms import Appointment
from coordination.leeway import LOST, is_urgent
from coordination.moments import instant
from organization.calendar import WorkCalendar
from tasking.models import Assignment, DeadlineClass, Kind, TaskClass

REACH = 10
"""Working days by which an appointment may be moved at most, forth or back."""

STEP = dt.timedelta(minutes=30)
NOTICE = dt.timedelta(hours=2)
"""Nobody is called to a new time that is closer than this."""

OFFICE = (dt.time(8, 30), dt.time(18, 0))
HALF_DAY = dt.timedelta(hours=4)
OFFICER = 1_000

Others = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By event the people who may attend for each of those who are named."""


def appointments(
    rows: Iterable[Assignment],
    blocks: Iterable[Block],
    calendar: WorkCalendar,
    *,
    now: dt.datetime,
    others: Others,
    many: Collection[int] = (),
) -> tuple[Appointment, ...]:
    """Terms of the events and the protected time of one station.

    `many` are meetings (directives) of too many stations to find another time for.
    """
    events = (_event(row, calendar, now, others, many) for row in rows if row.is_event)
    own = (_block(block, calendar, now) for block in blocks)
    return (*(found for found in events if found is not None), *own)


def _event(
    row: Assignment,
    calendar: WorkCalendar,
    now: dt.datetime,
    others: Others,
    many: Collection[int],
) -> Appointment | None:
    if row.release is None or row.due is None:
        return None
    own, why = row.department_id is None, stands(row, now)
    why = why or ("many" if row.directive_id in many else "")
    rank = 1 + max(row.priority, 0)
    firm = own or why in ("reserved", "urgent", "command", "begun")
    open_to_talk = not firm and row.deadline_class == DeadlineClass.NEGOTIABLE
    superior = row.deadline_class == DeadlineClass.SUPERIOR
    times = () if why else _minutes(row.release, row.due, calendar, now)
    replaceable = () if superior else tuple(others.get(str(row.pk), {}).items())
    return Appointment(
        str(row.pk),
        starts=times,
        weight=-(-(row.due - row.release) // HALF_DAY) * rank * (2 if own else 1),
        least=OFFICER if open_to_talk else None,
        waivable=open_to_talk,
        worth=LOST * rank,
        others=replaceable,
        group=str(row.directive_id) if row.directive.kind == Kind.MEETING else "",
        why=why,
    )


def _block(block: Block, calendar: WorkCalendar, now: dt.datetime) -> Appointment:
    """Protected time: the station may put it elsewhere."""
    start, end = instant(block.start), instant(block.end)
    times = () if start <= now else _minutes(start, end, calendar, now)
    weight = -(-(end - start) // HALF_DAY) * 2
    return Appointment(block.id, starts=times, weight=weight)


def stands(row: Assignment, now: dt.datetime) -> str:
    """Why the time of an event may not be talked about, in one word; "" if it may."""
    if row.directive.reserved:
        return "reserved"
    if is_urgent(row):
        return "urgent"
    if row.release is not None and row.release <= now:
        return "begun"
    if row.deadline_class != DeadlineClass.NEGOTIABLE:
        return str(row.deadline_class)
    if row.directive.task_class == TaskClass.COMMAND:
        return "command"
    return "occasion" if row.directive.kind == Kind.SECURITY_DUTY else ""


def _minutes(
    start: dt.datetime, end: dt.datetime, calendar: WorkCalendar, now: dt.datetime
) -> tuple[tuple[int, int], ...]:
    found = other_times(start, end, calendar, now=now)
    near = sorted(found, key=lambda each: (abs(each[0] - start), each[0] < start))
    return tuple((minute_up(moment), steps) for moment, steps in near)


def other_times(
    start: dt.datetime, end: dt.datetime, calendar: WorkCalendar, *, now: dt.datetime
) -> Iterator[tuple[dt.datetime, int]]:
    """(start, steps) of what might be instead: the same time of day on other days, and
    every half hour at which all of it lies in office hours."""
    local, length = timezone.localtime(start), end - start
    times = {local.time(), *_office(length)}
    for day, steps in _days(local.date(), calendar):
        for time in sorted(times):
            moment = timezone.make_aware(dt.datetime.combine(day, time))
            if moment != start and moment >= now + NOTICE:
                yield moment, steps


def _office(length: dt.timedelta) -> Iterator[dt.time]:
    day = dt.datetime.combine(dt.date.min, OFFICE[0])
    last = dt.datetime.combine(dt.date.min, OFFICE[1])
    while length <= dt.timedelta(hours=10) and day + length <= last:
        yield day.time()
        day += STEP


def _days(own: dt.date, calendar: WorkCalendar) -> Iterator[tuple[dt.date, int]]:
    """(day, steps): its own day and working days around it; one step for the same day
    or the next. What was on a day off may stay on one."""
    yield own, 1
    free = not calendar.is_workday(own)
    for sign in (1, -1):
        day, steps = own, 0
        while steps < REACH:
            day += dt.timedelta(days=sign)
            works = calendar.is_workday(day)
            steps += works
            if works or free:
                yield day, max(steps, 1)
