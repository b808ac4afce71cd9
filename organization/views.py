"""Signing in and out, the policy page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from organization import audit, oidc, personas, second
from organization.certificates import shown
from organization.forms import SignInForm
from organization.holding import ELSEWHERE
from organization.http import SignedIn
from organization.letting_in import let_in
from organization.models import AccountSession, Certificate, Role
from organization.permissions import POLICY
from organization.services.entering import WAY, enter


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class SignIn(LoginView):
    """Name and password; in the demo also one click per persona."""

    template_name = "organization/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if personas.allowed(self.request):
            context["personas"] = personas.listed()
        why = self.request.GET.get("ended", "")
        if why in AccountSession.Why.values:
            context["ended"] = AccountSession.Why(why)
        context["certificate"] = shown(self.request)
        context["service"] = oidc.is_there()
        context["left"] = self.request.GET.get("left") == ELSEWHERE
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if settings.SECOND_FACTOR != "off" and second.has_factor(user):
            return second.begin(self.request, user, self.get_success_url())
        to = self.get_success_url()
        return let_in(self.request, user, way="password", to=to, now=now())


@require_POST
@never_cache
def certificate(request: HttpRequest) -> HttpResponse:
    """By the certificate that the proxy has verified, without a password."""
    seen = shown(request)
    if seen is None:
        raise Http404
    rows = Certificate.objects.filter(fingerprint=seen.fingerprint, revoked_at=None)
    row = rows.filter(user__is_active=True).select_related("user").first()
    if row is None:
        audit.record("account.certificate_failed", by=None, known=False)
        messages.warning(request, _("This certificate is bound to no account."))
        return redirect("organization:sign_in")
    to = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(to, {request.get_host()})
    to = to if own else resolve_url("home")
    return let_in(request, row.user, way="certificate", to=to, now=now())


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        audit.record("account.sign_out", by=request.user, subject=request.user)
    by_service = str(request.session.get(WAY, "")).startswith(ELSEWHERE)
    logout(request)
    door = resolve_url("organization:sign_in")
    return redirect(f"{door}?left={ELSEWHERE}" if by_service else door)


@require_POST
@never_cache
def persona(request: HttpRequest) -> HttpResponse:
    """Enter the demo as one of its people."""
    if not personas.allowed(request):
        raise Http404
    user = personas.find(request.POST.get("username", "").replace("\0", ""))
    if user is None:
        raise Http404
    enter(by=user, request=request, way="persona", now=now())
    page = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(page, {request.get_host()})
    return redirect(page if own else "home")


@login_required
@require_GET
def policy(request: SignedIn) -> HttpResponse:
    """Who may do what: the policy as it is enforced."""
    rules = [(rule, [role in rule.roles for role in Role]) for rule in POLICY.values()]
    context = {"rules": rules, "roles": list(Role)}
    return render(request, "organization/policy.html", context)
