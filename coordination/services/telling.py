"""Putting before people what concerns them: conflicts, and what became of a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict
from coordination.services.recording import Changes
from desk.models import InboxItem
from organization.models import Membership, Role, Station, User
from tasking.models import STATION_ACTS, AssignmentEntry, Directive


def tell_people(station: int, changes: Changes, *, revision: int) -> None:
    """Inbox rows for the chief and the departments; once per conflict and revision.

    A conflict that merely changed its figures makes no new row: the page shows the
    present ones, and a bell that rings at every progress report is not heard.
    """
    told = [(c, "conflict_new") for c in changes.new]
    told += [(c, "conflict_settled") for c in changes.settled]
    if not told:
        return
    row = Station.objects.select_related("bureau").get(pk=station)
    codes = {code for conflict, _ in told for code in conflict.departments}
    people = list(
        Membership.objects.in_force(timezone.localdate())
        .filter(
            Q(role=Role.STATION_CHIEF, station=row)
            | Q(role__in=_AT_HQ, department__code__in=codes)
        )
        .values_list("user_id", "department__code")
        .order_by("user_id")
    )
    items = [
        InboxItem(
            recipient_id=user,
            matter=f"conflict:{conflict.pk}",
            revision=revision,
            kind=kind,
            facts=_facts(row, conflict),
            url=reverse("coordination:conflict", args=[conflict.pk]),
        )
        for conflict, kind in told
        for user, department in people
        if department is None or department in conflict.departments
    ]
    InboxItem.objects.bulk_create(items, ignore_conflicts=True)


def tell_author(directive: Directive, kind: str, *, by: User, reason: str = "") -> None:
    """Tell who wrote a task what somebody else did with it.

    Not one who has left the office since: the row would say what is out of sight.
    """
    author = directive.created_by
    if author == by:
        return
    if not Directive.objects.visible_to(author).filter(pk=directive.pk).exists():
        return
    item = _about(directive, kind, _act(directive, by, reason))
    item.recipient = author
    item.url = reverse("coordination:directive", args=[directive.pk])
    InboxItem.objects.bulk_create([item], ignore_conflicts=True)


def tell_recalled(
    directive: Directive, signed: Mapping[int, int], *, by: User, reason: str
) -> None:
    """Tell the stations that had signed, and the author if somebody else recalls.

    `signed` maps stations to their assignments. At a station its chief is told, and
    whoever had done something with the task. Two queries for any number of stations.
    """
    tell_author(directive, "directive_recalled", by=by, reason=reason)
    chiefs = Membership.objects.in_force(timezone.localdate()).filter(
        role=Role.STATION_CHIEF, station__in=list(signed)
    )
    hands = AssignmentEntry.objects.filter(
        assignment__in=list(signed.values()), act__in=STATION_ACTS, by__isnull=False
    )
    told = dict(hands.values_list("by", "assignment"))
    told |= {user: signed[at] for user, at in chiefs.values_list("user", "station")}
    facts = {} if directive.reserved else _act(directive, by, reason)
    items = []
    for user, assignment in sorted(told.items()):
        item = _about(directive, "directive_recalled", facts)
        item.recipient_id = user
        item.url = reverse("coordination:assignment", args=[assignment])
        items.append(item)
    InboxItem.objects.bulk_create(items, ignore_conflicts=True, batch_size=1000)


def _about(directive: Directive, kind: str, facts: dict[str, Any]) -> InboxItem:
    """A row about this state of the directive, for nobody yet."""
    return InboxItem(
        matter=f"directive:{directive.pk}",
        revision=directive.version,
        kind=kind,
        facts=facts,
    )


def _act(directive: Directive, by: User, reason: str) -> dict[str, Any]:
    """What was done with which task; reserved strength has no title anywhere."""
    return {
        "title": directive.title,
        "number": directive.number,
        "by": by.name,
        "reason": reason,
    }


_AT_HQ = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)


def _facts(station: Station, conflict: Conflict) -> dict[str, object]:
    return {
        "station": station.code,
        "shortfall_units": conflict.shortfall_units,
        "due": conflict.window_end.isoformat(),
        "kind": conflict.kind,
    }
