"""The page of one account, for every act that is done on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from desk.accounts.forms import RoleForm
from desk.accounts.listing import roles_of, sessions_of
from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import (
    Certificate,
    Factor,
    FactorReset,
    Membership,
    SignInCount,
    User,
)
from organization.permissions import authorise
from organization.scope import shown
from organization.services.guarding import account_key
from organization.wall import lifted

ACTION = "account.edit"


def load_account(request: SignedIn, pk: int) -> User:
    authorise(request.user, ACTION)
    return get_object_or_404(User, pk=pk)


def account_page(
    request: SignedIn,
    row: User,
    form: ReasonForm | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    now = timezone.now()
    resets = FactorReset.objects.filter(user=row, answered_at=None)
    with lifted("who keeps the accounts sees which roles are held, in every unit"):
        held = list(shown(Membership.objects.in_force().filter(user=row)))
        roles = roles_of(row, timezone.localdate(now))
    context = {
        "row": row,
        "held": held,
        "lock": lock_of(row, now),
        "factors": Factor.objects.filter(user=row).order_by("pk"),
        "certificates": Certificate.objects.filter(user=row, revoked_at=None),
        "reset": resets.select_related("asked_by").first(),
        "sessions": sessions_of(row, now),
        "form": form or ReasonForm(),
        "oneself": row == request.user,
        "roles": roles,
        "blank_role": more.get("role_form") or RoleForm(initial=_first_day(now)),
        "tomorrow": timezone.localdate(now) + dt.timedelta(days=1),
        **more,
    }
    return render(request, "desk/accounts/account.html", context, status=status)


def lock_of(row: User, now: dt.datetime) -> SignInCount | None:
    """Of the name, or of the second step."""
    key = Q(key=account_key(row.username)) | Q(user=row)
    return SignInCount.objects.locked(now).filter(key).order_by("locked_until").first()


def _first_day(now: dt.datetime) -> dict[str, dt.date]:
    return {"first": timezone.localdate(now)}
