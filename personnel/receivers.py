"""What this room hangs into the frame: its entries in the main menu."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organization.models import User
from organization.navigation import register, register_fold
from organization.permissions import POLICY
from personnel import letters, letters_care, lists  # noqa: F401 - told, and listed
from personnel.models import Commendation, DueVisit, LeaveRequest
from personnel.opening.sheets import KIND
from personnel.services import entering_accounts  # noqa: F401 - what such files are
from personnel.services.import_runs import PAGES
from personnel.todo import waiting

PAGES[KIND] = "opening:import"
FOLD = "people"
OFFICE = "posting.prepare"  # whose daily work this is has the entries in the bar
EVERYBODY = "commendation.nominate"
Rows = QuerySet[Any, Any]


def _own_station(user: User) -> tuple[object, ...] | None:
    """The station one is chief of."""
    roles = POLICY["personnel.view_own"].roles
    for row in user.scope.memberships:
        if row.role in roles and row.station:
            return (row.station.code,)
    return None


def _at_station(user: User) -> tuple[object, ...] | None:
    """The station one works at."""
    rows = [row for row in user.scope.memberships if row.station]
    return (rows[0].station.code,) if rows and rows[0].station else None


def _orders(user: User) -> Rows:
    return waiting.orders(user, timezone.now()).values("pk")


def _rounds(user: User) -> Rows:
    return waiting.rounds(user).values("pk")


def _requests(user: User) -> Rows:
    return waiting.requests(user).values("pk")


def _leave(user: User) -> Rows:
    return LeaveRequest.objects.waiting_for(user).values("pk")


def _visits(user: User) -> Rows:
    return DueVisit.objects.to_pay_by(user).values("pk")


def _commendations(user: User) -> Rows:
    return Commendation.objects.waiting_for(user).values("pk")


def _imports(user: User) -> Rows:
    return waiting.imports(user).values("pk")


def _part(order: int, label: Promise, route: str, *actions: str, **more: Any) -> None:
    """A page for whoever may do one of these."""
    for action in actions:
        register(order, label, f"personnel:{route}", action, fold=FOLD, **more)


LOOK = ("personnel.view", "posting.say")
register_fold(FOLD, 75, _("People"), icon="me", root="personnel:today")
TODO = pgettext_lazy("a list", "To do")
_part(61, TODO, "today", EVERYBODY, front=OFFICE, icon="list", keys="g p")
_part(62, _("Postings"), "orders", *LOOK, count=_orders, front=OFFICE, icon="merge")
_part(63, _("Two-way selection"), "rounds", EVERYBODY, count=_rounds, front=OFFICE)
_part(64, _("Officers"), "officers", "personnel.view", front=OFFICE, icon="me")
_part(
    65,
    _("Leave"),
    "leave_requests",
    *("leave.ask", "personnel.view"),
    count=_leave,
    front=OFFICE,
    icon="calendar",
)
_part(66, _("Own posts"), "unit", "personnel.view_own", args=_own_station)
_part(66, _("Establishment"), "establishment", "personnel.view")
_part(67, _("Structure"), "structure", "structure.view")
_part(68, _("Roster"), "roster", "roster.view", args=_at_station)
_part(68, _("Alert levels"), "alerts", "alert.announce")
_part(69, _("Qualifications and skills"), "abilities", "ability.edit")
_part(70, _("Requests for officers"), "requests", *LOOK, count=_requests)
_part(71, _("Due visits"), "visits", "visit.list", count=_visits)
_part(72, _("Commendations"), "commendations", EVERYBODY, count=_commendations)
_part(73, _("Import and export"), "exchange", "force.exchange", count=_imports)
