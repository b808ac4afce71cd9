"""The part of the policy about burden budgets and what tasks took."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
OVERSIGHT = (Role.COORDINATOR, Role.LEADER)

CAPS: dict[str, Rule] = {
    "cap.view": Rule(
        _("See burden budgets and what tasks took"),
        Where.ANYWHERE,
        DEPARTMENT + OVERSIGHT,
    ),
    "cap.propose": Rule(
        _("Propose burden budgets for departments"), Where.BELOW, (Role.COORDINATOR,)
    ),
    # Orders to the bureau's own departments, like its other settings (ADR 19).
    "cap.set": Rule(
        _("Set burden budgets, and make exceptions for single tasks"),
        Where.OWN,
        (Role.LEADER,),
    ),
}
