"""By which week a task is due: the headings of the list on a phone, and the rows of the
timeline by due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from coordination.ledger.reading import Reading, is_overdue
from organization.templatetags.formats import cell_day, last_day
from tasking.models import Assignment

LATE, ON, OPEN, DONE = range(4)


@dataclass(frozen=True, order=True)
class Week:
    """Overdue first, then week by week, then what has no due, then what is reported."""

    rank: int
    monday: dt.date
    label: str = field(compare=False)

    @property
    def key(self) -> str:
        return f"{self.rank}-{self.monday}"


def week_of(reading: Reading, row: Assignment) -> Week:
    """The heading a task stands under."""
    never = dt.date.max
    if not row.is_live:
        return Week(DONE, never, _("Reported"))
    if is_overdue(row, reading.now):
        return Week(LATE, never, _("Overdue"))
    if row.due is None:
        return Week(OPEN, never, _("No due date"))
    day = last_day(row.due)
    monday = day - dt.timedelta(days=day.weekday())
    this = reading.today - dt.timedelta(days=reading.today.weekday())
    if monday == this:
        return Week(ON, monday, _("This week"))
    sunday = monday + dt.timedelta(days=6)
    return Week(ON, monday, f"{cell_day(monday)}–{cell_day(sunday)}")
