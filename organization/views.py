"""Signing in and out, the policy page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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

from organization import audit, personas
from organization.forms import SignInForm
from organization.holding import PASSWORD
from organization.http import SignedIn
from organization.models import AccountSession, Role
from organization.passwords import is_due
from organization.permissions import POLICY
from organization.services.entering import enter


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
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        hold = PASSWORD if is_due(user, now()) else ""
        ended = enter(
            by=user, request=self.request, way="password", hold=hold, now=now()
        )
        if ended:
            text = _("You were signed in at too many places: the oldest session ended.")
            messages.warning(self.request, text)
        return redirect(self.get_success_url())


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        audit.record("account.sign_out", by=request.user, subject=request.user)
    logout(request)
    return redirect("organization:sign_in")


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
