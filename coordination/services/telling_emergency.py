"""Who hears of an urgent task: office, leaders, and whose work it displaces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.models import EmergencyOrder
from coordination.services.displacing import Displaced
from desk.models import InboxItem
from desk.services import deliver
from organization.models import Membership, Role, User
from tasking.models import Assignment


def tell_overseers(order: EmergencyOrder, *, by: User) -> None:
    """The bureau's office and its leaders: they review it afterwards."""
    department = order.directive.department
    if department is None:
        return
    bureau = department.bureau_id
    people = Membership.objects.in_force(timezone.localdate()).filter(
        Q(role=Role.COORDINATOR, department__bureau=bureau)
        | Q(role=Role.LEADER, bureau=bureau)
    )
    ids = set(people.values_list("user_id", flat=True)) - {by.pk}
    deliver([_about(order, "override_issued", user) for user in sorted(ids)])


def tell_displaced(
    order: EmergencyOrder, pushed: Iterable[Displaced], *, by: User
) -> None:
    """Who wrote what no longer fits, as far as still in the department."""
    found = [one for one in pushed if one.assignment.department_id]
    still = _still_there([one.assignment for one in found])
    items = []
    for one in found:
        row, author = one.assignment, one.assignment.directive.created_by_id
        if author == by.pk or (author, row.department_id) not in still:
            continue
        item = _about(order, "override_displaced", author)
        item.matter = f"{item.matter}.{row.pk}"
        item.url = reverse("coordination:assignment", args=[row.pk])
        item.facts |= _displaced(one)
        items.append(item)
    deliver(items)


def tell_ending(order: EmergencyOrder) -> None:
    """Who gave it and the office, who may renew it; the stations that owe it."""
    department = order.directive.department
    offices = Membership.objects.in_force(timezone.localdate()).filter(
        role=Role.COORDINATOR,
        department__bureau=department.bureau if department else None,
    )
    people = {order.by_id, *offices.values_list("user_id", flat=True)}
    items = [_about(order, "override_ending", user) for user in sorted(people)]
    owed = dict(order.directive.assignments.live().values_list("station_id", "pk"))
    chiefs = Membership.objects.in_force(timezone.localdate()).filter(
        role=Role.STATION_CHIEF, station__in=list(owed)
    )
    for user, station in chiefs.values_list("user", "station").order_by("user"):
        item = _about(order, "override_ending", user)
        item.url = reverse("coordination:assignment", args=[owed[station or 0]])
        items.append(item)
    deliver(items)


def tell_ended(order: EmergencyOrder, owed: int) -> None:
    """Who issued it: `owed` stations had not reported yet."""
    item = _about(order, "override_ended", order.by_id)
    item.facts |= {"owed": owed}
    deliver([item])


def tell_reviewed(order: EmergencyOrder, *, by: User) -> None:
    """Who issued it reads the remark."""
    item = _about(order, "override_reviewed", order.by_id)
    item.facts |= {"by": by.name, "reason": order.remark}
    deliver([item])


def _about(order: EmergencyOrder, kind: str, user: int) -> InboxItem:
    facts: dict[str, Any] = {
        "title": order.directive.title,
        "number": order.directive.number,
        "by": order.by.name,
        "until": order.until.isoformat(),
    }
    return InboxItem(
        recipient_id=user,
        matter=f"override:{order.pk}",
        revision=order.version,
        kind=kind,
        facts=facts,
        url=reverse("coordination:emergency", args=[order.pk]),
    )


def _displaced(one: Displaced) -> dict[str, Any]:
    proposed: dt.datetime | None = one.proposed_due
    return {
        "own": one.assignment.directive.display_title,
        "station": one.assignment.station.code,
        "short_units": one.short_units,
        "due": proposed.isoformat() if proposed else None,
    }


def _still_there(rows: Sequence[Assignment]) -> set[tuple[int, int]]:
    """(author, department) of those who still hold a role there."""
    people = Membership.objects.in_force(timezone.localdate()).filter(
        user__in={row.directive.created_by_id for row in rows},
        department__in={row.department_id for row in rows},
    )
    return set(people.values_list("user_id", "department_id"))
