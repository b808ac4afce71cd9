"""How much the compiled loops write at most: they do not look where an array ends.

Each is the worst case itself and no estimate; tests fill them to the last entry.
"""

from __future__ import annotations

import numpy as np

from .arrays import Ints

MOST_AT_ONCE = 64
"""Events drawing from one piece of a clock, on the average, that there is room for."""
MOST_TAKEN = 8
"""Stretches of equal use per event there is room for; more are hardly ever met."""


def lengths(at: Ints, first: int, last: int) -> Ints:
    """How many rows each of [first, last) has."""
    rows: Ints = np.diff(at[first : last + 1])
    return rows


def most(counts: Ints) -> int:
    """The largest of them, 0 of none."""
    return int(counts.max(initial=0))


def most_pieces(periods: int, events: int) -> int:
    """Pieces of a clock that begins at as_of and is cut at every end of them all."""
    return 2 * (periods + events) + 1


def most_buckets(pieces: int) -> int:
    """Entries of the table of a clock of so many pieces; see `rates.index_clock`."""
    return 2 * pieces + 1


def most_draws(pieces: int, events: int) -> int:
    """What there is room for; a station where more is drawn goes the slow way."""
    return pieces * min(events, MOST_AT_ONCE)


def _stretches(periods: Ints, events: Ints) -> Ints:
    """Between all ends: there is somebody in the first and in the last one too."""
    between: Ints = np.maximum(2 * (periods + events) - 1, 0)
    return between


def most_room(periods: Ints, events: Ints, rows: Ints) -> Ints:
    """Integers of the room of stations with so many periods, events and rows of work.

    A step ends with every due and one lies at as_of. A ramp begins with every step and
    with every stretch but the first. Events draw from all stretches but two: outside of
    them there is one at each side.
    """
    stretches = _stretches(periods, events)
    steps, ramps = rows + 1, rows + stretches
    draws = np.where(events > 0, stretches - 2, 0)
    return 8 + 3 * (ramps + steps + draws)


def most_backlog(periods: Ints, events: Ints, rows: Ints) -> Ints:
    """Of the backlog: three columns of the clock, six of the work, four of draws."""
    return 7 + 3 * _stretches(periods, events) + 6 * rows + 4 * MOST_TAKEN * events
