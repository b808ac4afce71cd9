"""The rows figures are counted from, each with the columns they are counted by.

A list shows the rows of the same QuerySet that a figure is counted from, so that it
cannot show others. `asker_id` and `place_id` are the department and the station; what
must stay secret has no asker.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.db.models.lookups import In

from coordination.burden import TAKEN_BACK, event_seconds
from coordination.ratios.period import DAY, Period
from coordination.ratios.reach import Reach
from organization.calendar import WorkCalendar
from personnel.models import Commendation, DueVisit
from tasking.models import (
    LIVE_STATES,
    Assignment,
    AssignmentEntry,
    GuidanceVisit,
    Notice,
    NoticeReceipt,
)

Rows = QuerySet[Any, Any]

HOUR = 3_600_000  # of `work`: thousandths of an officer-second, so that sums are exact
MOVED_ON = ("relay", "merge", "join")
"""Acts after which the work goes on in another task, and is counted there."""
HOLIDAYS = dt.timedelta(days=60)  # more than `notice_days` working days ever take
NO_ID = Cast(Value(None), BigIntegerField())


def asked(reach: Reach, period: Period, short_days: int) -> Rows:
    """What was issued in the period.

    `fate` is stands, withdrawn, recalled or moved on; `speed` is 0 for what was due on
    the day of its issue, 1 for less than `short_days` working days, 2 for the rest.
    """
    rows = Assignment.objects.filter(reach.asked())
    rows = rows.filter(created_at__gte=period.start, created_at__lt=period.until)
    return rows.order_by().annotate(
        asker_id=_asker(""),
        place_id=F("station"),
        kind=F("directive__kind"),
        form=_form(),
        work=_work(),
        known=Case(
            When(Q(is_event=True) | Q(effort_units__isnull=False), then=1), default=0
        ),
        fate=_fate(),
        speed=_speed(period, short_days),
    )


def due(reach: Reach, period: Period, now: dt.datetime) -> Rows:
    """Tasks whose date was in the period and is over, and those past it today.

    `was_late` is 1 for what was not reported by then, `is_late` for what still is not;
    `fell` is 1 for the former, whose date was in the period.
    """
    rows = Assignment.objects.filter(reach.asked(), is_event=False, due__lte=now)
    rows = rows.exclude(state__in=TAKEN_BACK)
    open_work = Q(remaining_units=None) | Q(remaining_units__gt=0)
    is_late = Q(state__in=LIVE_STATES) & open_work
    late = Q(reported_at__gt=F("due")) | Q(reported_at=None) & open_work
    fell = Q(due__gte=period.start, due__lt=period.until)
    return (
        rows.filter(fell | is_late)
        .order_by()
        .annotate(
            asker_id=_asker(""),
            place_id=F("station"),
            fell=_flag(fell),
            was_late=_flag(fell & late),
            is_late=_flag(is_late),
        )
    )


def told(reach: Reach, period: Period) -> Rows:
    """Notices at stations. `sent` is 1 for those of the period that stand, `reminded`
    for those it was reminded of in the period while it owed an answer."""
    days = Q(notice__reminded_on__gte=period.first, notice__reminded_on__lt=period.end)
    owed = Q(understood_at=None) | Q(understood_on__gte=F("notice__reminded_on"))
    sent = Q(notice__issued_at__gte=period.start, notice__issued_at__lt=period.until)
    sent &= Q(notice__withdrawn_at=None)
    corrected = Notice.objects.filter(corrects__isnull=False).values("corrects")
    rows = NoticeReceipt.objects.filter(reach.told())
    rows = rows.annotate(understood_on=TruncDate("understood_at"))
    return (
        rows.filter(sent | days)
        .order_by()
        .annotate(
            asker_id=F("notice__department"),
            place_id=F("station"),
            sent=_flag(sent & ~Q(notice__in=corrected)),
            reminded=_flag(days & owed),
        )
    )


def returned(reach: Reach, period: Period) -> Rows:
    """Each time a report was returned for completion."""
    rows = AssignmentEntry.objects.filter(reach.asked("assignment__"), act="return")
    rows = rows.filter(at__gte=period.start, at__lt=period.until).order_by()
    return rows.annotate(
        asker_id=_asker("assignment__"), place_id=F("assignment__station")
    )


def guided(reach: Reach, period: Period) -> Rows:
    """Guidance visits that were paid."""
    rows = GuidanceVisit.objects.done().filter(reach.told("department"))
    days = rows.between(period.first, period.end).order_by()
    return days.annotate(asker_id=F("department"), place_id=F("station"))


def visited(reach: Reach, period: Period) -> Rows:
    """Visits paid to officers of stations; who, why and what was said stays private."""
    if reach.sponsor is not None:
        return DueVisit.objects.none().annotate(asker_id=NO_ID, place_id=F("station"))
    rows = DueVisit.objects.filter(reach.at(), state=DueVisit.State.DONE)
    rows = rows.filter(station__isnull=False).order_by()
    days = rows.filter(visited_on__gte=period.first, visited_on__lt=period.end)
    return days.annotate(asker_id=NO_ID, place_id=F("station"))


def commended(reach: Reach, period: Period) -> Rows:
    """Commendations published of officers of stations."""
    rows = Commendation.objects.published().filter(reach.at(), station__isnull=False)
    if reach.sponsor is not None:
        rows = rows.none()
    rows = rows.between(period.first, period.end).order_by()
    return rows.annotate(asker_id=NO_ID, place_id=F("station"))


def _asker(to: str) -> Case:
    secret = {f"{to}directive__reserved": True}
    return Case(
        When(**secret, then=NO_ID),
        default=F(f"{to}department"),
        output_field=BigIntegerField(),
    )


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _work() -> Case:
    """Nothing where nobody has estimated it: `known` says so."""
    return Case(
        When(is_event=True, then=Cast(event_seconds() * 1000, BigIntegerField())),
        default=Coalesce(F("effort_units") * 60, 0),
        output_field=BigIntegerField(),
    )


def _form() -> Func:
    """What a return is called, but for the week or month it is of."""
    return Func(
        *(F("directive__title"), Value("[0-9]+"), Value(""), Value("g")),
        function="regexp_replace",
        output_field=CharField(),
    )


def _fate() -> Case:
    """The log is looked into for what was taken back alone."""
    state = Assignment.State
    last = AssignmentEntry.objects.filter(assignment=OuterRef("pk")).order_by("-pk")
    moved_on = Subquery(last.values("act")[:1])
    taken = Case(
        When(In(moved_on, MOVED_ON), then=Value("moved on")),
        default=Value("withdrawn"),
        output_field=CharField(),
    )
    return Case(
        When(state=state.RECALLED, then=Value("recalled")),
        When(state=state.WITHDRAWN, then=taken),
        default=Value("stands"),
        output_field=CharField(),
    )


def _speed(period: Period, short_days: int) -> Func:
    """By the date as it was first asked for: what is granted later changes nothing."""
    moved = AssignmentEntry.objects.filter(assignment=OuterRef("pk"))
    first = moved.filter(due_before__isnull=False).order_by("pk").values("due_before")
    date = Coalesce(Subquery(first[:1]), F("due")) - dt.timedelta(microseconds=1)
    issued = TruncDate("created_at")
    limit = _DayAt(
        Value(limits(period, short_days), output_field=ArrayField(DateField())),
        _DaysSince(issued, Value(period.first, output_field=DateField())),
    )
    return Func(
        TruncDate(date),
        _Pair(_NextDay(issued), limit),
        function="width_bucket",
        output_field=IntegerField(),
    )


def limits(period: Period, short_days: int) -> Sequence[dt.date]:
    """For each day of issue the first day that is no short notice: so many working
    days after it."""
    calendar = WorkCalendar.load(period.first, period.end + HOLIDAYS)
    days = [period.first + n * DAY for n in range((period.end - period.first).days)]
    return [calendar.add_workdays(day, short_days) for day in days]


class _DaysSince(Func):
    """Whole days from one date to another."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class _NextDay(Func):
    template = "(%(expressions)s + 1)"
    output_field = DateField()


class _DayAt(Func):
    """The entry of a list of dates at a place counted from nought."""

    template = "(%(expressions)s + 1]"
    arg_joiner = ")["
    output_field = DateField()


class _Pair(Func):
    """Two dates as an array."""

    template = "ARRAY[%(expressions)s]"
    output_field = ArrayField(DateField())
