"""The clocks of a station with events, cut at every breakpoint, in compiled loops.

Also those of a station whose periods overlap or come in no order.
"""

from __future__ import annotations

import numpy as np

from .arrays import Capacity, Grid
from .compiled import compiled
from .machine import LATEST
from .rates import (
    ALONE,
    COUNTS,
    DISORDER,
    EVENT,
    FREE,
    FREE_RATE,
    GROSS,
    GROSS_RATE,
    NET,
    NOUGHT,
    PIECE,
    PRESENT,
    RUNNING,
    SPARE,
    TABLE,
    TIME,
    USE,
    Appointments,
    build_plain,
    immense,
)
from .sorting import sort_by


@compiled
def build_clocks(
    clock: Grid,
    draws: Grid,
    rates: Capacity,
    profile: int,
    events: Appointments,
    low: int,
    high: int,
    as_of: int,
) -> tuple[int, int, bool]:
    """The clocks of a station to the minute; see `build_cut`."""
    if high == low:
        pieces = build_plain(clock, rates, profile, as_of)
        if pieces != DISORDER:
            return pieces, 0, False
    return build_cut(clock, draws, rates, profile, events, low, high, as_of)


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
) -> tuple[int, int, bool]:
    """Both clocks, cut at every breakpoint of rates and events low..high - 1.

    (pieces or ALONE, draws, whether events need more than are present somewhere)
    """
    live = live_events(clock, events, low, high, as_of)
    count = _points(clock, rates, profile, events, low, live, as_of)
    if count == ALONE:
        return ALONE, 0, False
    time, net, present = clock[TIME], clock[NET], clock[PRESENT]
    gross_rate, gross = clock[GROSS_RATE], clock[GROSS]
    free_rate, unused = clock[FREE_RATE], clock[FREE]
    total = left = drawn = rate = free = 0
    clash = False
    begun, before, over, next_start = 0, as_of, as_of, LATEST
    if live:
        next_start = events.start[low + clock[RUNNING, 0]]
    for k in range(count):
        here = time[k]
        total += rate * (here - before)
        left += free * (here - before)
        before = here
        rate = free = max(net[k], 0)
        while next_start <= here:
            over = max(over, events.end[low + clock[RUNNING, begun]])
            begun += 1
            next_start = LATEST
            if begun < live:
                next_start = events.start[low + clock[RUNNING, begun]]
        if over > here:
            first = drawn
            drawn, needed = _draw(clock, draws, drawn, k, begun, events, low)
            if drawn < 0:
                return ALONE, 0, False
            for d in range(first, drawn):
                free -= draws[USE, d]
            if needed > present[k]:
                clash = True
                for r in range(begun):
                    e = low + clock[RUNNING, r]
                    events.involved[e] |= events.end[e] > here
        gross_rate[k], gross[k], free_rate[k], unused[k] = rate, total, free, left
    return count, drawn, clash


@compiled
def _draw(
    clock: Grid,
    draws: Grid,
    drawn: int,
    k: int,
    begun: int,
    events: Appointments,
    low: int,
) -> tuple[int, int]:
    """What the events that have begun draw from piece k, the first one first.

    (draws then, -1 if there is no room for them; milli-officers asked for)
    """
    room, needed = min(clock[NET, k], clock[PRESENT, k]), 0
    for r in range(begun):
        e = low + clock[RUNNING, r]
        if events.end[e] <= clock[TIME, k]:
            continue
        needed += events.need[e]
        use = min(events.need[e], room)
        if use > 0:
            if drawn == draws.shape[1]:
                return -1, needed
            room -= use
            draws[PIECE, drawn], draws[EVENT, drawn] = k, e
            draws[USE, drawn] = use
            drawn += 1
    return drawn, needed


@compiled
def live_events(
    clock: Grid, events: Appointments, low: int, high: int, as_of: int
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
        events.text[low:high],
        events.id[low:high],
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
        if immense(rates.net[i], end, as_of):
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
    clock[TIME, n], clock[NET, n], clock[PRESENT, n] = reached, 0, 0
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
        clock[TIME, n], clock[NET, n], clock[PRESENT, n] = start, net, present
        n += 1
        start = min(end, clock[TABLE, mark]) if mark < marks else end
    return n, mark


@compiled
def _summed(clock: Grid, rates: Capacity, profile: int, marks: int, as_of: int) -> int:
    """The same for periods in any order, which add where they overlap."""
    points, n = clock[TIME], marks + 1
    points[0] = as_of
    points[1:n] = clock[TABLE, :marks]
    for i in range(rates.at[profile], rates.at[profile + 1]):
        start, end = max(rates.start[i], as_of), rates.end[i]
        if start < end:
            if immense(rates.net[i], end, as_of):
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
