"""The part of the policy about calendars that are read by a secret address."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

# Whose address it is, renames and revokes it, whatever became of his roles.
FEEDS: dict[str, Rule] = {
    "feed.make": Rule(
        _("Make a calendar address, of oneself or of a station whose ledger one sees"),
        Where.ANYWHERE,
        (
            *(Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD),
            *(Role.COORDINATOR, Role.LEADER),
            *(Role.STATION_CHIEF, Role.STATION_OFFICER),
            *(Role.PERSONNEL_ADMIN, Role.FINANCE, Role.INTERNAL_AUDITOR),
        ),
    ),
    "feed.oversee": Rule(
        _("See and revoke everybody's calendar addresses"),
        Where.ANYWHERE,
        (Role.SECURITY_ADMIN,),
    ),
}
