"""Putting new and settled conflicts before the people they concern."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict
from coordination.services.recording import Changes
from desk.models import InboxItem
from organization.models import Membership, Role, Station


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


_AT_HQ = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)


def _facts(station: Station, conflict: Conflict) -> dict[str, object]:
    return {
        "station": station.code,
        "shortfall_units": conflict.shortfall_units,
        "due": conflict.window_end.isoformat(),
        "kind": conflict.kind,
    }
