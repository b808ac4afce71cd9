"""The part of the policy about burdens, and about the leaders' page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
STATION = (Role.STATION_CHIEF, Role.STATION_OFFICER)
OVERSIGHT = (Role.COORDINATOR, Role.LEADER)

BURDEN: dict[str, Rule] = {
    "burden.list": Rule(
        _("See what departments ask of stations, by figures"),
        Where.ANYWHERE,
        DEPARTMENT + STATION + OVERSIGHT,
    ),
    "burden.view_own": Rule(
        _("See what the own department asked, or what was asked of the own station"),
        Where.OWN,
        DEPARTMENT + STATION,
    ),
    "burden.view": Rule(
        _("See what was asked of all stations below, and by whom"),
        Where.BELOW,
        OVERSIGHT,
    ),
    # Money and people stand on it for those who may see these pages too.
    "leaders.view": Rule(
        _("See on one page what is too much, who asks, what arrives, what is overdue"),
        Where.BELOW,
        OVERSIGHT,
    ),
    "leaders.keep": Rule(
        _("Keep that page as it is, to compare it later"), Where.BELOW, (Role.LEADER,)
    ),
}
