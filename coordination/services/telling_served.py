"""Telling departments that what served them is not asked any more.

A station is served no more once the task that served is not owed there any longer:
withdrawn, recalled, run out, or folded into a third one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from coordination.services.telling_duplicates import people_of
from desk.models import InboxItem
from desk.services import deliver
from organization.models import User
from tasking.models import Assignment, Directive, DirectiveParty
from tasking.services.parties import GONE


def unserved(parties: Iterable[DirectiveParty]) -> dict[int, list[int]]:
    """By party, the stations where what served it is not owed any more. One query."""
    rows = list(parties)
    gone: dict[int, set[int]] = defaultdict(set)
    over = Assignment.objects.filter(
        directive__in=[row.directive_id for row in rows], state__in=GONE
    )
    for directive, station in over.values_list("directive", "station"):
        gone[directive].add(station)
    return {
        row.pk: [pk for pk in row.stations if pk in gone[row.directive_id]]
        for row in rows
    }


def tell_unserved(directive: Directive, *, by: User | None, reason: str) -> None:
    """Tell the departments that this task served, at the stations it just left."""
    rows = list(directive.parties.select_related("department", "instead_of"))
    left = unserved(rows)
    people = people_of(row.department_id for row in rows)
    items = []
    for row in rows:
        own = row.instead_of or directive
        for user in people.get(row.department_id, ()) if left[row.pk] else ():
            facts = {
                "title": own.title,
                "kept": directive.title,
                "department": directive.requester_code,
                "by": by.name if by else "",
                "stations": len(left[row.pk]),
                "reason": reason,
            }
            item = InboxItem(recipient_id=user, kind="duplicate_ended", facts=facts)
            item.matter, item.revision = f"served:{row.pk}", directive.version
            item.url = reverse("coordination:directive", args=[own.pk])
            items.append(item)
    deliver(items)
