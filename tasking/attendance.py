"""Appointments that name an officer: what a leave must not overlook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from personnel.hindrances import Ask, Hindrance, register
from personnel.presence import day_starts
from tasking.models import Assignment


def named(asks: Sequence[Ask]) -> list[list[Hindrance]]:
    """Live appointments at each station that name one of its names on one of its
    days; one query."""
    rows = Assignment.objects.live().filter(
        station__in={ask.station.pk for ask in asks},
        is_event=True,
        attendees__overlap=sorted(set[str]().union(*(ask.names for ask in asks))),
        release__lt=max(day_starts(ask.during.upper) for ask in asks),
        due__gt=min(day_starts(ask.during.lower) for ask in asks),
    )
    here = defaultdict(list)
    for row in rows.select_related("directive", "department", "station"):
        here[row.station_id].append(row)
    return [_of(ask, here[ask.station.pk]) for ask in asks]


def _of(ask: Ask, rows: Sequence[Assignment]) -> list[Hindrance]:
    begins, ends = day_starts(ask.during.lower), day_starts(ask.during.upper)
    return [
        Hindrance(
            row.release, row.due, row.directive.display_title, row.requester_label
        )
        for row in rows
        if row.release
        and row.due
        and ask.names.intersection(row.attendees)
        and row.release < ends
        and row.due > begins
    ]


register(named)
