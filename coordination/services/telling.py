"""Putting before people what concerns them: conflicts, and what became of a task."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import chain
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict
from coordination.services.recording import Changes
from desk.models import InboxItem
from desk.services import deliver
from organization.models import Membership, Role, Station, User
from tasking.models import STATION_ACTS, AssignmentEntry, Directive


def tell_people(changes: Changes) -> None:
    """Inbox rows for chiefs and departments; once per conflict and revision.

    A conflict that merely changed its figures makes no new row: the page shows the
    present ones, and a bell that rings at every progress report is not heard. At most
    three statements for any number of stations, and one per some thousand rows.
    """
    told = [(c, "conflict_new") for c in changes.new]
    told += [(c, "conflict_settled") for c in changes.settled]
    if not told:
        return
    stations = Station.objects.in_bulk({c.station_id for c, _ in told})
    codes = {code for conflict, _ in told for code in conflict.departments}
    people = (
        Membership.objects.in_force(timezone.localdate())
        .filter(
            Q(role=Role.STATION_CHIEF, station__in=stations)
            | Q(role__in=_AT_HQ, department__code__in=codes)
        )
        .values_list("user_id", "station_id", "department__code")
        .order_by("user_id")
    )
    chiefs: dict[int, list[int]] = defaultdict(list)
    at_hq: dict[str, list[int]] = defaultdict(list)
    for user, station, code in people:
        (at_hq[code] if code else chiefs[station]).append(user)
    items = []
    for conflict, kind in told:
        at_hand = {
            "matter": f"conflict:{conflict.pk}",
            "revision": conflict.revision,
            "kind": kind,
            "facts": _facts(stations[conflict.station_id], conflict),
            "url": reverse("coordination:conflict", args=[conflict.pk]),
        }
        concerned = chain(
            chiefs[conflict.station_id],
            *(at_hq[code] for code in conflict.departments),
        )
        items += [
            InboxItem(recipient_id=user, **at_hand) for user in dict.fromkeys(concerned)
        ]
    deliver(items)


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
    deliver([item])


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
    deliver(items)


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
