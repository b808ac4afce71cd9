"""What is odd about a sign-in: a place one never came from, tries that failed."""

from __future__ import annotations

import datetime as dt
from ipaddress import ip_network

from organization.models import AuditEvent, User
from organization.wall import unknown

KNOWN = dt.timedelta(days=90)
"""So long a place stays one that is known."""
FAILED = 3
"""Failed tries since one was in last that are more than a slip of the hand."""
READ = 400
"""Rows of the trail that are looked through, the latest first."""
SIGN_IN, FAIL = "account.sign_in", "account.sign_in_failed"


def odd_about(*, user: User, address: str | None, now: dt.datetime) -> dict[str, str]:
    """What its owner is to be told of the sign-in that is just taking place: `place`,
    `failed`; nothing of the first one there is. One query."""
    subject = {"subject_type": user._meta.label_lower, "subject_id": user.pk}
    rows = AuditEvent.objects.filter(**subject, at__gte=now - KNOWN)
    rows = rows.filter(action__in=(SIGN_IN, FAIL)).order_by("-pk")
    with unknown("the trail says where somebody came from before"):
        found = list(rows.values_list("action", "address")[:READ])
    places = [_network(place) for action, place in found if action == SIGN_IN]
    if not places:
        return {}
    odd = {}
    if address and _network(address) not in places:
        odd["place"] = address
    failed = next(n for n, row in enumerate(found) if row[0] == SIGN_IN)
    if failed >= FAILED:
        odd["failed"] = str(failed)
    return odd


def _network(address: str | None) -> str:
    """Machines are given another number from day to day, rarely another network."""
    if not address:
        return ""
    wide = 64 if ":" in address else 24
    return str(ip_network(f"{address}/{wide}", strict=False))
