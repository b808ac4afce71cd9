"""On which day a calendar address was last read."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from coordination.models import CalendarFeed


def note_fetched(feed: CalendarFeed, today: dt.date) -> None:
    """The first time on a day; more often nobody needs to know."""
    if feed.fetched_on == today:
        return
    rows = CalendarFeed.objects.filter(Q(fetched_on=None) | Q(fetched_on__lt=today))
    rows.filter(pk=feed.pk).update(fetched_on=today)
