"""Letting somebody in: a new key, where from, and one session too many ends."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from organization.audit import record
from organization.identity import current_address
from organization.models import User
from organization.services.session_rows import LONGEST_DEVICE, end_oldest
from organization.services.watching import odd_about
from organization.sessions import WHERE, SessionStore
from organization.signals import tell_touched

BACKEND = "organization.signing_in.SignInBackend"
WAY = "way"
HOLD = "hold"
"""In a session: what is to be done before anything else; see organization.holding."""


@transaction.atomic
def enter(
    *,
    by: User,
    request: HttpRequest,
    way: str,
    now: dt.datetime,
    hold: str = "",
) -> int:
    """Sign somebody in who has proved who he is. Returns how many of his sessions
    ended because they were one too many; the demo's people are shared, and have no
    such limit."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # counted one by one
    login(request, by, backend=BACKEND)
    session = request.session
    agent = request.headers.get("User-Agent", "")[:LONGEST_DEVICE]
    session[WHERE] = {"address": current_address(), "device": agent}
    session[WAY] = way
    if hold:
        session[HOLD] = hold
    session.save()
    address = current_address()
    odd = {} if by.is_persona else odd_about(user=by, address=address, now=now)
    event = record("account.sign_in", by=by, subject=by, way=way)
    if odd:
        tell_touched(event, **odd)
    if by.is_persona or not isinstance(session, SessionStore):
        return 0
    kept = session.number()
    return end_oldest(user=by, keep=kept, most=settings.SESSION_LIMIT, now=now)
