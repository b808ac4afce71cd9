"""The second step of signing in: the password was right, a code or a key is still due.

Nobody is signed in meanwhile: the session knows only who has begun, for five minutes.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from organization.letting_in import let_in
from organization.models import Factor, User
from organization.services.factors import use_code
from organization.services.guarding import forget_single, take_single
from organization.services.passkeys import begin_using, use_passkey

PENDING = "pending"
ASKED = "asked_key"
LASTS = dt.timedelta(minutes=5)


def begin(
    request: HttpRequest, user: User, to: str, first: str = "password"
) -> HttpResponse:
    """On to the second page; `to` is where it leads afterwards, `first` what has been
    proved."""
    request.session.flush()
    at = timezone.now().isoformat()
    request.session[PENDING] = {"user": user.pk, "at": at, "to": to, "first": first}
    return redirect("organization:second_step")


def has_factor(user: User) -> bool:
    return Factor.objects.filter(user=user).exists()


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """A code of an app, a passkey or a recovery code."""
    user = _pending(request)
    if user is None:
        return redirect("organization:sign_in")
    if request.method == "GET":
        return _page(request, user)
    now, key = timezone.now(), f"second:{user.pk}"
    if not take_single(key=key, user=user.pk, now=now):
        return _page(request, user, _("Too many failed tries: wait a while."))
    way = _proved(request, user, now)
    if not way:
        return _page(request, user, _("The code is wrong or has been used."))
    forget_single(key=key)
    begun = request.session.pop(PENDING)
    way = f"{begun['first']}+{way}"
    return let_in(request, user, way=way, to=begun["to"], now=now)


def _proved(request: HttpRequest, user: User, now: dt.datetime) -> str:
    """The way it was proved, "" where it was not. A challenge is answered once."""
    answer, state = request.POST.get("passkey"), request.session.pop(ASKED, None)
    if not answer:
        return use_code(by=user, code=request.POST.get("code", "")[:60], now=now)
    given: dict[str, Any] = {"host": request.get_host(), "state": state or {}}
    right = use_passkey(by=user, answer=answer, now=now, **given)
    return "passkey" if right else ""


def _pending(request: HttpRequest) -> User | None:
    given: dict[str, Any] = request.session.get(PENDING) or {}
    if not given:
        return None
    if timezone.now() - dt.datetime.fromisoformat(given["at"]) > LASTS:
        logout(request)
        return None
    return User.objects.filter(pk=given["user"], is_active=True).first()


def _page(request: HttpRequest, user: User, problem: str = "") -> HttpResponse:
    asked = begin_using(user, request.get_host())
    context: dict[str, Any] = {"problem": problem}
    if asked is not None:
        context["options"], request.session[ASKED] = asked
    status = 422 if problem else 200
    return render(request, "organization/second.html", context, status=status)
