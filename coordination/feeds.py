"""A station's events and dues as iCalendar (RFC 5545).

Reserved strength shows neither title nor sponsor. A due at midnight is the end of the
day before, and is shown as that whole day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from organization.models import Station, User
from personnel.presence import ZONE
from tasking.models import Assignment

KEPT_DAYS = 31
ZONE_NAME = "Asia/Shanghai"
EIGHT = dt.timedelta(hours=8)


def calendar(
    station: Station, rows: Iterable[Assignment], user: User, *, now: dt.datetime
) -> bytes:
    """The feed; the rows carry directive, station and department with them."""
    found = Calendar()
    found.add("prodid", "-//Yipan//Workload//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", station.label)
    found.add("x-wr-timezone", ZONE_NAME)
    found.add_component(_zone())
    for row in rows:
        if row.due is not None:
            found.add_component(_entry(row, row.due, user, now))
    return bytes(found.to_ical())


def _zone() -> Timezone:
    """One offset: the last daylight saving time was in 1991."""
    standard = TimezoneStandard()
    standard.add("dtstart", dt.datetime(1992, 1, 1))
    standard.add("tzname", "CST")
    standard.add("tzoffsetfrom", EIGHT)
    standard.add("tzoffsetto", EIGHT)
    zone = Timezone()
    zone.add("tzid", ZONE_NAME)
    zone.add_component(standard)
    return zone


def _entry(row: Assignment, due: dt.datetime, user: User, now: dt.datetime) -> Event:
    secret = row.directive.reserved and row.department_id not in user.scope.departments
    title = row.directive.display_title
    event = Event()
    event.add("uid", f"assignment-{row.pk}@yipan")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("sequence", row.version)
    event.add("location", row.station.label)
    if row.department is not None and not secret:
        event.add("description", row.requester_label)
    if row.is_event and row.release is not None:
        event.add("summary", title)
        event.add("dtstart", row.release.astimezone(ZONE))
        event.add("dtend", due.astimezone(ZONE))
        return event
    event.add("summary", _("Due: %(title)s") % {"title": title})
    event.add("transp", "TRANSPARENT")
    local = due.astimezone(ZONE)
    if local.time() == dt.time():
        event.add("dtstart", local.date() - dt.timedelta(days=1))
    else:
        event.add("dtstart", local)
    return event
