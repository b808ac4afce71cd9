"""Putting a station's opinion before whoever must answer, and the answer before it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from coordination.models import Objection
from desk.services import tell_each
from organization.models import Bureau, Membership, Role, User

# Before whom a step puts the matter: the department, the office, the leader, the chief.
_TOLD = {
    "file": ("department",),
    "escalate": ("next", "department"),
    "refer": ("leader", "department", "chief"),
    "silence": ("leader", "department", "chief"),
    "take_back": ("department",),
}


def tell(row: Objection, act: str, *, by: User | None) -> None:
    """Inbox rows, one for each person and step; never for who took it."""
    people = Q(pk__in=())
    for who in _TOLD.get(act, ("chief", "department")):
        people |= _reached(row, who)
    on = timezone.localdate()
    ids = Membership.objects.in_force(on).filter(people).values_list("user", flat=True)
    told = set(ids) | ({row.filed_by_id} if act in ("uphold", "change") else set())
    tell_each(
        told,
        but=by,
        matter=f"objection:{row.pk}",
        revision=row.version,
        kind=f"objection_{act}",
        facts=_facts(row, by),
        url=reverse("coordination:objection", args=[row.pk]),
    )


def brokers(row: Objection) -> QuerySet[Membership]:
    """Who brokers for the bureau that asked."""
    found = Membership.objects.in_force(timezone.localdate())
    return found.filter(_in_bureau(Role.COORDINATOR, _bureau(row)))


def _reached(row: Objection, who: str) -> Q:
    if who == "department":
        roles = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
        return Q(role__in=roles, department=row.assignment.department_id)
    if who == "chief":
        return Q(role=Role.STATION_CHIEF, station=row.assignment.station_id)
    if who == "next" and row.state == Objection.State.BROKERING:
        return _in_bureau(Role.COORDINATOR, _bureau(row))
    return _in_bureau(Role.LEADER, _bureau(row))


def _in_bureau(role: Role, bureau: Bureau) -> Q:
    return Q(role=role) & (Q(bureau=bureau) | Q(department__bureau=bureau))


def _bureau(row: Objection) -> Bureau:
    department = row.assignment.department
    if department is None:
        raise ValueError("Nobody objects to the own plan")
    return department.bureau


def _facts(row: Objection, by: User | None) -> dict[str, object]:
    assignment = row.assignment
    department = assignment.department
    return {
        "station": assignment.station.code,
        "title": assignment.directive.title,
        "department": department.code if department else "",
        "by": by.name if by else "",
        "until": row.answer_due.isoformat() if row.answer_due else None,
    }
