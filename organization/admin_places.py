"""Who keeps system, accounts or the trail does so from the machines that are for it.

GB/T 22239-2019, 8.1.4.4 c). Looked at with each request, because rights begin and
people move. Who holds one of the three duties is kept out altogether elsewhere: it is
his account that must not be used there, not this page or that.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from organization.holding import OPEN
from organization.http import no_page
from organization.models import Role, User
from organization.models.access import SEPARATED_ROLES


def may_come_from(user: User, address: str | None) -> bool:
    """Is it one of the named places, or somebody who needs none?"""
    if not settings.ADMIN_FROM:
        return True
    if not user.scope.roles() & {Role(role) for role in SEPARATED_ROLES}:
        return True
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    return any(found in network for network in settings.ADMIN_FROM)


class AdminPlacesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.ADMIN_FROM or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match is not None and match.view_name in OPEN:
            return None
        if may_come_from(request.user, request.META.get("REMOTE_ADDR")):
            return None
        told = _(
            "Accounts that administer Yipan are used at the machines named for it."
        )
        if request.path.startswith("/api/"):
            return no_page(told)
        return render(request, "403.html", {"text": told}, status=403)
