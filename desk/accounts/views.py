"""Pages of who keeps the accounts: locks lifted, sessions ended, passwords given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from desk.accounts.listing import accounts as rows_of
from desk.accounts.listing import locked_addresses
from desk.accounts.page import ACTION, account_page, load_account, lock_of
from desk.reasons import ReasonForm, Refusal, attempt
from organization.http import SignedIn, whole_number
from organization.models import (
    FactorReset,
    User,
)
from organization.permissions import authorise
from organization.services import set_active
from organization.services.ending import end_sessions
from organization.services.guarding import account_key
from organization.services.passwords import give_password
from organization.services.problems import Problems
from organization.services.resetting import answer_reset, ask_reset
from organization.services.unlocking import lift_lock
from organization.wall import lifted

ROWS = 50
Act = Callable[[User, str], str]
"""What is done to an account for a reason; the line that says that it was."""


@login_required
@require_GET
def accounts(request: SignedIn) -> HttpResponse:
    """Everybody's, those that are locked first."""
    authorise(request.user, ACTION)
    return _list(request)


@login_required
@require_GET
def account(request: SignedIn, pk: int) -> HttpResponse:
    """One account: what is locked, where it is signed in, what may be done."""
    return account_page(request, load_account(request, pk))


@login_required
@require_POST
def lift_account(request: SignedIn, pk: int) -> HttpResponse:
    """The name may be tried again."""

    def act(row: User, reason: str) -> str:
        now = timezone.now()
        lock = lock_of(row, now)
        key = lock.key if lock else account_key(row.username)
        lift_lock(by=request.user, key=key, reason=reason, now=now)
        return _("Lifted: the person can sign in again.")

    return _act(request, pk, act)


@login_required
@require_POST
def lift_address(request: SignedIn) -> HttpResponse:
    """From this address it may be tried again."""
    authorise(request.user, ACTION)
    form, key = ReasonForm(request.POST), request.POST.get("key", "")
    key = key.replace("\0", "") if key.startswith("address:") else ""
    try:
        attempt(
            lambda: lift_lock(
                by=request.user, key=key, reason=form.reason_given, now=timezone.now()
            ),
            form,
        )
    except Refusal as refusal:
        beside = {"form": form, "problem": refusal.problem, "tried": key}
        return _list(request, status=422, **beside)
    messages.success(request, _("Lifted: people can sign in from there again."))
    return redirect("desk:accounts")


@login_required
@require_POST
def end_account_sessions(request: SignedIn, pk: int) -> HttpResponse:
    """One of them, or all."""
    chosen = whole_number(request.POST.get("session", ""))

    def act(row: User, reason: str) -> str:
        given: dict[str, Any] = {"session": chosen, "now": timezone.now()}
        n = end_sessions(by=request.user, user=row, reason=reason, **given)
        return ngettext("%(n)s session ended.", "%(n)s sessions ended.", n) % {"n": n}

    return _act(request, pk, act)


@login_required
@require_POST
def block_account(request: SignedIn, pk: int) -> HttpResponse:
    """Nobody signs in with it any more, or again."""
    active = request.POST.get("active") == "1"

    def act(row: User, reason: str) -> str:
        with Problems() as problems:
            reason = problems.require("reason", reason)
            if row == request.user:
                problems.add("state", _("Nobody blocks himself."))
        set_active(by=request.user, user=row, active=active, reason=reason)
        if active:
            return _("Opened: the person can sign in again.")
        return _("Blocked: the person is out in every browser.")

    return _act(request, pk, act)


@login_required
@require_POST
def give_one_time_password(request: SignedIn, pk: int) -> HttpResponse:
    """The page that follows is the only one that ever shows it."""
    row, form = load_account(request, pk), ReasonForm(request.POST)
    try:
        word = attempt(
            lambda: give_password(
                by=request.user,
                user=row,
                reason=form.reason_given,
                now=timezone.now(),
            ),
            form,
        )
    except Refusal as refusal:
        return account_page(request, row, form, problem=refusal.problem, status=422)
    response = account_page(request, row, word=word)
    add_never_cache_headers(response)
    return response


@login_required
@require_POST
def ask_factor_reset(request: SignedIn, pk: int) -> HttpResponse:
    """Nothing happens before another admin has confirmed it."""

    def act(row: User, reason: str) -> str:
        ask_reset(by=request.user, user=row, reason=reason, now=timezone.now())
        return _("Asked for: another security admin has to confirm it.")

    return _act(request, pk, act)


@login_required
@require_POST
def answer_factor_reset(request: SignedIn, pk: int) -> HttpResponse:
    """By another admin than asked for it; declined by anybody."""
    authorise(request.user, ACTION)
    row = get_object_or_404(FactorReset.objects.select_related("user"), pk=pk)
    answers = {"yes": True, "no": False}
    answer = answers.get(request.POST.get("answer", ""))
    if answer is None:
        return account_page(
            request, row.user, problem=_("Confirm or decline."), status=422
        )
    given: dict[str, Any] = {"confirmed": answer, "now": timezone.now()}
    try:
        attempt(lambda: answer_reset(by=request.user, reset=row, **given))
    except Refusal as refusal:
        return account_page(request, row.user, problem=refusal.problem, status=422)
    done = _("Done: the person signs in with the password and adds another.")
    messages.success(request, done if answer else _("Declined: all stays as it is."))
    return redirect("desk:account", row.user.pk)


def _act(request: SignedIn, pk: int, act: Act) -> HttpResponse:
    """Done with a reason, or refused beside what was typed."""
    row, form = load_account(request, pk), ReasonForm(request.POST)
    try:
        said = attempt(lambda: act(row, form.reason_given), form)
    except Refusal as refusal:
        return account_page(request, row, form, problem=refusal.problem, status=422)
    messages.success(request, said)
    return redirect("desk:account", row.pk)


def _list(request: SignedIn, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now()
    text = request.GET.get("q", "").replace("\0", "").strip()[:60]
    with lifted("who keeps the accounts sees which roles are held, in every unit"):
        page = Paginator(rows_of(text, now), ROWS).get_page(request.GET.get("page"))
        len(page.object_list)  # read now
    context = {
        "page": page,
        "query_text": text,
        "query": f"{urlencode({'q': text})}&" if text else "",
        "addresses": locked_addresses(now),
        **more,
    }
    return render(request, "desk/accounts/list.html", context, status=status)
