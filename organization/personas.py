"""Entering the demo as one of its people: demo mode and this machine only."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from organization.models import Membership, User
from organization.wall import unknown

SPEAKS_FOR_OTHERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "yipan.forwarded",  # one of the above was there and has been taken out
)


def allowed(request: HttpRequest) -> bool:
    """Demo mode, a loopback address, and nobody in between who speaks for others."""
    if not settings.DEMO_MODE or request.META.keys() & set(SPEAKS_FOR_OTHERS):
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
    with unknown("the demo offers its personas before anybody has signed in"):
        return list(rows)


def find(username: str) -> User | None:
    return User.objects.filter(
        username=username, is_persona=True, is_active=True
    ).first()
