"""The part of the policy about ways to appointments and visits that could be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
OVERSIGHT = (Role.COORDINATOR, Role.LEADER)

SLOTS: dict[str, Rule] = {
    "travel.view": Rule(
        _("See how long the ways from stations to the bureau's seat are"),
        Where.ANYWHERE,
        (*DEPARTMENT, *OVERSIGHT, Role.PERSONNEL_ADMIN),
    ),
    "travel.keep": Rule(
        _("Enter how long the ways from stations to the bureau's seat are"),
        Where.BELOW,
        (Role.COORDINATOR, Role.PERSONNEL_ADMIN),
    ),
    "joint.list": Rule(
        _("See which visits to stations could be one"),
        Where.ANYWHERE,
        DEPARTMENT + OVERSIGHT,
    ),
    "joint.suggest": Rule(
        _("Ask two departments to make their visits one"),
        Where.BELOW,
        (Role.COORDINATOR,),
    ),
    "joint.configure": Rule(
        _("Set how near each other visits must be to become one"),
        Where.OWN,
        (Role.LEADER,),
    ),
}
