"""Signing in by the unit's identity service: there, back, and out of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from organization import audit, oidc, second
from organization.letting_in import let_in
from organization.models import AuditEvent, User

AWAY = gettext_lazy(
    "The identity service cannot be reached. Sign in with name and password."
)


def _there() -> None:
    if not oidc.is_there():
        raise Http404


@require_GET
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """A link and no form: the policy of our pages sends forms nowhere else."""
    _there()
    to = request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(to, {request.get_host()})
    try:
        return oidc.begin(request, to if own else "")
    except oidc.Unreachable:
        return _no(request, str(AWAY))


@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Who comes back from the service, with its word for who he is."""
    _there()
    try:
        name, to = oidc.finish(request)
    except oidc.Unreachable:
        return _no(request, str(AWAY))
    except oidc.Refused as refused:
        _note(str(refused))
        return _no(request, _("The identity service did not confirm who you are."))
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None or user.is_persona:
        _note("unknown")
        return _no(request, _("Nobody has opened an account here for you yet."))
    to = to or resolve_url("home")
    proved = settings.OIDC_SECOND_FACTOR == "service"
    if not proved and settings.SECOND_FACTOR != "off" and second.has_factor(user):
        return second.begin(request, user, to, first="oidc")
    way = "oidc+factor" if proved else "oidc"
    return let_in(request, user, way=way, to=to, now=now())


@require_GET
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Out of the service too, after signing out here."""
    _there()
    return redirect(oidc.way_out() or "organization:sign_in")


def _no(request: HttpRequest, text: str) -> HttpResponse:
    messages.warning(request, text)
    return redirect("organization:sign_in")


def _note(why: str) -> None:
    failed = AuditEvent.Outcome.FAILED
    audit.record_attempt("account.oidc_failed", by=None, outcome=failed, why=why[:200])
