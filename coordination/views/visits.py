"""When somebody last looked at a list: kept in the browser, so that looking writes
nothing here.

A cookie per list holds two instants: the end of the visit before this one, and when
this one was last seen to go on. A visit is over after half an hour without a look, so
that the marks of what is new stay while one reads and comes back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PAUSE = dt.timedelta(minutes=30)
KEPT = dt.timedelta(days=90)


@dataclass(frozen=True)
class Visit:
    """`since`: the end of the visit before, None of the first; `now`: this look."""

    since: dt.datetime | None
    now: dt.datetime


def read(request: HttpRequest, place: str, now: dt.datetime) -> Visit:
    """What the browser says; nonsense, and what lies ahead, is a first visit."""
    words = request.COOKIES.get(_name(place), "").split("-")
    if len(words) != 2 or not all(w.isascii() and w.isdigit() for w in words):
        return Visit(None, now)
    seconds = int(now.timestamp())
    before, last = (int(word[:12]) for word in words)
    if last > seconds or before > last:
        return Visit(None, now)
    since = last if seconds - last > PAUSE.total_seconds() else before
    found = dt.datetime.fromtimestamp(since, tz=dt.UTC) if since else None
    return Visit(found, now)


def keep(response: HttpResponse, place: str, visit: Visit) -> None:
    """For the next look."""
    since = int(visit.since.timestamp()) if visit.since else 0
    response.set_cookie(
        _name(place),
        f"{since}-{int(visit.now.timestamp())}",
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _name(place: str) -> str:
    return f"{settings.COOKIE_PREFIX}yp_seen_{place}"
