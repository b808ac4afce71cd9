"""The part of the policy about views of lists: everybody keeps his own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

# A view shows nobody more than he sees; whose it is changes it, others take a copy.
VIEWS: dict[str, Rule] = {
    "view.share": Rule(
        _("Share a view of a list with the own unit"),
        Where.OWN,
        (
            *(Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD),
            *(Role.COORDINATOR, Role.LEADER),
            *(Role.STATION_CHIEF, Role.STATION_OFFICER),
            *(Role.PERSONNEL_ADMIN, Role.FINANCE, Role.INTERNAL_AUDITOR),
        ),
    ),
    "view.share_bureau": Rule(
        _("Share a view of a list with the whole bureau"),
        Where.BELOW,
        (
            *(Role.DEPARTMENT_HEAD, Role.COORDINATOR, Role.LEADER),
            *(Role.PERSONNEL_ADMIN, Role.FINANCE),
        ),
    ),
}
