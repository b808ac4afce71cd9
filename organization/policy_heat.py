"""The part of the policy about the heat map."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
OVERSIGHT = (Role.COORDINATOR, Role.LEADER)

HEAT: dict[str, Rule] = {
    # What a trial run tells of each station, for all of them at once.
    "heat.view": Rule(
        _("See how full the weeks of all stations below are, by figures"),
        Where.ANYWHERE,
        DEPARTMENT + OVERSIGHT,
    ),
}
