"""By when somebody has to answer, in working days."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from organization.calendar import WorkCalendar
from personnel.presence import ZONE

HORIZON = dt.timedelta(days=90)


def end_of_day(day: dt.date) -> dt.datetime:
    """The first moment after a day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZONE)


def end_of_workday(*, now: dt.datetime, days: int) -> dt.datetime:
    """The end of the `days`-th working day after today."""
    today = timezone.localdate(now, ZONE)
    calendar = WorkCalendar.load(today, today + HORIZON)
    last = calendar.add_workdays(today, days)
    return end_of_day(last)
