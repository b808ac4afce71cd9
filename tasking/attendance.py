"""Appointments that name an officer: what a leave must not overlook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from django.urls import reverse
from django.utils import timezone

from desk.services import tell_each
from organization.models import Membership, Role
from personnel.hindrances import Ask, Hindrance, Instead, register
from personnel.presence import day_starts
from tasking.models import Assignment

AT_HQ = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)


def named(asks: Sequence[Ask]) -> list[list[Hindrance]]:
    """Live appointments at each station that name one of its names on one of its
    days; one query."""
    rows = Assignment.objects.live().filter(
        station__in={ask.station.pk for ask in asks},
        is_event=True,
        attendees__overlap=sorted(set[str]().union(*(ask.names for ask in asks))),
        release__lt=max(day_starts(ask.during.upper) for ask in asks),
        due__gt=min(day_starts(ask.during.lower) for ask in asks),
    )
    here = defaultdict(list)
    for row in rows.select_related("directive", "department", "station"):
        here[row.station_id].append(row)
    return [_of(ask, here[ask.station.pk]) for ask in asks]


def _of(ask: Ask, rows: Sequence[Assignment]) -> list[Hindrance]:
    begins, ends = day_starts(ask.during.lower), day_starts(ask.during.upper)
    return [
        Hindrance(
            row.release,
            row.due,
            row.directive.display_title,
            row.requester_label,
            partial(_tell_requester, row),
        )
        for row in rows
        if row.release
        and row.due
        and ask.names.intersection(row.attendees)
        and row.release < ends
        and row.due > begins
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
