"""What of the ways to appointments counts, in the arrays of a sweep.

Imports numpy: only what sweeps may import this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coordination.core import force
from coordination.core.facts import Event, Period
from coordination.core.ways import counted


def counted_ways(
    events: force.Events,
    ways: NDArray[np.int64],
    capacity: force.Capacity,
    since: int,
) -> force.Events:
    """The events, read with their whole ways, as `snapshot` has them: few have one."""
    start, end = events.start.copy(), events.end.copy()
    for e in np.flatnonzero(ways).tolist():
        station = int(np.searchsorted(events.at, e, side="right")) - 1
        periods = _near(capacity, station, int(start[e]), int(end[e]), since)
        way = int(ways[e])
        whole = Event("", "", int(start[e]), int(end[e]), 0, lead=way, tail=way)
        found = counted(whole, periods)
        start[e], end[e] = found.start, found.end
    return events._replace(start=start, end=end)


def _near(
    capacity: force.Capacity, station: int, start: int, end: int, since: int
) -> list[Period] | None:
    """The periods around [start, end), None where nothing is known."""
    profile = int(capacity.of[station])
    if profile < 0:
        return None
    rows = slice(int(capacity.at[profile]), int(capacity.at[profile + 1]))
    columns = capacity.start, capacity.end, capacity.net, capacity.present
    near = (columns[0][rows] <= end) & (columns[1][rows] >= start)
    found = zip(*(column[rows][near].tolist() for column in columns), strict=True)
    return [Period(max(begin, since), *rest) for begin, *rest in found]
