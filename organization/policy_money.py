"""The part of the policy about money."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

MONEY: dict[str, Rule] = {
    "money.view": Rule(
        _("See the money of the stations below"),
        Where.BELOW,
        (Role.FINANCE, Role.INTERNAL_AUDITOR, Role.LEADER),
    ),
    # Finance keeps the money, so it does not draw the sample.
    "money.audit": Rule(
        _("Audit the money of the stations below, draw payments to be checked"),
        Where.BELOW,
        (Role.INTERNAL_AUDITOR, Role.LEADER),
    ),
    "money.view_own": Rule(
        _("See the money of the own station"),
        Where.OWN,
        (Role.STATION_CHIEF, Role.STATION_OFFICER),
    ),
    "money.keep": Rule(
        _("Allocate money, prepare a disbursement or release somebody else's"),
        Where.BELOW,
        (Role.FINANCE,),
    ),
    "money.norm": Rule(
        _("Set norms per head, close a year, make a statement anew"),
        Where.BELOW,
        (Role.FINANCE,),
    ),
    "money.fees": Rule(
        _("Enter fees and fines paid in, record a split rule"),
        Where.BELOW,
        (Role.FINANCE,),
    ),
    "money.comment": Rule(
        _("Record the own station's view of a split rule"),
        Where.OWN,
        (Role.STATION_CHIEF,),
    ),
    "money.spend": Rule(
        _("Enter what the own station spent"),
        Where.OWN,
        (Role.STATION_CHIEF, Role.STATION_OFFICER),
    ),
    "money.unspend": Rule(
        _("Take back what others entered of the own station's spending"),
        Where.OWN,
        (Role.STATION_CHIEF,),
    ),
    # Whoever keeps, leads or audits the money sees which task costs what, also a task
    # of which he sees nothing else; never one that must stay secret.
    "cost.view": Rule(
        _("See what tasks cost the stations below"),
        Where.BELOW,
        (Role.FINANCE, Role.INTERNAL_AUDITOR, Role.LEADER),
    ),
    "cost.view_own": Rule(
        _("See what tasks of the own department or at the own station cost"),
        Where.OWN,
        (
            *(Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD),
            *(Role.STATION_CHIEF, Role.STATION_OFFICER),
        ),
    ),
    # Nobody at HQ: the database asks for the same.
    "money.confirm": Rule(
        _("Say what money has arrived at the own station, and what has not"),
        Where.OWN,
        (Role.STATION_CHIEF,),
    ),
}
