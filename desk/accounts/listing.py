"""Accounts as the list and their pages show them, in a fixed number of statements."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from organization.devices import device_of
from organization.models import AccountSession, Membership, SignInCount, User
from organization.scope import shown

ROLES = 50  # of one account that are shown


def accounts(text: str, now: dt.datetime) -> QuerySet[User]:
    """By name or user name; those locked first, then by user name. With `sessions`,
    `is_locked` and the roles of today."""
    rows = User.objects.all()
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(username__icontains=text))
    held = shown(Membership.objects.in_force())
    locks = SignInCount.objects.locked(now).filter(user=OuterRef("pk"))
    return (
        rows.annotate(
            sessions_open=Coalesce(Subquery(_counted(now)), 0),
            is_locked=Exists(locks),
        )
        .prefetch_related(Prefetch("memberships", held, to_attr="held"))
        .order_by("-is_locked", "username")
    )


def locked_addresses(now: dt.datetime) -> list[dict[str, Any]]:
    rows = SignInCount.objects.locked(now).filter(key__startswith="address:")
    return [
        {"key": row.key, "address": row.key.partition(":")[2], "row": row}
        for row in rows.order_by("-locked_until")[:50]
    ]


def sessions_of(user: User, now: dt.datetime) -> list[AccountSession]:
    """Open ones, the latest used first, each with its `where` in words."""
    rows = list(AccountSession.objects.open(now).filter(user=user).order_by("-seen_at"))
    for row in rows:
        vars(row)["where"] = device_of(row.device)
    return rows


def _counted(now: dt.datetime) -> QuerySet[AccountSession, Any]:
    rows = AccountSession.objects.open(now).filter(user=OuterRef("pk")).order_by()
    counted = rows.values("user").annotate(n=Count("pk", output_field=IntegerField()))
    return counted.values("n")


def roles_of(user: User, today: dt.date) -> list[dict[str, Any]]:
    """Held now, from some day on, or not any more; the latest first."""
    rows = shown(Membership.objects.filter(user=user)).order_by("-during", "-pk")
    return [
        {"row": row, "when": _when(row, today), "last": _last(row)}
        for row in rows[:ROLES]
    ]


def _when(row: Membership, today: dt.date) -> str:
    if row.during.lower > today:
        return "later"
    return "now" if row.during.upper is None or today < row.during.upper else "over"


def _last(row: Membership) -> dt.date | None:
    """The last day of it; None where there is none yet."""
    end: dt.date | None = row.during.upper
    return end - dt.timedelta(days=1) if end else None
