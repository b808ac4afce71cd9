"""The part of the policy about a station's plan, owed time and second names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
STATION = (Role.STATION_CHIEF, Role.STATION_OFFICER)
OVERSIGHT = (Role.COORDINATOR, Role.LEADER)

PLAN: dict[str, Rule] = {
    "plan.actual": Rule(
        _("Enter what the own station did of its plan"), Where.OWN, STATION
    ),
    # A leader signs by the right to approve; nobody signs what he put forward himself.
    "directive.second": Rule(
        _("Give the second name on an order that takes protected time"),
        Where.OWN,
        (Role.DEPARTMENT_HEAD,),
    ),
    "remit.share": Rule(
        _("See which share of what is asked lies outside police duties"),
        Where.ANYWHERE,
        OVERSIGHT + STATION,
    ),
    "owed.list": Rule(
        _("See the protected time that orders took"),
        Where.ANYWHERE,
        DEPARTMENT + OVERSIGHT + STATION,
    ),
}
