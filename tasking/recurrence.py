"""When a directive that comes back is due: rules by working day.

Periods are weeks from Monday, or months counted from January; a rule names one day of
each: the n-th working day, from the front or from the end, a day of the month, or a
weekday. A date that is no working day moves to the one before or after it, or stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from organization.calendar import WorkCalendar

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2000, 1, 3)
WEEK = dt.timedelta(days=7)
REACH = dt.timedelta(days=40)
"""How far outside a stretch of days a rule may have to look."""
MONTHS = (1, 2, 3, 4, 6, 12)
WEEKS = (1, 2, 4)

Unit = Literal["week", "month"]
Count = Literal["workday", "day"]
OffDay = Literal["before", "after", "stays"]


@dataclass(frozen=True)
class Rule:
    """One day in every ``length`` weeks or months.

    ``count`` workday: the n-th working day of the week or of the ``month``-th month of
    the period; negative from the end. ``count`` day: weekday n (1 is Monday), or day n
    of that month, its last where it is shorter. ``off_day`` says where such a day goes
    that nobody works on. Weeks are counted from that of ``since``.
    """

    unit: Unit
    length: int
    count: Count
    n: int
    month: int = 1
    off_day: OffDay = "before"
    since: dt.date = MONDAY

    @property
    def weekday(self) -> dt.date:
        """Some day of the weekday that is meant, where days of weeks are counted."""
        return MONDAY + (self.n - 1) * DAY


@dataclass(frozen=True)
class Occurrence:
    """``day`` is when it is due; ``period`` the first day of the week or month that it
    stands for, which no other occurrence of the rule has. ``is_provisional``: that
    year's working days are not published yet, so the day may still move."""

    period: dt.date
    day: dt.date
    is_provisional: bool


def occurrences(
    rule: Rule, first: dt.date, last: dt.date, calendar: WorkCalendar
) -> Iterator[Occurrence]:
    """Those due in [first, last], in order of their periods.

    ``calendar`` covers `REACH` before and after. A week without so many working days
    has none.
    """
    for period, end in _periods(rule, first - REACH, last + REACH):
        days = [period + n * DAY for n in range((end - period).days)]
        due = _due(rule, days, calendar)
        if due is not None and first <= due <= last:
            asked = days if rule.count == "workday" else [due]
            provisional = any(map(calendar.is_provisional, asked))
            yield Occurrence(period, due, provisional)


def _due(rule: Rule, days: list[dt.date], calendar: WorkCalendar) -> dt.date | None:
    if rule.count == "workday":
        worked = [day for day in days if calendar.is_workday(day)]
        place = rule.n - 1 if rule.n > 0 else rule.n
        return worked[place] if -len(worked) <= place < len(worked) else None
    day = days[min(rule.n, len(days)) - 1]
    step = {"before": -DAY, "after": DAY}.get(rule.off_day)
    while step and not calendar.is_workday(day):
        day += step
    return day


def _periods(
    rule: Rule, first: dt.date, last: dt.date
) -> Iterator[tuple[dt.date, dt.date]]:
    """[start, end) of the week or month in which a day is chosen, of each period."""
    if rule.unit == "week":
        begin = rule.since - rule.since.weekday() * DAY
        period = begin + (first - begin) // (rule.length * WEEK) * rule.length * WEEK
        while period <= last:
            yield period, period + WEEK
            period += rule.length * WEEK
        return
    at = first.year * 12
    while at // 12 <= last.year:
        month = at + rule.month - 1
        start = _month(month)
        if start <= last:
            yield start, _month(month + 1)
        at += rule.length


def _month(number: int) -> dt.date:
    """The first day of a month counted from the year 0."""
    return dt.date(number // 12, number % 12 + 1, 1)
