"""The proof that stored verdicts are what the rows say."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from coordination.arrays import load
from coordination.models import StationState
from coordination.services.judging import (
    Difference,
    differences,
    judged,
    read_before,
)
from coordination.services.recording import open_rows
from desk.isolation import one_view

CHUNK = 500


def verify(stations: Iterable[int] | None = None) -> Iterator[Difference]:
    """Recompute checked stations at their own `as_of` and yield what differs.

    From the rows alone: capacities are reckoned anew. A station for which a mark
    waits speaks of the past by right and is compared all the same.
    """
    states = StationState.objects.exclude(as_of=None).order_by("pk")
    if stations is not None:
        states = states.filter(pk__in=list(stations))
    ids = list(states.values_list("pk", flat=True))
    for n in range(0, len(ids), CHUNK):
        yield from _verify(ids[n : n + CHUNK])


def some_stations(most: int) -> list[int]:
    """At most so many checked stations, spread evenly over all of them."""
    states = StationState.objects.exclude(as_of=None).order_by("pk")
    ids = list(states.values_list("pk", flat=True))
    return ids[:: max(1, -(-len(ids) // most))]


def _verify(stations: Sequence[int]) -> list[Difference]:
    """All in one view of the rows."""
    found: list[Difference] = []
    with one_view():
        before = read_before(stations)
        stored = open_rows(before)
        days: dict[dt.datetime, list[int]] = defaultdict(list)
        for pk, known in before.items():
            if known.as_of is not None:
                days[known.as_of].append(pk)
        for as_of in sorted(days):
            said = judged(load(days[as_of], as_of=as_of, fresh=True), as_of)
            found += differences(said, before, stored, days[as_of])
    return found
