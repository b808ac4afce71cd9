"""What an address shows: the calendar of its station, or of its owner."""

from __future__ import annotations

import datetime as dt

from coordination.feeds.personal import own_entries
from coordination.feeds.station import station_entries
from coordination.feeds.writing import Entry
from coordination.models import CalendarFeed
from organization import wall


def opened(secret: str) -> CalendarFeed | None:
    """The address of that secret; None for a wrong one, a revoked one, and one whose
    owner's account is closed: one query for each, and no difference is told."""
    rows = CalendarFeed.objects.open().select_related("owner", "station")
    digest = CalendarFeed.digest_of(secret)
    with wall.unknown("who reads a calendar is known by its address alone"):
        return rows.filter(digest=digest).first()


def entries_of(feed: CalendarFeed, now: dt.datetime) -> list[Entry]:
    """As its owner may see them now."""
    if feed.station is None:
        return own_entries(feed.owner, now)
    return station_entries(feed.owner, feed.station, now)
