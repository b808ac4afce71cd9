"""Working days as plain facts, read once and asked often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from organization.models import CalendarYear

# One statement, in plain SQL because every check reads it: published years come as
# their first day, without a word on whether one works on it.
_QUERY = """
SELECT day, is_workday, name FROM organization_workdayoverride
WHERE day >= %s AND day < %s
UNION ALL
SELECT make_date(year, 1, 1), NULL, '' FROM organization_calendaryear
WHERE status = %s
"""


@dataclass(frozen=True)
class WorkCalendar:
    """Overrides over the rule «Monday to Friday». Days are local dates."""

    overrides: dict[dt.date, tuple[bool, str]] = field(default_factory=dict)
    published: frozenset[int] = frozenset()

    @classmethod
    def load(cls, start: dt.date, end: dt.date) -> WorkCalendar:
        """Calendar for [start, end): one query whatever the length."""
        with connection.cursor() as cursor:
            cursor.execute(_QUERY, [start, end, CalendarYear.Status.PUBLISHED])
            rows = cursor.fetchall()
        overrides: dict[dt.date, tuple[bool, str]] = {}
        published: set[int] = set()
        for day, is_workday, name in rows:
            if is_workday is None:
                published.add(day.year)
            else:
                overrides[day] = (is_workday, name)
        return cls(overrides, frozenset(published))

    def is_workday(self, day: dt.date) -> bool:
        known = self.overrides.get(day)
        return known[0] if known else day.weekday() < 5

    def is_makeup(self, day: dt.date) -> bool:
        """A weekend day on which one works in exchange for a holiday."""
        return day.weekday() >= 5 and self.is_workday(day)

    def holiday_name(self, day: dt.date) -> str:
        known = self.overrides.get(day)
        return known[1] if known and not known[0] else ""

    def is_provisional(self, day: dt.date) -> bool:
        return day.year not in self.published

    def workdays(self, start: dt.date, end: dt.date) -> Iterator[dt.date]:
        """Working days in [start, end)."""
        for n in range((end - start).days):
            day = start + dt.timedelta(days=n)
            if self.is_workday(day):
                yield day

    def add_workdays(self, day: dt.date, count: int) -> dt.date:
        """The count-th working day after `day`."""
        while count > 0:
            day += dt.timedelta(days=1)
            count -= self.is_workday(day)
        return day
