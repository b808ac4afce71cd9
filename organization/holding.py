"""What is to be done before anything else: a password of one's own, a second factor.

Whoever signed in with something to do first is led there from every page, until it is
done. Which session that is stands in the session, so no statement is asked for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from organization.http import SignedIn, no_page
from organization.models import Factor, User
from organization.passwords import is_due
from organization.services.entering import HOLD, WAY
from organization.services.factors import is_wanted_of

PASSWORD, FACTOR = "password", "factor"
ELSEWHERE = "oidc"
PROVED = ("certificate", "oidc+factor")
"""Ways of signing in that have shown two things."""
PAGES = {PASSWORD: "desk:password", FACTOR: "desk:factors"}
# What is open meanwhile, besides the page itself and what belongs to it.
OPEN = ("organization:sign_out", "set_language", "healthz", "readyz", "too_large")
BELONGS = {PASSWORD: (), FACTOR: ("desk:add_totp", "desk:add_passkey")}


def hold_of(user: User, now: dt.datetime, way: str = "password") -> str:
    """What is to be done first, "" for nothing. Whoever came by a certificate has shown
    more than a password; whoever came by the identity service needs none here."""
    if is_due(user, now) and not way.startswith(ELSEWHERE):
        return PASSWORD
    if way in PROVED or not is_wanted_of(user):
        return ""
    return "" if Factor.objects.filter(user=user).exists() else FACTOR


def go_on(request: SignedIn) -> None:
    """It has been done: what is next, if anything."""
    way = request.session.get(WAY, "password")
    if request.session.pop(HOLD, "") and (
        hold := hold_of(request.user, timezone.now(), way)
    ):
        request.session[HOLD] = hold


class HoldMiddleware:
    """Leads to the page on which it is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        hold = request.session.get(HOLD)
        if hold not in PAGES or request.resolver_match is None:
            return None
        name = request.resolver_match.view_name
        if name in (PAGES[hold], *OPEN, *BELONGS[hold]):
            return None
        if request.path.startswith("/api/"):
            return no_page(_("Sign in on a page first."))
        return redirect(PAGES[hold])
