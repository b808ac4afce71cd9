"""One's own: where one is signed in, and the password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.accounts.listing import sessions_of
from desk.reasons import ReasonForm, Refusal, attempt
from organization.holding import go_on
from organization.http import SignedIn
from organization.models import AccountSession
from organization.passwords import MLPS, is_due
from organization.services.ending import end_others, end_own
from organization.services.passwords import LONGEST, change_password, prove_password
from organization.sessions import SessionStore


def secret(label: Any, complete: str) -> forms.CharField:
    """A password as it is typed, blanks and all."""
    attrs = {"autocomplete": complete, "maxlength": str(LONGEST)}
    widget = forms.PasswordInput(attrs=attrs)
    missing = {"required": gettext_lazy("This must be filled in.")}
    return forms.CharField(
        label=label, strip=False, widget=widget, error_messages=missing
    )


class PasswordForm(ReasonForm):
    """The old one, and the new one twice."""

    old = secret(gettext_lazy("Password so far"), "current-password")
    new = secret(gettext_lazy("New password"), "new-password")
    again = secret(gettext_lazy("New password once more"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"], self.fields["version"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if "again" in found and found.get("new") != found["again"]:
            self.add_error("again", gettext_lazy("The two are not the same."))
        return found

    def given(self, name: str) -> str:
        return str(self._got(name) or "")


@login_required
@require_GET
def sessions(request: SignedIn) -> HttpResponse:
    """Where one is signed in, this browser marked."""
    rows = sessions_of(request.user, timezone.now())
    context = {"rows": rows, "this": _this(request)}
    return render(request, "desk/accounts/sessions.html", context)


@login_required
@require_POST
def end_session(request: SignedIn, pk: int) -> HttpResponse:
    """One of one's own; it asks for the password when it is used next."""
    row = get_object_or_404(AccountSession, user=request.user, pk=pk)
    try:
        attempt(lambda: end_own(by=request.user, session=row.pk, now=timezone.now()))
    except Refusal as refusal:
        messages.warning(request, refusal.problem)
    else:
        messages.success(request, _("Ended: there one has to sign in again."))
    return redirect("desk:sessions")


@login_required
@require_POST
def end_other_sessions(request: SignedIn) -> HttpResponse:
    """All but this one."""
    n = end_others(by=request.user, keep=_this(request), now=timezone.now())
    said = ngettext("%(n)s session ended.", "%(n)s sessions ended.", n) % {"n": n}
    messages.success(request, said)
    return redirect("desk:sessions")


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def password(request: SignedIn) -> HttpResponse:
    """Another one; every other browser is signed out."""
    if request.method == "GET":
        return _password_page(request, PasswordForm())
    form, now = PasswordForm(request.POST), timezone.now()
    if form.is_valid():
        old = form.given("old")
        if wrong := prove_password(by=request.user, password=old, now=now):
            form.add_error("old", str(wrong))
    given: dict[str, Any] = {"password": form.given("new"), "keep": _this(request)}
    try:
        attempt(lambda: change_password(by=request.user, now=now, **given), form)
    except Refusal as refusal:
        return _password_page(request, form, refusal.problem)
    update_session_auth_hash(request, request.user)
    go_on(request)
    messages.success(request, _("Changed. Every other browser is signed out."))
    return redirect("home")


def _password_page(
    request: SignedIn, form: PasswordForm, problem: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "problem": problem,
        "due": is_due(request.user, timezone.now()),
        "mlps": settings.PASSWORD_RULES == MLPS,
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/accounts/password.html", context, status=status)


def _this(request: SignedIn) -> int | None:
    session = request.session
    return session.number() if isinstance(session, SessionStore) else None
