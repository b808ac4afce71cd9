"""Telling two departments that the office asks them to go to the stations together."""

from __future__ import annotations

from django.urls import reverse

from coordination.models import DuplicatePair
from coordination.services.telling_duplicates import facts_of, people_of
from desk.models import InboxItem
from desk.services import tell_each
from organization.models import User


def tell_suggested(*, row: DuplicatePair, by: User) -> int:
    """How many people of both were told; 0 where they were asked of it as it is."""
    matter = f"visit:{row.pk}"
    if InboxItem.objects.filter(matter=matter, revision=row.version).exists():
        return 0
    people = people_of(one.department_id for one in row.both)
    for own, other in ((row.first, row.second), (row.second, row.first)):
        tell_each(
            people.get(own.department_id or 0, ()),
            but=by,
            matter=matter,
            revision=row.version,
            kind="visit_suggested",
            facts=facts_of(other) | {"by": by.name, "own": own.title},
            url=reverse("coordination:visit", args=[row.pk]),
        )
    return InboxItem.objects.filter(matter=matter, revision=row.version).count()
