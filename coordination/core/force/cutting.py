"""The clocks of a station with events, cut at every breakpoint, in compiled loops.

Also those of a station whose periods overlap or come in no order.
"""

from __future__ import annotations

import numpy as np

from .arrays import Capacity, Grid
from .compiled import compiled
from .rates import (
    ALONE,
    COUNTS,
    EVENT,
    FREE,
    FREE_RATE,
    GROSS,
    GROSS_RATE,
    LARGEST_RATE,
    LONGEST,
    NET,
    NOUGHT,
    PIECE,
    POINTS,
    PRESENT,
    RUNNING,
    SPARE,
    TABLE,
    TIME,
    USE,
    Appointments,
)
from .sorting import sort_by


@compiled
def build_cut(
    clock: Grid,
    draws: Grid,
    rates: Capacity,
    profile: int,
    events: Appointments,
    low: int,
    high: int,
    as_of: int,
    textual: bool,
) -> tuple[int, int, bool]:
    """Both clocks, cut at every breakpoint of rates and events low..high - 1.

    (pieces or ALONE, draws, whether events need more than are present somewhere)
    """
    live = _live(clock, events, low, high, as_of, textual)
    count = _points(clock, rates, profile, events, low, live, as_of)
    if count == ALONE:
        return ALONE, 0, False
    total = left = 0
    drawn, clash = 0, False
    for k in range(count):
        net, present = clock[NET, k], clock[PRESENT, k]
        here = clock[POINTS, k]
        then = clock[POINTS, k + 1] if k + 1 < count else here
        room = min(net, present)
        taken = needed = 0
        for r in range(live):
            e = low + clock[RUNNING, r]
            if events.start[e] > here or events.end[e] <= here:
                continue
            needed += events.need[e]
            use = min(events.need[e], room - taken)
            if use > 0:
                if drawn == draws.shape[1]:
                    return ALONE, 0, False
                taken += use
                draws[PIECE, drawn] = k
                draws[EVENT, drawn] = e
                draws[USE, drawn] = use
                drawn += 1
        clash = clash or needed > present
        clock[TIME, k] = here
        clock[GROSS_RATE, k], clock[GROSS, k] = max(net, 0), total
        clock[FREE_RATE, k], clock[FREE, k] = max(net - taken, 0), left
        total += max(net, 0) * (then - here)
        left += max(net - taken, 0) * (then - here)
    return count, drawn, clash


@compiled
def _live(
    clock: Grid, events: Appointments, low: int, high: int, as_of: int, textual: bool
) -> int:
    """Events that are not over, by (start, id), into clock[RUNNING]."""
    live = 0
    for e in range(low, high):
        if max(events.start[e], as_of) < events.end[e]:
            clock[RUNNING, live] = e - low
            live += 1
    sort_by(
        clock[RUNNING],
        clock[SPARE],
        clock[COUNTS],
        live,
        events.start[low:high],
        clock[NOUGHT],
        events.id[low:high],
        textual,
    )
    return live


@compiled
def _points(
    clock: Grid,
    rates: Capacity,
    profile: int,
    events: Appointments,
    low: int,
    live: int,
    as_of: int,
) -> int:
    """Breakpoints from as_of on, and the rates from each on: how many, or ALONE."""
    marks = 2 * live
    for r in range(live):
        e = low + clock[RUNNING, r]
        clock[TABLE, 2 * r] = max(events.start[e], as_of)
        clock[TABLE, 2 * r + 1] = events.end[e]
    clock[TABLE, :marks].sort()
    n, mark, reached = 0, 0, as_of
    for i in range(rates.at[profile], rates.at[profile + 1]):
        start, end = max(rates.start[i], as_of), rates.end[i]
        if start >= end:
            continue
        if rates.net[i] > LARGEST_RATE or end - as_of > LONGEST:
            return ALONE
        if start < reached:
            return _summed(clock, rates, profile, marks, as_of)
        n, mark = _extend(clock, n, mark, marks, reached, start, 0, 0)
        net, present = rates.net[i], rates.present[i]
        n, mark = _extend(clock, n, mark, marks, start, end, net, present)
        reached = end
    if marks and clock[TABLE, marks - 1] > reached:
        end = clock[TABLE, marks - 1]
        n, mark = _extend(clock, n, mark, marks, reached, end, 0, 0)
        reached = end
    clock[POINTS, n], clock[NET, n], clock[PRESENT, n] = reached, 0, 0
    return n + 1


@compiled
def _extend(
    clock: Grid,
    n: int,
    mark: int,
    marks: int,
    start: int,
    end: int,
    net: int,
    present: int,
) -> tuple[int, int]:
    """Append [start, end) at one rate, cut at the marks inside: breakpoints, marks."""
    while start < end:
        while mark < marks and clock[TABLE, mark] <= start:
            mark += 1
        clock[POINTS, n], clock[NET, n], clock[PRESENT, n] = start, net, present
        n += 1
        start = min(end, clock[TABLE, mark]) if mark < marks else end
    return n, mark


@compiled
def _summed(clock: Grid, rates: Capacity, profile: int, marks: int, as_of: int) -> int:
    """The same for periods in any order, which add where they overlap."""
    points, n = clock[POINTS], marks + 1
    points[0] = as_of
    points[1:n] = clock[TABLE, :marks]
    for i in range(rates.at[profile], rates.at[profile + 1]):
        start, end = max(rates.start[i], as_of), rates.end[i]
        if start < end:
            if rates.net[i] > LARGEST_RATE or end - as_of > LONGEST:
                return ALONE
            points[n], points[n + 1] = start, end
            n += 2
    points[:n].sort()
    count = 1
    for i in range(1, n):
        if points[i] != points[count - 1]:
            points[count] = points[i]
            count += 1
    clock[NET, :count] = 0
    clock[PRESENT, :count] = 0
    for i in range(rates.at[profile], rates.at[profile + 1]):
        start, end = max(rates.start[i], as_of), rates.end[i]
        if start < end:
            first = np.searchsorted(points[:count], start)
            last = np.searchsorted(points[:count], end)
            clock[NET, first] += rates.net[i]
            clock[PRESENT, first] += rates.present[i]
            clock[NET, last] -= rates.net[i]
            clock[PRESENT, last] -= rates.present[i]
    for k in range(1, count):
        clock[NET, k] += clock[NET, k - 1]
        clock[PRESENT, k] += clock[PRESENT, k - 1]
    return count
