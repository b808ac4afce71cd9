"""The part of the policy about notices: told by departments, read by stations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
STATION = (Role.STATION_CHIEF, Role.STATION_OFFICER)
OVERSIGHT = (Role.COORDINATOR, Role.LEADER)

NOTICES: dict[str, Rule] = {
    "notice.list": Rule(
        _("Read notices"), Where.ANYWHERE, DEPARTMENT + OVERSIGHT + STATION
    ),
    "notice.issue": Rule(
        _("Give notice to stations, correct and withdraw a notice"),
        Where.OWN,
        DEPARTMENT,
    ),
    "notice.receipts": Rule(
        _("See how many stations have read a notice, and which owe what it asks"),
        Where.ANYWHERE,
        DEPARTMENT + OVERSIGHT,
    ),
    "notice.answer": Rule(
        _("Answer stations' questions about a notice"), Where.OWN, DEPARTMENT
    ),
    "notice.understand": Rule(
        _("Say for the station that a notice is understood"), Where.OWN, STATION
    ),
    "notice.ask": Rule(_("Ask about a notice"), Where.OWN, STATION),
}
