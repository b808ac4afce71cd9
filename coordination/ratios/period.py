"""The days figures are counted over: a quarter, a month, a year, or some of one's own.

In an address a period reads `2026Q2`, `2026-06`, `2026`, or `2026-04-10..2026-05-09`,
both days inside.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from organization.templatetags import formats

YEARS = range(2000, 2101)
LONGEST = 1096  # days: three years
DAY = dt.timedelta(days=1)
KINDS = ("month", "quarter", "year")
_QUARTER = re.compile(r"(\d{4})Q([1-4])", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_LENGTH = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """[first, end) in local days."""

    kind: str
    first: dt.date
    end: dt.date

    @property
    def start(self) -> dt.datetime:
        return _midnight(self.first)

    @property
    def until(self) -> dt.datetime:
        return _midnight(self.end)

    @property
    def last(self) -> dt.date:
        return self.end - DAY

    @property
    def key(self) -> str:
        """As it stands in an address."""
        if self.kind == "quarter":
            return f"{self.first.year}Q{(self.first.month + 2) // 3}"
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        if self.kind == "year":
            return f"{self.first.year}"
        return f"{self.first}..{self.last}"

    @property
    def label(self) -> str:
        if self.kind == "quarter":
            n = (self.first.month + 2) // 3
            return _("Q%(n)s %(year)s") % {"n": n, "year": self.first.year}
        if self.kind == "month":
            return formats.month(self.first)
        if self.kind == "year":
            return _("the year %(year)s") % {"year": self.first.year}
        first, last = (
            formats.month_day(day, year=True) for day in (self.first, self.last)
        )
        return _("%(first)s to %(last)s") % {"first": first, "last": last}

    @property
    def before(self) -> Period:
        return self.moved(-1)

    @property
    def after(self) -> Period:
        return self.moved(1)

    def moved(self, by: int) -> Period:
        """The same kind, so many of them later; of one's own days as many days."""
        if self.kind not in _LENGTH:
            days = by * (self.end - self.first)
            return Period(self.kind, self.first + days, self.end + days)
        return containing(_month_on(self.first, by * _LENGTH[self.kind]), self.kind)


def containing(day: dt.date, kind: str = "quarter") -> Period:
    """The calendar month, quarter or year a day lies in."""
    length = _LENGTH[kind]
    first = dt.date(day.year, day.month - (day.month - 1) % length, 1)
    return Period(kind, first, _month_on(first, length))


def read(text: str) -> Period | None:
    """What an address says; None where it says no period there is."""
    try:
        found = _read(text)
    except (ValueError, OverflowError):  # the day after the last one there is
        return None
    if found is None or not _usable(found):
        return None
    return found


def own(first: dt.date, last: dt.date) -> Period:
    """Both days inside; the caller has checked them."""
    return Period("own", first, last + DAY)


def quarters(until: Period, count: int) -> list[Period]:
    """So many quarters up to the one the period ends in, the oldest first."""
    last = containing(until.last)
    return [last.moved(-n) for n in reversed(range(count))]


def _read(text: str) -> Period | None:
    if found := _QUARTER.fullmatch(text):
        year, n = int(found[1]), int(found[2])
        return containing(dt.date(year, 3 * n - 2, 1))
    if found := _MONTH.fullmatch(text):
        return containing(dt.date(int(found[1]), int(found[2]), 1), "month")
    if _YEAR.fullmatch(text):
        return containing(dt.date(int(text), 1, 1), "year")
    first, dots, last = text.partition("..")
    if not dots:
        return None
    return own(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def _usable(period: Period) -> bool:
    inside = period.first.year in YEARS and period.last.year in YEARS
    return inside and 0 < (period.end - period.first).days <= LONGEST


def _month_on(first: dt.date, months: int) -> dt.date:
    n = first.year * 12 + first.month - 1 + months
    return dt.date(n // 12, n % 12 + 1, 1)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
