"""A station's year: what was planned, what was done, what orders took of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.safestring import SafeString

from coordination.core.facts import hours
from coordination.models import OwedTime
from coordination.pictures import bullet
from organization.models import Station
from organization.templatetags.formats import short_month
from tasking.models import AssignmentEntry, PlanHours, PlanItem, StationPlan
from tasking.planning import bounds, monday_of, month_of, spread, year_of

MONTHS = range(1, 13)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Sum:
    """Planned and done, in units."""

    planned: int = 0
    done: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.planned + other.planned, self.done + other.done)

    @property
    def planned_hours(self) -> Decimal:
        return hours(self.planned)

    @property
    def done_hours(self) -> Decimal:
        return hours(self.done)

    @property
    def bar(self) -> SafeString:
        """Done as a bar up to what was planned: to do more is no harm."""
        return bullet(hours(min(self.done, self.planned)), hours(self.planned))


@dataclass(frozen=True)
class Row:
    """An item of the plan with a cell for each month; `taken` in units."""

    item: PlanItem
    months: tuple[Sum, ...]
    so_far: Sum
    taken: int

    @property
    def whole(self) -> Sum:
        return sum(self.months, Sum())

    @property
    def taken_hours(self) -> Decimal:
        return hours(self.taken)


@dataclass(frozen=True)
class Year:
    """A plan read as a table. What is `so_far` are the weeks that are over; `until` is
    the last day of these, None where there is none; `taken` is what orders took of the
    station's protected time in them."""

    plan: StationPlan
    rows: tuple[Row, ...]
    until: dt.date | None
    taken: int
    repaid: int

    @property
    def month(self) -> int:
        """Of the last week that is over; 0 for none."""
        return month_of(self.until - 6 * DAY) if self.until else 0

    @property
    def heads(self) -> list[str]:
        return [short_month(dt.date(self.plan.year, n, 1)) for n in MONTHS]

    @property
    def months(self) -> tuple[Sum, ...]:
        by_month = zip(*(row.months for row in self.rows), strict=True)
        return tuple(sum(cells, Sum()) for cells in by_month)

    @property
    def so_far(self) -> Sum:
        return sum((row.so_far for row in self.rows), Sum())

    @property
    def whole(self) -> Sum:
        return sum((row.whole for row in self.rows), Sum())

    @property
    def taken_hours(self) -> Decimal:
        return hours(self.taken)

    @property
    def repaid_hours(self) -> Decimal:
        return hours(self.repaid)


def read_year(plan: StationPlan, now: dt.datetime) -> Year:
    """Five queries, however much there is."""
    items = list(plan.items.all())
    done = _done(plan, items)
    last = _last_week(plan.year, now)
    owed = _owed(plan.station, plan.year, last)
    taken: dict[int | None, int] = defaultdict(int)
    for one in owed:
        taken[one.block.plan_item_id if one.block else None] += one.units
    return Year(
        plan=plan,
        rows=tuple(_row(i, done[i.pk], last, taken[i.pk]) for i in items),
        until=last + 6 * DAY if last else None,
        taken=sum(one.units for one in owed),
        repaid=sum(one.repaid_units for one in owed),
    )


def _row(
    item: PlanItem, done: dict[dt.date, int], last: dt.date | None, taken: int
) -> Row:
    weeks = spread(item)
    planned, actual = _by_month(weeks), _by_month(done)
    months = tuple(Sum(planned[m], actual[m]) for m in MONTHS)
    so_far = [
        sum(units for monday, units in some.items() if last and monday <= last)
        for some in (weeks, done)
    ]
    return Row(item, months, Sum(*so_far), taken)


def _by_month(weeks: dict[dt.date, int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for monday, units in weeks.items():
        found[month_of(monday)] += units
    return found


def _done(
    plan: StationPlan, items: Sequence[PlanItem]
) -> dict[int, dict[dt.date, int]]:
    """By item and Monday: what was entered, and what own tasks report by themselves."""
    found: dict[int, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    for row in PlanHours.objects.filter(item__in=items):
        found[row.item_id][row.monday] += row.units
    for item, at, units in reported(items):
        monday = monday_of(timezone.localdate(at))
        if year_of(monday) == plan.year:
            found[item][monday] += units
    return found


def reported(
    items: Iterable[PlanItem],
) -> Iterable[tuple[int, dt.datetime, int]]:
    """(item, when, units) of each step by which an own task became less.

    An appointment has no hours left to count: reported, it took its people from start
    to end.
    """
    steps = AssignmentEntry.objects.filter(
        assignment__directive__plan_item__in=list(items), act__in=("progress", "report")
    ).select_related("assignment__directive")
    for step in steps.order_by("pk"):
        row = step.assignment
        item = row.directive.plan_item_id
        units = (step.remaining_before or 0) - (step.remaining_after or 0)
        if row.is_event and step.act == "report" and row.release and row.due:
            people = max(row.officers or Decimal(0), Decimal(len(row.attendees)))
            units = int(people * 1000) * int((row.due - row.release).total_seconds())
            units //= 60
        if item is not None and units > 0:
            yield item, step.at, units


def _owed(station: Station, year: int, last: dt.date | None) -> list[OwedTime]:
    """What orders took in the weeks that are over, unless they gave it back."""
    if last is None:
        return []
    within = {"start__gte": _midnight(bounds(year)[0])}
    within["start__lt"] = _midnight(last + 7 * DAY)
    rows = OwedTime.objects.filter(station=station, **within)
    return list(rows.exclude(state="ended").select_related("block"))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _last_week(year: int, now: dt.datetime) -> dt.date | None:
    """The Monday of the year's last week that is over."""
    first, end = bounds(year)
    last = min(monday_of(timezone.localdate(now)), end) - 7 * DAY
    return last if last >= first else None
