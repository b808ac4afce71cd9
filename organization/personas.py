"""Entering the demo as one of its people: demo mode and this machine only."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from organization.models import Membership, User


def allowed(request: HttpRequest) -> bool:
    """Demo mode, a loopback address, and nobody in between who speaks for others."""
    if not settings.DEMO_MODE or "HTTP_X_FORWARDED_FOR" in request.META:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def listed() -> list[Membership]:
    """The personas with the unit they work for; one row each."""
    rows = (
        Membership.objects.in_force()
        .filter(user__is_persona=True, user__is_active=True)
        .select_related("user", "bureau", "department", "station")
        .order_by("user_id", "id")
        .distinct("user_id")
    )
    return list(rows)


def find(username: str) -> User | None:
    return User.objects.filter(
        username=username, is_persona=True, is_active=True
    ).first()
