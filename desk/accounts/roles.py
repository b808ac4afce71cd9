"""Accounts opened, and the roles they hold: pages of who keeps the accounts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.accounts.forms import EndForm, NewAccountForm, RoleForm
from desk.accounts.page import ACTION, account_page, load_account
from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.models import Bureau, Department, Membership, Station
from organization.permissions import authorise
from organization.services.accounts import HELD_IN, Unit
from organization.services.granting import give_role, open_account, withdraw_role
from organization.wall import lifted

SUGGESTED = 12


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new_account(request: SignedIn) -> HttpResponse:
    """The page of the new account follows, with its password: it is shown once."""
    authorise(request.user, ACTION)
    if request.method == "GET":
        return _new(request, NewAccountForm())
    form = NewAccountForm(request.POST)
    try:
        user, word = attempt(
            lambda: open_account(
                by=request.user,
                username=form.typed("username"),
                name=form.typed("name"),
                reason=form.reason_given,
                now=timezone.now(),
            ),
            form,
        )
    except Refusal as refusal:
        return _new(request, form, refusal.problem, status=422)
    return account_page(request, user, word=word, fresh=True)


@login_required
@require_POST
def grant(request: SignedIn, pk: int) -> HttpResponse:
    """One more role."""
    row, form = load_account(request, pk), RoleForm(request.POST)
    try:
        made = attempt(
            lambda: give_role(
                by=request.user,
                user=row,
                role=form.typed("role"),
                unit=form.unit_meant(),
                during=form.during,
                reason=form.reason_given,
            ),
            form,
        )
    except Refusal as refusal:
        beside: dict[str, Any] = {"role_form": form, "problem": refusal.problem}
        return account_page(request, row, status=422, **beside)
    said = {"role": made.get_role_display(), "unit": made.unit.label}
    messages.success(request, _("Given: %(role)s, %(unit)s.") % said)
    return redirect("desk:account", row.pk)


@login_required
@require_POST
def end_held(request: SignedIn, pk: int) -> HttpResponse:
    """From a day on it is held no more."""
    authorise(request.user, ACTION)
    held = get_object_or_404(Membership.objects.select_related("user"), pk=pk)
    form = EndForm(request.POST)
    try:
        attempt(
            lambda: withdraw_role(
                by=request.user,
                membership=held,
                on=form.first_without,
                reason=form.reason_given,
            ),
            form,
        )
    except Refusal as refusal:
        beside: dict[str, Any] = {
            "end_form": form,
            "ending": held.pk,
            "problem": refusal.problem,
        }
        return account_page(request, held.user, status=422, **beside)
    messages.success(request, _("The role ends."))
    return redirect("desk:account", held.user_id)


@login_required
@require_GET
def units(request: SignedIn) -> HttpResponse:
    """What a name that is being typed may mean: options of the field."""
    authorise(request.user, ACTION)
    text = request.GET.get("unit", "").replace("\0", "").strip()[:60]
    kinds = HELD_IN.get(request.GET.get("role", ""), (Station, Department, Bureau))
    found: list[Unit] = []
    with lifted("who keeps the accounts gives roles in every unit"):
        for kind in kinds if text else ():
            found += kind.objects.open().matching(text).order_by("code")[:SUGGESTED]
    return render(request, "desk/accounts/_units.html", {"units": found[:SUGGESTED]})


def _new(
    request: SignedIn, form: NewAccountForm, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "problem": problem}
    return render(request, "desk/accounts/new.html", context, status=status)
