"""Who may act on a proposal, and for whom."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from coordination.models import Conflict, Delegation, Proposal
from organization.models import Department, Role, Station, User
from organization.models.access import unit_fields
from organization.permissions import POLICY, may

INSPECTORATE = "督察"  # the speciality whose head may stop wrong orders, if at all


def may_answer(user: User, unit: Department | Station) -> bool:
    """Who holds the right there, and who answers for such a person today."""
    if may(user, "proposal.answer", unit):
        return True
    today = timezone.localdate()
    given = Delegation.objects.filter(
        deputy=user, during__contains=today, **unit_fields(unit)
    ).select_related("giver")
    return any(may(each.giver, "proposal.answer", unit) for each in given)


def answers_for(user: User) -> frozenset[tuple[str, int]]:
    """("department" | "station", id) of every unit the user may answer for. 1 query
    and two for each delegation that is in force."""
    roles = POLICY["proposal.answer"].roles
    scope = user.scope
    found = {("department", pk) for pk in scope.departments_as(*roles)}
    found |= {("station", pk) for pk in scope.stations_as(*roles)}
    today = timezone.localdate()
    held = Delegation.objects.filter(deputy=user, during__contains=today)
    for each in held.select_related("giver", "department__bureau", "station__bureau"):
        if may(each.giver, "proposal.answer", each.unit):
            found.add((type(each.unit).__name__.lower(), each.unit.pk))
    return frozenset(found)


def authorise_answer(user: User, unit: Department | Station) -> None:
    """Raise PermissionDenied unless `may_answer`."""
    if not may_answer(user, unit):
        raise PermissionDenied(str(POLICY["proposal.answer"].title))


def may_propose(user: User, conflict: Conflict) -> bool:
    """Its station's chief, the departments in it, the office and leaders above."""
    if may(user, "proposal.create", conflict.station):
        return True
    if may(user, "proposal.broker", conflict.station):
        return True
    if may(user, "proposal.decide", conflict.station):
        return True
    mine = user.scope.departments_as(*POLICY["proposal.create"].roles)
    codes = conflict.departments
    return bool(mine) and (
        Department.objects.filter(pk__in=mine, code__in=codes).exists()
    )


def authorise_propose(user: User, conflict: Conflict) -> None:
    """Raise PermissionDenied unless `may_propose`."""
    if not may_propose(user, conflict):
        raise PermissionDenied(str(POLICY["proposal.create"].title))


def may_withdraw(user: User, proposal: Proposal) -> bool:
    """Who proposed it, while it is still his to propose; the office always."""
    if may(user, "proposal.broker", proposal.conflict.station):
        return True
    return user.pk == proposal.proposed_by_id and may_propose(user, proposal.conflict)


def is_inspectorate(user: User, proposal: Proposal) -> bool:
    """The head of the bureau's inspectorate, where the bureau lets it decide."""
    bureau = proposal.conflict.station.bureau
    if not bureau.inspectorate_decides:
        return False
    heads = user.scope.departments_as(Role.DEPARTMENT_HEAD)
    own = Department.objects.filter(pk__in=heads, bureau=bureau)
    return own.filter(speciality=INSPECTORATE).exists()
