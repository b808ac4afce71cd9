"""A station's dates: appointments and dues, what was cancelled, protected time.

Reserved strength shows neither title nor sponsor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from coordination.feeds.writing import MOST, PAST, Entry, due_at, reach, soonest
from organization.models import Role, Station, User
from organization.permissions import may
from personnel.presence import ZONE
from tasking.models import (
    Assignment,
    AssignmentEntry,
    Directive,
    NoticeReceipt,
    ProtectedBlock,
)
from tasking.models.assignment import AssignmentQuerySet
from tasking.models.notice import NoticeReceiptQuerySet

DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
CANCELLED = (Assignment.State.WITHDRAWN, Assignment.State.RECALLED)
SHOWN = ("directive", "station", "department")


def work_seen(user: User, station: Station) -> AssignmentQuerySet | None:
    """The work on a station he sees at all that the user may read: all of it for its
    people and its overseers, a department's own; None for everybody else."""
    rows = Assignment.objects.filter(station=station)
    if _sees_all(user, station):
        return rows
    if user.scope.departments_as(*DEPARTMENT):
        return rows.filter(department__in=user.scope.departments)
    return None


def may_read(user: User, station: Station) -> bool:
    """Does he see the station, and work on it?"""
    seen = Station.objects.visible_to(user).select_related("bureau")
    row = seen.filter(pk=station.pk).first()
    return row is not None and work_seen(user, row) is not None


def station_entries(user: User, station: Station, now: dt.datetime) -> list[Entry]:
    """As the user may see them now; nothing where he does not see the station."""
    seen = Station.objects.visible_to(user).select_related("bureau")
    here = seen.filter(pk=station.pk).first()
    rows = None if here is None else work_seen(user, here)
    if here is None or rows is None:
        return []
    found = [*work_entries(user, rows, now)]
    if _sees_all(user, here):
        receipts = NoticeReceipt.objects.visible_to(user).filter(station=here)
        found += notice_entries(receipts, now)
        found += _protected(here, now)
    return soonest(found)


def work_entries(
    user: User, rows: AssignmentQuerySet, now: dt.datetime
) -> Iterator[Entry]:
    """What is owed and ahead, and what was cancelled lately; two queries."""
    since, until = reach(now)
    near = rows.filter(due__gte=since, due__lt=until).select_related(*SHOWN)
    lately = AssignmentEntry.objects.filter(
        assignment=OuterRef("pk"), at__gte=now - PAST
    )
    gone = near.filter(Exists(lately), state__in=CANCELLED)
    for found, cancelled in ((near.live(), False), (gone, True)):
        for row in found.order_by("due", "pk")[:MOST]:
            yield _work(row, user, cancelled)


def notice_entries(
    receipts: NoticeReceiptQuerySet, now: dt.datetime
) -> Iterator[Entry]:
    """What notices ask for by a day, as long as it is owed."""
    since, until = (moment.astimezone(ZONE).date() for moment in reach(now))
    owed = receipts.owed().filter(
        notice__due_on__gte=since, notice__due_on__lt=until, notice__withdrawn_at=None
    )
    rows = owed.filter(notice__correction=None)
    for row in rows.select_related("notice__department", "station").order_by("pk"):
        if row.notice.due_on is not None:
            yield Entry(
                uid=f"notice-{row.pk}",
                title=_("Due: %(title)s") % {"title": row.notice.title},
                start=row.notice.due_on,
                where=row.station.label,
                about=row.notice.department.label,
                sequence=row.notice.version,
            )


def dated(row: Assignment | Directive, title: str) -> dict[str, Any]:
    """Title and times of a row with a due: of an appointment from its start on."""
    if row.is_event and row.release is not None:
        return {"title": title, "start": row.release, "end": row.due}
    if row.due is None:
        raise ValueError("A feed holds what has its time")
    return {"title": _("Due: %(title)s") % {"title": title}, "start": due_at(row.due)}


def _sees_all(user: User, station: Station) -> bool:
    return may(user, "workload.view", station) or may(user, "workload.oversee", station)


def _work(row: Assignment, user: User, cancelled: bool) -> Entry:
    secret = row.directive.reserved and row.department_id not in user.scope.departments
    return Entry(
        uid=f"assignment-{row.pk}",
        **dated(row, row.directive.display_title),
        sequence=row.version,
        where=row.station.label,
        about="" if secret or row.department is None else row.requester_label,
        cancelled=cancelled,
    )


def _protected(station: Station, now: dt.datetime) -> Iterator[Entry]:
    since, until = reach(now)
    rows = ProtectedBlock.objects.filter(station=station, end__gte=since)
    for row in rows.filter(start__lt=until).order_by("start", "pk"):
        yield Entry(
            uid=f"protected-{row.pk}",
            title=_("Protected: %(title)s") % {"title": row.title},
            start=row.start,
            end=row.end,
            sequence=row.version,
            where=station.label,
        )
