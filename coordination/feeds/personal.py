"""A person's dates: where he is named, what his units owe, duty, leave, postings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.feeds.station import (
    DEPARTMENT,
    dated,
    notice_entries,
    work_entries,
)
from coordination.feeds.writing import DAY, Entry, reach, soonest
from organization.models import Role, User
from organization.permissions import POLICY
from personnel.hindrances import POSTS
from personnel.models import Leave, Officer, Posting
from personnel.own_turns import own_turns
from personnel.presence import ZONE
from tasking.models import Assignment, Directive, NoticeReceipt

TURNS = (7, 62)  # days back and ahead: a roster goes on for ever


def own_entries(user: User, now: dt.datetime) -> list[Entry]:
    """What is his today: a role that has ended takes its dates along."""
    officer = Officer.objects.filter(user=user).first()
    found = [*_owed(user, officer, now), *_asked(user, now)]
    if officer is not None:
        found += _turns(officer, now)
        found += _away(officer, now)
        found += _posted(officer, now)
    return soonest(found)


def _owed(user: User, officer: Officer | None, now: dt.datetime) -> Iterator[Entry]:
    """The work of his stations, but no appointment that names others; wherever else
    he is named, as far as he sees it."""
    stations = user.scope.stations_as(*POLICY["workload.view"].roles)
    mine = Q(station__in=stations, attendees=[]) | _named(user, officer, now)
    seen = Assignment.objects.visible_to(user)
    yield from work_entries(user, seen.filter(mine), now)
    if stations:
        receipts = NoticeReceipt.objects.filter(station__in=stations)
        yield from notice_entries(receipts, now)


def _named(user: User, officer: Officer | None, now: dt.datetime) -> Q:
    """By police number wherever it is, by post where he holds it today."""
    chief = user.scope.stations_as(Role.STATION_CHIEF)
    named = Q(station__in=chief, attendees__contains=[POSTS["所长"]])
    if officer is None:
        return named
    today = now.astimezone(ZONE).date()
    held = Posting.objects.filter(officer=officer, during__contains=today)
    for station, post in held.exclude(station=None).values_list("station", "post"):
        if post in POSTS:
            named |= Q(station=station, attendees__contains=[POSTS[post]])
    return named | Q(attendees__contains=[officer.police_number])


def _asked(user: User, now: dt.datetime) -> Iterator[Entry]:
    """What his departments asked of stations: each task once."""
    since, until = reach(now)
    own = user.scope.departments_as(*DEPARTMENT)
    rows = Directive.objects.filter(
        department__in=own,
        state=Directive.State.ISSUED,
        due__gte=since,
        due__lt=until,
    ).select_related("department")
    for row in rows.order_by("due", "pk"):
        yield Entry(
            uid=f"directive-{row.pk}",
            **dated(row, row.display_title),
            sequence=row.version,
            about=row.department.label if row.department else "",
        )


def _turns(officer: Officer, now: dt.datetime) -> Iterator[Entry]:
    """Duty and stand-by; the office hours of every working day say nothing new."""
    today = now.astimezone(ZONE).date()
    back, ahead = TURNS
    titles = {
        "duty": pgettext("a roster", "On duty"),
        "stand_by": pgettext("a roster", "Stand-by"),
    }
    for day, turn, station in own_turns(
        officer, today - back * DAY, today + ahead * DAY
    ):
        if turn.kind not in titles:
            continue
        start = dt.datetime.combine(day, dt.time(), ZONE)
        yield Entry(
            uid=f"turn-{officer.pk}-{day:%Y%m%d}-{turn.start}",
            title=titles[turn.kind],
            start=start + dt.timedelta(minutes=turn.start),
            end=start + dt.timedelta(minutes=turn.end),
            where=station.label,
        )


def _away(officer: Officer, now: dt.datetime) -> Iterator[Entry]:
    """Of which kind a leave is, no calendar needs to know."""
    span = _days(now)
    for row in Leave.objects.filter(officer=officer, during__overlap=span):
        yield Entry(
            uid=f"leave-{row.pk}",
            title=_("Leave"),
            start=row.during.lower,
            end=row.during.upper or span.upper,
            sequence=row.version,
        )


def _posted(officer: Officer, now: dt.datetime) -> Iterator[Entry]:
    """The day on which a posting begins."""
    rows = Posting.objects.filter(
        officer=officer, during__startswith__contained_by=_days(now)
    )
    for row in rows.select_related("station", "department"):
        yield Entry(
            uid=f"posting-{row.pk}",
            title=_("Posted to %(unit)s") % {"unit": row.unit.label},
            start=row.during.lower,
            sequence=row.version,
        )


def _days(now: dt.datetime) -> DateRange:
    since, until = (moment.astimezone(ZONE).date() for moment in reach(now))
    return DateRange(since, until)
