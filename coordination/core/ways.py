"""Ways to appointments: what of them is taken from a station's work.

A way counts up to the nearest hour at which nobody is at the station: who leaves before
it opens, or comes back over noon, is missed by nobody.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .facts import Event, Period

Spans = Sequence[tuple[int, int]]
"""[start, end) in which somebody is present, apart and in order of time."""


def spans(periods: Iterable[Period]) -> list[tuple[int, int]]:
    """When somebody is present."""
    found: list[tuple[int, int]] = []
    for period in sorted(periods, key=lambda each: each.start):
        if period.present <= 0 or period.start >= period.end:
            continue
        if found and period.start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], period.end)
        else:
            found.append((period.start, period.end))
    return found


def counted(event: Event, periods: Sequence[Period] | None) -> Event:
    """The event with as much of its way as counts; all of it where the capacity is
    unknown."""
    if periods is None or not (event.lead or event.tail):
        return event
    near = [p for p in periods if p.start <= event.end and p.end >= event.start]
    return _within(event, spans(near))


def all_counted(
    events: Sequence[Event], periods: Sequence[Period] | None
) -> tuple[Event, ...]:
    """The same for all events of a station."""
    return tuple(counted(event, periods) for event in events)


def _within(event: Event, present: Spans) -> Event:
    begins, ends = event.begins, event.ends
    lead = min(event.lead, begins - opened(begins, present))
    tail = min(event.tail, closes(ends, present) - ends)
    return replace(event, start=begins - lead, end=ends + tail, lead=lead, tail=tail)


def opened(minute: int, present: Spans) -> int:
    """Since when somebody has been present until this minute."""
    n = bisect_left(present, (minute,)) - 1
    return present[n][0] if n >= 0 and present[n][1] >= minute else minute


def closes(minute: int, present: Spans) -> int:
    """Until when somebody is present from this minute on."""
    n = bisect_right(present, minute, key=lambda span: span[0]) - 1
    return present[n][1] if n >= 0 and present[n][1] > minute else minute
