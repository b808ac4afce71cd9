"""By when somebody has to answer a station."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from organization.calendar import WorkCalendar
from personnel.presence import ZONE
from personnel.terms import end_of_workday

OFFICE_HOURS = ((510, 720), (810, 1080))
"""Working hours of those at headquarters, minutes of a working day: 08:30 to 12:00 and
13:30 to 18:00. What a station works is in its regime."""


def answer_due(*, now: dt.datetime, due: dt.datetime | None, days: int) -> dt.datetime:
    """The end of the `days`-th working day, but at most a quarter of the time left.

    So there is always time to act on the answer. Where the work is overdue already
    no quarter is left: then it is the end of the next working day.
    """
    late = due is not None and due <= now
    end = end_of_workday(now=now, days=1 if late else days)
    if due is None or late:
        return end
    quarter = now + (due - now) / 4
    return min(end, quarter.replace(second=0, microsecond=0))


def working_hours_before(
    moment: dt.datetime, hours: int, calendar: WorkCalendar
) -> dt.datetime:
    """So many working hours before; `calendar` covers the two months before."""
    left = dt.timedelta(hours=hours)
    day = timezone.localdate(moment, ZONE)
    while True:
        for first, last in reversed(OFFICE_HOURS) if calendar.is_workday(day) else ():
            midnight = dt.datetime.combine(day, dt.time(), ZONE)
            start = midnight + dt.timedelta(minutes=first)
            end = min(midnight + dt.timedelta(minutes=last), moment)
            if end - start >= left:
                return end - left
            left -= max(end - start, dt.timedelta())
        day -= dt.timedelta(days=1)
