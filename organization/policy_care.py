"""The part of the policy about visits, no-blame notes and commendations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

HEADS = (Role.STATION_CHIEF, Role.DEPARTMENT_HEAD)

CARE: dict[str, Rule] = {
    "visit.list": Rule(
        _("See the visits that are owed to officers"),
        Where.ANYWHERE,
        (*HEADS, Role.LEADER, Role.PERSONNEL_ADMIN),
    ),
    "visit.raise_own": Rule(
        _("Enter what happened to an officer of the own unit"), Where.OWN, HEADS
    ),
    "visit.oversee": Rule(
        _("Keep the visits that are owed, and pay those of the personnel office"),
        Where.BELOW,
        (Role.PERSONNEL_ADMIN,),
    ),
    "visit.pay_own": Rule(_("Visit officers of the own unit"), Where.OWN, HEADS),
    "visit.pay_leader": Rule(
        _("Visit officers for the bureau's leadership"), Where.BELOW, (Role.LEADER,)
    ),
    "occasion.edit": Rule(
        _("Keep the list of occasions on which officers are visited"),
        Where.BELOW,
        (Role.PERSONNEL_ADMIN,),
    ),
    # Officers write notes of themselves without any role.
    "note.write": Rule(
        _("Write a no-blame note for an officer of the own unit"), Where.OWN, HEADS
    ),
    # So does whoever is posted somewhere, without any role.
    "commendation.nominate": Rule(
        _("Nominate somebody for a commendation"), Where.ANYWHERE, tuple(Role)
    ),
    "commendation.endorse": Rule(
        _("Endorse a nomination from the own unit"), Where.OWN, HEADS
    ),
    "commendation.endorse_chief": Rule(
        _("Endorse the nomination of a chief"), Where.BELOW, (Role.LEADER,)
    ),
    "commendation.publish": Rule(
        _("Publish a commendation"),
        Where.BELOW,
        (Role.PERSONNEL_ADMIN, Role.LEADER),
    ),
}
