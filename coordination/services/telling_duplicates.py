"""Telling departments and stations what became of tasks that asked twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from coordination.models import DuplicatePair
from desk.models import InboxItem
from desk.services import deliver
from organization.models import Membership, Role, User
from tasking.models import Directive, DirectiveParty

_AT_HQ = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)


def tell_found(pairs: Iterable[DuplicatePair]) -> None:
    """Tell both departments of pairs that are new."""
    items = []
    rows = list(pairs)
    people = people_of(d for row in rows for d in _departments(row))
    for row in rows:
        first, second = row.first.department_id, row.second.department_id
        for department, other in ((first, row.second), (second, row.first)):
            facts = facts_of(other) | {"saved_units": row.saved_units}
            items += [
                _item(row, "duplicate_found", facts, user)
                for user in people.get(department or 0, ())
            ]
    deliver(items)


def tell_joined(
    row: DuplicatePair,
    stays: Directive,
    folded: Directive,
    spared: Sequence[tuple[int, int]],
    *,
    by: User,
) -> None:
    """Tell the department whose task stays, and the chiefs who are spared one."""
    facts = facts_of(folded) | {
        "by": by.name,
        "kept": stays.title,
        "reason": row.reason,
    }
    facts["stations"] = len(spared)
    people = people_of([stays.department_id])
    items = [
        _item(row, "duplicate_joined", facts, user)
        for user in people.get(stays.department_id or 0, ())
        if user != by.pk
    ]
    at = {station: pk for pk, station in spared}
    chiefs = Membership.objects.in_force(timezone.localdate()).filter(
        role=Role.STATION_CHIEF, station__in=list(at)
    )
    for user, station in chiefs.values_list("user", "station").order_by("user"):
        item = _item(row, "directive_folded", facts, user)
        item.matter, item.revision = f"directive:{folded.pk}", folded.version
        item.url = reverse("coordination:assignment", args=[at[station]])
        items.append(item)
    deliver(items)


def tell_served(party: DirectiveParty, title: str, *, by: User) -> None:
    """Tell the department whose task serves another one's unissued draft too."""
    stays = party.directive
    facts = {
        "title": title,
        "department": party.department.code,
        "by": by.name,
        "kept": stays.title,
        "stations": len(party.stations),
    }
    items = [
        InboxItem(
            recipient_id=user,
            matter=f"directive:{stays.pk}",
            revision=party.pk,
            kind="duplicate_joined",
            facts=facts,
            url=reverse("coordination:directive", args=[stays.pk]),
        )
        for users in people_of([stays.department_id]).values()
        for user in users
    ]
    deliver(items)


def tell_dismissed(row: DuplicatePair, *, by: User) -> None:
    """Tell the people of both departments but the one who said so."""
    people = people_of(_departments(row))
    told = {user for users in people.values() for user in users} - {by.pk}
    facts = facts_of(row.first) | {"other": row.second.title, "by": by.name}
    facts["reason"] = row.reason
    deliver([_item(row, "duplicate_dismissed", facts, user) for user in sorted(told)])


def _departments(row: DuplicatePair) -> list[int | None]:
    return [row.first.department_id, row.second.department_id]


def people_of(departments: Iterable[int | None]) -> dict[int, list[int]]:
    """Users of each department's staff and its heads, by its id."""
    people = Membership.objects.in_force(timezone.localdate()).filter(
        role__in=_AT_HQ, department__in=[pk for pk in departments if pk]
    )
    found: dict[int, list[int]] = {}
    for department, user in people.values_list("department", "user").order_by("user"):
        if department is not None:
            found.setdefault(department, []).append(user)
    return found


def facts_of(directive: Directive) -> dict[str, Any]:
    department = directive.department
    return {
        "title": directive.title,
        "number": directive.number,
        "department": department.code if department else "",
    }


def _item(row: DuplicatePair, kind: str, facts: dict[str, Any], user: int) -> InboxItem:
    return InboxItem(
        recipient_id=user,
        matter=f"duplicate:{row.pk}",
        revision=row.version,
        kind=kind,
        facts=facts,
        url=f"{reverse('coordination:duplicates')}#pair-{row.pk}",
    )
