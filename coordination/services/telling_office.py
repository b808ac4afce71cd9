"""Putting before the office, the leader and the author what became of a piece."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from coordination.models import AdmissionCase
from desk.services import tell_each
from organization.models import Membership, Role, User


def tell_office(case: AdmissionCase, kind: str, *, by: User, reason: str = "") -> None:
    """Everybody who coordinates in the case's office."""
    rows = _in_force().filter(role=Role.COORDINATOR, department=case.office_id)
    _tell(case, kind, rows.values_list("user_id", flat=True), by, reason)


def tell_leaders(case: AdmissionCase, kind: str, *, by: User, reason: str = "") -> None:
    """The leader named on the task; where none is named, the bureau's leaders."""
    directive = case.directive
    if directive.approver_id is not None:
        ids: Iterable[int] = [directive.approver_id]
    else:
        rows = _in_force().filter(role=Role.LEADER, bureau=case.office.bureau_id)
        ids = rows.values_list("user_id", flat=True)
    _tell(case, kind, ids, by, reason)


def tell_submitter(
    case: AdmissionCase, kind: str, *, by: User, reason: str = ""
) -> None:
    """Who put it before the office, while still in the department."""
    seen = AdmissionCase.objects.visible_to(case.submitted_by)
    if seen.filter(pk=case.pk).exists():
        _tell(case, kind, [case.submitted_by_id], by, reason)


def matter(case: AdmissionCase) -> str:
    """What all letters about a piece are about."""
    return f"admission:{case.pk}"


def _in_force() -> QuerySet[Membership]:
    return Membership.objects.in_force(timezone.localdate())


def _tell(
    case: AdmissionCase, kind: str, users: Iterable[int], by: User, reason: str
) -> None:
    """One row each; not for the one who acts, who knows."""
    facts = {
        "title": case.directive.title,
        "number": case.number,
        "by": by.name,
        "reason": reason,
    }
    tell_each(
        users,
        but=by,
        matter=matter(case),
        revision=case.version,
        kind=kind,
        facts=facts,
        url=reverse("coordination:admission_case", args=[case.pk]),
    )
