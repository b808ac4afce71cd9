"""What a chief reads of an officer who chose his post: where he serves, since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from organization.models import Department, Station
from organization.wall import lifted
from personnel.models import Posting


@dataclass(frozen=True)
class Service:
    """`since` is the first day of the first posting on record."""

    unit: Station | Department | None
    post: str
    since: dt.date | None


@lifted("who ranks for a post reads the service of who chose it")
def service_of(officers: Collection[int]) -> dict[int, Service]:
    """By the officer's id; one query."""
    today = timezone.localdate()
    found: dict[int, Service] = {}
    rows = Posting.objects.filter(officer__in=officers, during__startswith__lte=today)
    named = ("station__bureau", "department__bureau")
    for row in rows.select_related(*named).order_by("during"):
        first = found.get(row.officer_id)
        since = first.since if first else row.during.lower
        here = row.during.upper is None or today < row.during.upper
        found[row.officer_id] = Service(
            row.unit if here else None, row.post if here else "", since
        )
    return found
