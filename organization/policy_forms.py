"""The part of the policy about report forms: asked by departments, read together."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
OVERSIGHT = (Role.COORDINATOR, Role.LEADER)

# A station hands its answers in with its report: the right is that of reporting.
FORMS: dict[str, Rule] = {
    "form.list": Rule(
        _("See the report forms of departments"), Where.ANYWHERE, DEPARTMENT + OVERSIGHT
    ),
    "form.keep": Rule(
        _("Write a report form, correct its words"), Where.OWN, DEPARTMENT
    ),
    # A department that joined a task reads the fields it asked for.
    "form.collate": Rule(
        _("Read together what stations reported by a form"), Where.OWN, DEPARTMENT
    ),
    "form.oversee": Rule(
        _("Read what stations reported to the departments below"),
        Where.BELOW,
        OVERSIGHT,
    ),
}
