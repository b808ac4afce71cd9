"""The capacity clocks of a station in compiled loops.

The gross clock and the one that is free of events share their breakpoints: piece k
begins at time[k], and the last piece has rate 0 and no end.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .arrays import Blocks, Capacity, Flags, Grid, Ints, Shorts
from .compiled import compiled
from .sizes import most_buckets, most_draws, most_pieces

DISORDER = -1
ALONE = -2
LARGEST_RATE = 2**28
LONGEST = 2**33


class Appointments(NamedTuple):
    """`Events`, what each of them needs (milli-officers), and its id as `text_key`.

    The loops set `involved` where an event stands in the way of others.
    """

    at: Ints
    id: Ints
    text: Ints
    start: Ints
    end: Ints
    need: Ints
    involved: Flags
    department: Shorts
    people_at: Ints
    people: Ints


# Rows of the scratch array that holds the clocks of one station, one column per piece.
TIME, GROSS_RATE, GROSS, FREE_RATE, FREE, TABLE, NET, PRESENT = range(8)
RUNNING, SPARE, COUNTS, NOUGHT = range(8, 12)
CLOCK_ROWS = 12
# And of the one that holds what its events draw, one column per piece and event.
PIECE, EVENT, USE = range(3)
DRAW_ROWS = 3


def scratch(periods: int, events: int) -> tuple[Grid, Grid]:
    """(clock, draws) with room for a station with so many periods and events."""
    pieces = most_pieces(periods, events)
    clock = np.zeros((CLOCK_ROWS, most_buckets(pieces)), np.int64)
    return clock, np.zeros((DRAW_ROWS, most_draws(pieces, events)), np.int64)


@compiled
def immense(rate: int, end: int, as_of: int) -> bool:
    """Whether sums over a period could become too large for the compiled loops."""
    return rate > LARGEST_RATE or end - as_of > LONGEST


@compiled
def build_plain(clock: Grid, rates: Capacity, profile: int, as_of: int) -> int:
    """Both clocks of a station without events: pieces, DISORDER or ALONE."""
    pieces, reached, total = 0, as_of, 0
    time, rate, level = clock[TIME], clock[GROSS_RATE], clock[GROSS]
    for i in range(rates.at[profile], rates.at[profile + 1]):
        start, end = max(rates.start[i], as_of), rates.end[i]
        if end <= start:
            continue
        if start < reached:
            return DISORDER
        if immense(rates.net[i], end, as_of):
            return ALONE
        if start > reached:
            time[pieces], rate[pieces], level[pieces] = reached, 0, total
            pieces += 1
        net = max(rates.net[i], 0)
        time[pieces], rate[pieces], level[pieces] = start, net, total
        pieces += 1
        total += net * (end - start)
        reached = end
    time[pieces], rate[pieces], level[pieces] = reached, 0, total
    pieces += 1
    for k in range(pieces):
        clock[FREE_RATE, k] = rate[k]
        clock[FREE, k] = level[k]
    return pieces


@compiled
def index_clock(clock: Grid, pieces: int) -> int:
    """Fill the table that leads from a minute to its piece; the width as a shift."""
    span = clock[TIME, pieces - 1] - clock[TIME, 0]
    shift = 0
    while (span >> shift) >= 2 * pieces:
        shift += 1
    k = 0
    for b in range((span >> shift) + 2):
        while k + 1 < pieces and clock[TIME, k + 1] <= clock[TIME, 0] + (b << shift):
            k += 1
        clock[TABLE, b] = k
    return shift


@compiled
def piece_at(clock: Grid, pieces: int, shift: int, minute: int) -> Any:
    """The last piece that begins at or before a minute that is not before as_of."""
    b = (min(minute, clock[TIME, pieces - 1]) - clock[TIME, 0]) >> shift
    low, high = clock[TABLE, b], clock[TABLE, b + 1]
    while low < high:
        middle = (low + high) >> 1
        if clock[TIME, middle + 1] <= minute:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def binds(
    clock: Grid, pieces: int, shift: int, start: int, end: int, limit: int
) -> bool:
    """Whether the free rate exceeds a limit at some moment of [start, end)."""
    if start >= end:
        return False
    k = piece_at(clock, pieces, shift, start)
    while k < pieces and clock[TIME, k] < end:
        if clock[FREE_RATE, k] > limit:
            return True
        k += 1
    return False


@compiled
def earliest(clock: Grid, pieces: int, work: int) -> Any:
    """The first minute by which `work` units are there; it is more than none."""
    k = np.searchsorted(clock[GROSS, :pieces], work) - 1
    missing = work - clock[GROSS, k]
    return clock[TIME, k] - (-missing // clock[GROSS_RATE, k])


@compiled
def resumed(clock: Grid, pieces: int, work: int) -> Any:
    """Where the piece begins in which more than `work` units are there for the first
    time; they are fewer than there are in all."""
    k = np.searchsorted(clock[GROSS, :pieces], work, side="right") - 1
    return clock[TIME, k]


@compiled
def displaced(
    clock: Grid,
    pieces: int,
    events: Appointments,
    low: int,
    high: int,
    blocks: Blocks,
    first: int,
    last: int,
    own: int,
) -> bool:
    """Whether others' events leave a block first..last - 1 too few people."""
    for k in range(pieces):
        present = clock[PRESENT, k]
        needed = 0
        for e in range(low, high):
            if (
                events.department[e] != own
                and events.start[e] <= clock[TIME, k] < events.end[e]
            ):
                needed += events.need[e]
        if not needed:
            continue
        for b in range(first, last):
            met = (
                blocks.start[b] < clock[TIME, k + 1] and blocks.end[b] > clock[TIME, k]
            )
            if met and needed > max(present - blocks.officers[b], 0):
                return True
    return False


@compiled
def share_people(events: Appointments, low: int, high: int, as_of: int) -> bool:
    """Whether two events that run at once name the same person; they are involved."""
    found = False
    for a in range(low, high):
        for b in range(low, a):
            start = max(max(events.start[a], events.start[b]), as_of)
            if start >= min(events.end[a], events.end[b]):
                continue
            for i in range(events.people_at[a], events.people_at[a + 1]):
                for k in range(events.people_at[b], events.people_at[b + 1]):
                    if events.people[i] == events.people[k]:
                        events.involved[a] = events.involved[b] = found = True
    return found


@compiled
def fill_needs(
    need: Ints, officers: Ints, people_at: Ints, people: Ints, low: int, high: int
) -> None:
    """The larger of the number and the names, milli-officers, of low..high - 1."""
    for e in range(low, high):
        names = 0
        for i in range(people_at[e], people_at[e + 1]):
            seen = False
            for k in range(people_at[e], i):
                seen = seen or people[k] == people[i]
            names += not seen
        need[e] = max(officers[e], 1000 * names)
