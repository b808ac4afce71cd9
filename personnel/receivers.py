"""What this room hangs into the frame: its entries in the main menu."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.navigation import register
from organization.permissions import POLICY
from personnel import letters, letters_care  # noqa: F401 - what may be told
from personnel.models import DueVisit, LeaveRequest, PostingOrder, SelectionRound


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


def _under_way(user: User) -> QuerySet[Any, Any]:
    rows = PostingOrder.objects.visible_to(user)
    return rows.filter(state__in=("draft", "consulting")).values("pk")


def _leave_to_decide(user: User) -> QuerySet[Any, Any]:
    return LeaveRequest.objects.waiting_for(user).values("pk")


def _rounds(user: User) -> QuerySet[Any, Any]:
    rows = SelectionRound.objects.full_for(user)
    return rows.exclude(state__in=("closed", "cancelled")).values("pk")


def _only_chiefs(user: User) -> tuple[object, ...] | None:
    """Whoever sees a whole bureau has the entry above."""
    return () if _own_station(user) and not user.scope.bureaus_as(*_ALL) else None


def _owed(user: User) -> QuerySet[Any, Any]:
    return DueVisit.objects.to_pay_by(user).values("pk")


_ALL = POLICY["personnel.view"].roles
register(
    61,
    _("Postings"),
    "personnel:orders",
    "personnel.view",
    count=_under_way,
    icon="merge",
)
register(61, _("Postings"), "personnel:orders", "posting.say", _only_chiefs, _under_way)
# A leader's menu is long already: he finds these on the page of postings.
register(
    61,
    _("Two-way selection"),
    "personnel:rounds",
    "round.prepare",
    count=_rounds,
)
register(62, _("Establishment"), "personnel:establishment", "post.edit")
register(62, _("Structure"), "personnel:structure", "residents.edit")
register(63, _("Officers"), "personnel:officers", "posting.edit", icon="me")
register(63, _("Qualifications and skills"), "personnel:abilities", "ability.edit")
register(64, _("Own posts"), "personnel:unit", "personnel.view_own", args=_own_station)
register(65, _("Requests for officers"), "personnel:requests", "posting.prepare")
register(
    66,
    _("Leave"),
    "personnel:leave_requests",
    "leave.ask",
    count=_leave_to_decide,
)
register(67, _("Roster"), "personnel:roster", "roster.view", args=_at_station)
register(68, _("Import and export"), "personnel:exchange", "force.exchange")
register(68, _("Due visits"), "personnel:visits", "visit.list", count=_owed)
register(69, _("Commendations"), "personnel:commendations", "commendation.nominate")
