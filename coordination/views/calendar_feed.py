"""What a calendar program fetches: nobody signs in, the address itself is the key.

A wrong address, a shortened one, a revoked one and one of a closed account get the
same answer. Nothing here may write the path anywhere, see config.discreet.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone, translation
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from coordination.feeds.reading import entries_of, opened
from coordination.feeds.writing import calendar, tag
from coordination.services.fetching import note_fetched
from desk.throttle import Throttle
from organization import wall

FETCHES = Throttle("calendar", most=60, seconds=600)
"""Of one address: programs ask every few minutes, several devices may share it."""
MISSES = Throttle("calendar-miss", most=60, seconds=600)
"""Of one client, whatever it tried; what opens something stays open to it: many may
stand behind one address of the network."""


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar; 404 without one, 304 where nothing is new, 429 for too often."""
    now, feed = timezone.now(), opened(secret)
    if feed is None:
        if not MISSES.take(request.META.get("REMOTE_ADDR") or "", now):
            return _discreet(_later(MISSES.left(now)))
        return _discreet(HttpResponse("404\n", "text/plain", status=404))
    wall.put_up(feed.owner)
    if not FETCHES.take(feed.pk, now):
        return _discreet(_later(FETCHES.left(now)))
    note_fetched(feed, timezone.localdate(now))
    with translation.override(feed.owner.language):
        entries = entries_of(feed, now)
        mark = quote_etag(tag(feed.name, entries))
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if {mark, f"W/{mark}", "*"} & set(known):
            return _discreet(HttpResponseNotModified(), mark)
        content = calendar(feed.name, entries, now)
    answer = HttpResponse(content, "text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="yipan.ics"'
    return _discreet(answer, mark)


def _later(seconds: int) -> HttpResponse:
    answer = HttpResponse("429\n", "text/plain", status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _discreet(answer: HttpResponse, mark: str = "") -> HttpResponse:
    """For this reader alone; and no page it leads to learns where it was."""
    answer["Cache-Control"] = "private, no-cache"
    answer["Referrer-Policy"] = "no-referrer"
    if mark:
        answer["ETag"] = mark
    return answer
