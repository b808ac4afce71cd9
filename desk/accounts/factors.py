"""One's own second factors: an app or a token, passkeys, recovery codes."""

from __future__ import annotations

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.accounts.own import secret
from desk.fields import one_line
from desk.reasons import ReasonForm, Refusal, attempt
from organization.certificates import shown
from organization.holding import go_on
from organization.http import SignedIn
from organization.models import Certificate, Factor, RecoveryCode
from organization.permissions import may
from organization.services.certifying import bind_certificate, revoke_certificate
from organization.services.factors import (
    add_totp as add_token,
)
from organization.services.factors import (
    address_of,
    is_wanted_of,
    new_secret,
    remove_factor,
    renew_codes,
)
from organization.services.passkeys import add_passkey as add_key
from organization.services.passkeys import begin_adding
from organization.services.passwords import prove_password

ADDING = "adding"
ASKED = "asked_key"
FOLDER = "desk/accounts"


class ProvedForm(ReasonForm):
    """The own password, for what would let somebody else in."""

    password = secret(gettext_lazy("Password"), "current-password")

    def __init__(self, request: SignedIn, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"], self.fields["version"]
        self.request = request

    def prove(self) -> None:
        """Marks the password where it is wrong; outside any transaction, see there."""
        if not self.is_valid():
            return
        given = {"password": self.cleaned_data["password"], "now": timezone.now()}
        if wrong := prove_password(by=self.request.user, **given):
            self.add_error("password", str(wrong))


class TokenForm(ProvedForm):
    """A new one, with the code it shows."""

    name = one_line(pgettext_lazy("of a device", "Name"), 60)
    code = one_line(gettext_lazy("Code the app shows"), 10, inputmode="numeric")

    field_order = ("name", "code", "password")

    def __init__(self, request: SignedIn, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        code = self.fields["code"]
        code.required = True
        code.error_messages["required"] = _("Enter the code that the app shows now.")


@login_required
@require_GET
def factors(request: SignedIn) -> HttpResponse:
    """What there is, and what can be added."""
    return _page(request)


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def add_totp(request: SignedIn) -> HttpResponse:
    """The picture an app reads, and the code it then shows."""
    given = request.session.get(ADDING) or new_secret()
    if request.method == "GET":
        request.session[ADDING] = given
        return _token_page(request, given, TokenForm(request))
    form = TokenForm(request, request.POST)
    form.prove()
    try:
        codes = attempt(
            lambda: add_token(
                by=request.user,
                secret=given,
                code=form.cleaned_data["code"],
                name=form.cleaned_data["name"],
                now=timezone.now(),
            ),
            form,
        )
    except Refusal as refusal:
        return _token_page(request, given, form, refusal.problem)
    request.session.pop(ADDING, None)
    return added(request, codes)


class KeyForm(ProvedForm):
    """A key, which the browser has been asked for."""

    name = one_line(pgettext_lazy("of a device", "Name"), 60)
    passkey = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ("name", "password")


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def add_passkey(request: SignedIn) -> HttpResponse:
    """What the browser is asked, and its answer."""
    if request.method == "GET":
        return _key_page(request, KeyForm(request))
    form = KeyForm(request, request.POST)
    form.prove()
    try:
        codes = attempt(
            lambda: add_key(
                by=request.user,
                host=request.get_host(),
                state=request.session.get(ASKED) or {},
                answer=form.cleaned_data["passkey"],
                name=form.cleaned_data["name"],
                now=timezone.now(),
            ),
            form,
        )
    except Refusal as refusal:
        return _key_page(request, form, refusal.problem)
    request.session.pop(ASKED, None)
    return added(request, codes)


def _key_page(request: SignedIn, form: KeyForm, problem: str = "") -> HttpResponse:
    options, request.session[ASKED] = begin_adding(request.user, request.get_host())
    context = {"form": form, "problem": problem, "options": options}
    status = 422 if form.is_bound else 200
    return render(request, f"{FOLDER}/passkey.html", context, status=status)


def added(request: SignedIn, codes: list[str]) -> HttpResponse:
    """The page that shows the recovery codes this once."""
    go_on(request)
    messages.success(request, _("Added: it is asked for at the next sign-in."))
    return _page(request, codes=codes) if codes else redirect("desk:factors")


@sensitive_post_parameters()
@login_required
@require_POST
def remove(request: SignedIn, pk: int) -> HttpResponse:
    """One of one's own."""
    row = get_object_or_404(Factor, user=request.user, pk=pk)
    form = ProvedForm(request, request.POST)
    form.prove()
    try:
        attempt(
            lambda: remove_factor(by=request.user, factor=row, now=timezone.now()), form
        )
    except Refusal as refusal:
        return _page(request, form, problem=refusal.problem, status=422)
    messages.success(request, _("Removed."))
    return redirect("desk:factors")


@sensitive_post_parameters()
@login_required
@require_POST
def bind(request: SignedIn) -> HttpResponse:
    """The certificate this browser shows lets one in from now on."""
    form, seen = ProvedForm(request, request.POST), shown(request)
    form.prove()
    given: dict[str, Any] = {
        "fingerprint": seen.fingerprint if seen else "",
        "name": request.POST.get("name", "").replace("\0", ""),
    }
    try:
        attempt(
            lambda: bind_certificate(by=request.user, now=timezone.now(), **given), form
        )
    except Refusal as refusal:
        return _page(request, form, problem=refusal.problem, status=422)
    messages.success(request, _("Bound: it lets you in from now on."))
    return redirect("desk:factors")


@login_required
@require_POST
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    """One's own, or anybody's for who keeps the accounts."""
    rows = Certificate.objects.select_related("user")
    if not may(request.user, "account.edit"):
        rows = rows.filter(user=request.user)
    row = get_object_or_404(rows, pk=pk)
    own = row.user == request.user
    back = "desk:factors" if own else resolve_url("desk:account", row.user.pk)
    try:
        attempt(
            lambda: revoke_certificate(
                by=request.user, certificate=row, now=timezone.now()
            )
        )
    except Refusal as refusal:
        messages.warning(request, refusal.problem)
    else:
        messages.success(request, _("Revoked: it lets nobody in any more."))
    return redirect(back)


@sensitive_post_parameters()
@login_required
@require_POST
def codes(request: SignedIn) -> HttpResponse:
    """Other recovery codes."""
    form = ProvedForm(request, request.POST)
    form.prove()
    try:
        made = attempt(lambda: renew_codes(by=request.user, now=timezone.now()), form)
    except Refusal as refusal:
        return _page(request, form, problem=refusal.problem, status=422)
    return _page(request, codes=made)


def _page(
    request: SignedIn,
    form: ProvedForm | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    user = request.user
    left = RecoveryCode.objects.filter(user=user, used_at=None).count()
    context = {
        "rows": list(Factor.objects.filter(user=user).order_by("pk")),
        "left": left,
        "certificates": list(Certificate.objects.filter(user=user, revoked_at=None)),
        "shown": shown(request),
        "wanted": is_wanted_of(user),
        "form": form or ProvedForm(request),
        **more,
    }
    response = render(request, f"{FOLDER}/factors.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _token_page(
    request: SignedIn, given: str, form: TokenForm, problem: str = ""
) -> HttpResponse:
    path, size = squares(address_of(given, request.user))
    spaced = " ".join(given[n : n + 4] for n in range(0, len(given), 4))
    context = {"form": form, "problem": problem, "path": path, "size": size}
    status = 422 if form.is_bound else 200
    shown = {**context, "spaced": spaced}
    response = render(request, f"{FOLDER}/token.html", shown, status=status)
    add_never_cache_headers(response)
    return response


def squares(text: str) -> tuple[str, int]:
    """A QR code as the path of its dark squares, and how many there are in a row."""
    rows = list(segno.make(text, error="m").matrix_iter(border=4))
    path = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return path, len(rows)
