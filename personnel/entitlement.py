"""Annual leave by years of work: 《职工带薪年休假条例》, article 3.

One full year of work gives 5 days a year, ten give 10, twenty give 15. Rest days and
public holidays within a leave are not counted, make-up workdays are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange

from organization.calendar import WorkCalendar
from organization.together import together
from personnel.models import Leave, LeaveRequest, Officer

STEPS = ((20, 15), (10, 10), (1, 5))


@dataclass(frozen=True)
class Balance:
    """Working days of annual leave in one calendar year. `due` None: not known."""

    year: int
    due: int | None
    taken: int
    asked: int

    @property
    def left(self) -> int | None:
        """Days still to be had."""
        return None if self.due is None else max(0, self.due - self.taken - self.asked)

    @property
    def over(self) -> int:
        """Days beyond what is due."""
        return 0 if self.due is None else max(0, self.taken + self.asked - self.due)


def entitled(since: dt.date | None, on: dt.date) -> int | None:
    """Days a year after so long a work, as of a day; None where it is not entered."""
    if since is None:
        return None
    years = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
    return next((days for least, days in STEPS if years >= least), 0)


def balance(officer: Officer, on: dt.date) -> Balance:
    """For the year of a day, leave that begins later in it included; two queries."""
    year = DateRange(dt.date(on.year, 1, 1), dt.date(on.year + 1, 1, 1))
    calendar = WorkCalendar.load(year.lower, year.upper)

    def days(rows: list[DateRange]) -> int:
        return sum(
            1
            for one in rows
            for _day in calendar.workdays(
                max(one.lower, year.lower), min(one.upper, year.upper)
            )
        )

    annual = {"officer": officer, "kind": Leave.Kind.ANNUAL, "during__overlap": year}
    asked = LeaveRequest.objects.filter(state=LeaveRequest.State.ASKED, **annual)
    had = Leave.objects.filter(**annual)
    taken, waiting = together(
        *(rows.values_list("during", flat=True) for rows in (had, asked))
    )
    return Balance(
        year=on.year,
        due=entitled(officer.working_since, on),
        taken=days(taken),
        asked=days(waiting),
    )
