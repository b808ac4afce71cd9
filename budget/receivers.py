"""What this room hangs into the frame: its entries in the main menu."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget import letters, reaching  # noqa: F401 - what may be told, what is long
from budget.exchange.sheets import KIND
from budget.models import Disbursement
from budget.services import entering  # noqa: F401 - what files of money are
from budget.views.loading import bureau_of
from organization.models import User
from organization.navigation import register, register_fold
from personnel.services.import_runs import PAGES


def _own_station(user: User) -> tuple[object, ...] | None:
    """The station one works at."""
    rows = [row.station.code for row in user.scope.memberships if row.station]
    return (rows[0],) if rows else None


def _to_confirm(user: User) -> QuerySet[Any, Any]:
    return Disbursement.objects.to_confirm_by(user).values("pk")


def _to_release(user: User) -> QuerySet[Any, Any]:
    return Disbursement.objects.to_release_by(user).values("pk")


def _own_bureau(user: User) -> tuple[object, ...] | None:
    """The bureau whose money one sees."""
    found = bureau_of(user)
    return (found.code,) if found else None


PAGES[KIND] = "budget:import"
FOLD = "money"
KEEP = "money.keep"  # whose daily work this is has the entries in the bar
register_fold(FOLD, 70, _("Money"), icon="money", root="budget:money")
register(
    70,
    pgettext_lazy("in the menu", "Money of the year"),
    "budget:money",
    "money.view",
    count=_to_release,
    icon="money",
    fold=FOLD,
    front=KEEP,
    keys="g m",
)
register(
    71,
    _("Norms"),
    "budget:norms",
    "money.view",
    args=_own_bureau,
    fold=FOLD,
    front=KEEP,
)
register(
    72,
    _("Fees and fines"),
    "budget:fees",
    "money.view",
    args=_own_bureau,
    fold=FOLD,
)
register(
    73,
    _("Where money stops"),
    "budget:report",
    "money.view",
    args=_own_bureau,
    fold=FOLD,
)
register(
    74,
    pgettext_lazy("money", "Audit"),
    "budget:audit",
    "money.audit",
    args=_own_bureau,
    fold=FOLD,
)
register(
    75,
    _("Spending"),
    "budget:bureau_expenses",
    "money.view",
    args=_own_bureau,
    fold=FOLD,
)
register(
    70,
    _("Money"),
    "budget:station",
    "money.view_own",
    args=_own_station,
    count=_to_confirm,
    fold=FOLD,
    keys="g m",
)
