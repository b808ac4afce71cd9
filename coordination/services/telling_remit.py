"""Putting a report of what lies outside police duties before whom it concerns."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.models import RemitReport
from desk.services import tell_each
from organization.models import Bureau, Department, Membership, Role, Station, User


def unit_of(row: RemitReport) -> Department | Station:
    """In whose bureau it is decided: the department's that asked, else the own."""
    asked_by = row.assignment.department if row.assignment else None
    return asked_by or row.station


def tell(
    row: RemitReport, kind: str, by: User | None, reason: str, **more: str
) -> None:
    """A new report to those who answer it, everything else to the station's chief."""
    told = Q(role=Role.STATION_CHIEF, station=row.station)
    if kind == "remit_report":
        told = _deciders(unit_of(row).bureau)
    people = Membership.objects.in_force(timezone.localdate()).filter(told)
    tell_each(
        people.values_list("user", flat=True),
        but=by,
        matter=f"remit:{row.pk}",
        revision=row.version,
        kind=kind,
        facts={
            "station": row.station.code,
            "title": row.matter,
            "requester": row.requester,
            "reason": reason,
            **more,
        },
        url=reverse("coordination:remit_report", args=[row.pk]),
    )


def _deciders(bureau: Bureau) -> Q:
    roles = (Role.LEADER, Role.COORDINATOR)
    return Q(role__in=roles) & (Q(bureau=bureau) | Q(department__bureau=bureau))
