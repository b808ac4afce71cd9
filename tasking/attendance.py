"""Appointments that name an officer: what a leave must not overlook."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from desk.services import tell_each
from organization.models import Membership, Role, Station
from personnel.hindrances import Hindrance, Instead, register
from personnel.presence import day_starts
from tasking.models import Assignment

AT_HQ = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)


def named(
    station: Station, names: Collection[str], during: DateRange
) -> list[Hindrance]:
    """Live appointments at the station that name one of `names` on one of the days."""
    rows = Assignment.objects.live().filter(
        station=station,
        is_event=True,
        attendees__overlap=list(names),
        release__lt=day_starts(during.upper),
        due__gt=day_starts(during.lower),
    )
    rows = rows.select_related("directive", "department", "station")
    return [
        Hindrance(
            row.release,
            row.due,
            row.directive.display_title,
            row.requester_label,
            partial(_tell_requester, row),
        )
        for row in rows
        if row.release and row.due
    ]


def _tell_requester(row: Assignment, said: Instead) -> None:
    """The department that named him hears who comes; of the leave no more than that
    he has one. An own plan is nobody else's."""
    if row.department_id is None:
        return
    people = Membership.objects.in_force(timezone.localdate()).filter(
        department=row.department_id, role__in=AT_HQ
    )
    officer = said.leave.officer
    facts = {
        "officer": officer.name,
        "station": row.station.code,
        "start_at": row.release.isoformat() if row.release else None,
        "reason": said.text,
    }
    if not row.directive.reserved:
        facts["title"] = row.directive.title
    tell_each(
        people.values_list("user", flat=True),
        but=said.by,
        matter=f"directive:attends-{row.pk}-{officer.pk}",
        revision=said.leave.pk,
        kind="directive_attends",
        facts=facts,
        url=reverse("coordination:assignment", args=[row.pk]),
    )


register(named)
