"""Something was done in a session; and why one is not signed in any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone

from organization.services.session_rows import touch
from organization.sessions import SessionStore

QUIET = "X-Yipan-Quiet"
"""Sent with what a page fetches by itself: nobody need sit in front of it."""
STEP = dt.timedelta(minutes=1)


class PresenceMiddleware:
    """Notes once a minute at most that a session is used. Live streams and what pages
    fetch by themselves are no use: a screen left alone signs itself out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if not isinstance(session, SessionStore):
            return response
        if session.over:
            return _saying_why(response, session.over)
        row, now = session.row, timezone.now()
        if (
            row
            and row.user_id
            and now - row.seen_at >= STEP
            and _is_use(request, response)
        ):
            touch(pk=row.pk, now=now)
        return response


def _is_use(request: HttpRequest, response: HttpResponse) -> bool:
    kind = response.get("Content-Type", "")
    return QUIET not in request.headers and not kind.startswith("text/event-stream")


def _saying_why(response: HttpResponse, why: str) -> HttpResponse:
    """The sign-in page says it: the redirect there takes the reason along."""
    door = resolve_url(settings.LOGIN_URL)
    if response.status_code == 302:
        to = response["Location"]
        if to.startswith(f"{door}?next="):
            response["Location"] = f"{to}&ended={why}"
    return response
