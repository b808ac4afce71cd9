"""The weeks of a plan: which there are, whose month they are, what falls on each.

A plan knows whole weeks alone, Monday to Sunday. A week belongs to the year and the
month of its Thursday, so that every week is counted once and can be told by a look at
the calendar.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from tasking.models import PlanItem, StationPlan

WEEK = dt.timedelta(days=7)
_TO_THURSDAY = dt.timedelta(days=3)


def monday_of(day: dt.date) -> dt.date:
    """The Monday of its week."""
    return day - dt.timedelta(days=day.weekday())


def year_of(day: dt.date) -> int:
    """The plan's year to which the week of a day belongs."""
    return (monday_of(day) + _TO_THURSDAY).year


def month_of(monday: dt.date) -> int:
    """The month to which a week belongs."""
    return (monday + _TO_THURSDAY).month


def bounds(year: int) -> tuple[dt.date, dt.date]:
    """The Mondays of the first week of a year and of the first of the next."""
    first, end = (monday_of(dt.date(y, 1, 4)) for y in (year, year + 1))
    return first, end


def weeks_of(year: int) -> list[dt.date]:
    """The Mondays of a year's 52 or 53 weeks."""
    first, end = bounds(year)
    return [first + n * WEEK for n in range((end - first) // WEEK)]


def weeks_in(first: dt.date, last: dt.date) -> list[dt.date]:
    """The Mondays of the weeks whose Thursday lies on or between two days."""
    monday = monday_of(first - _TO_THURSDAY)
    while monday + _TO_THURSDAY < first:
        monday += WEEK
    found = []
    while monday + _TO_THURSDAY <= last:
        found.append(monday)
        monday += WEEK
    return found


def spread(item: PlanItem) -> dict[dt.date, int]:
    """Planned units by the Monday of each week of the item.

    A month's or a span's hours are spread evenly over its weeks; what does not go up
    falls on the later ones, so that the weeks add up to what was said.
    """
    weeks = weeks_in(item.first, item.last)
    if item.per == PlanItem.Per.WEEK:
        return dict.fromkeys(weeks, item.units)
    if item.per == PlanItem.Per.SPAN:
        return _evenly(weeks, item.units)
    found: dict[dt.date, int] = {}
    for _month, some in groupby(weeks, key=month_of):
        found |= _evenly(list(some), item.units)
    return found


def standing(items: Iterable[PlanItem]) -> dict[dt.date, int]:
    """Units of foundation work in each week, of all items that are such work."""
    found: dict[dt.date, int] = {}
    for item in items:
        if item.is_standing:
            for monday, units in spread(item).items():
                found[monday] = found.get(monday, 0) + units
    return found


def next_year(item: PlanItem, plan: StationPlan) -> PlanItem:
    """The same a year later; whatever began or ended with the year still does."""
    weeks, whole = weeks_in(item.first, item.last), weeks_of(plan.year - 1)
    first, last = _a_year_on(item.first), _a_year_on(item.last)
    if weeks[0] == whole[0]:
        first = dt.date(plan.year, 1, 1)
    if weeks[-1] == whole[-1]:
        last = dt.date(plan.year, 12, 31)
    if not weeks_in(first, last):  # the same days are without a Thursday this time
        monday = max(monday_of(first), bounds(plan.year)[0])
        first, last = monday, monday + WEEK - dt.timedelta(days=1)
    return PlanItem(
        plan=plan,
        kind=item.kind,
        title=item.title,
        units=item.units,
        per=item.per,
        first=first,
        last=last,
    )


def _a_year_on(day: dt.date) -> dt.date:
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


def _evenly(weeks: list[dt.date], units: int) -> dict[dt.date, int]:
    count = len(weeks)
    marks = [units * n // count for n in range(count + 1)] if count else []
    return {monday: marks[n + 1] - marks[n] for n, monday in enumerate(weeks)}
