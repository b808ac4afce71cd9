"""How much time is left, in working days and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organization.calendar import WorkCalendar
from organization.templatetags.formats import last_day

DAY = dt.timedelta(days=1)


def calendar_for(moments: Iterable[dt.datetime], now: dt.datetime) -> WorkCalendar:
    """The days between now and all of these; one query."""
    days = [timezone.localdate(now), *map(last_day, moments)]
    return WorkCalendar.load(min(days), max(days) + 2 * DAY)


def workdays_left(due: dt.datetime, calendar: WorkCalendar, now: dt.datetime) -> int:
    """Working days from tomorrow to the last day inside; 0 is today."""
    today, last = timezone.localdate(now), last_day(due)
    if last >= today:
        return sum(1 for _day in calendar.workdays(today + DAY, last + DAY))
    return -sum(1 for _day in calendar.workdays(last + DAY, today + DAY))


def time_left(due: dt.datetime, calendar: WorkCalendar, now: dt.datetime) -> str:
    """«3 working days left», «today», «2 working days over»."""
    days = workdays_left(due, calendar, now)
    if due <= now:
        if not days:
            return _("time is up")
        text = ngettext("%(n)s working day over", "%(n)s working days over", -days)
        return text % {"n": -days}
    if last_day(due) == timezone.localdate(now):
        return _("today")
    text = ngettext("%(n)s working day left", "%(n)s working days left", days)
    return text % {"n": days}
