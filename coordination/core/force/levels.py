"""What a station has to give until each mark of the grid, in compiled loops.

The clock that is free of events, at every half day only, and without the clock: the
periods are gone through once, and only where events run is it looked at piece by piece
what they draw. That is all the question in `fitting` needs, and nine stations of ten
are asked no other.
"""

from __future__ import annotations

from .arrays import MISSING, Capacity, Grid, Ints
from .compiled import compiled
from .cutting import live_events
from .fitting import LEVEL, MARKS, STEP
from .machine import LATEST
from .rates import RUNNING, Appointments, immense


@compiled
def fill_levels(
    clock: Grid,
    marks: Grid,
    rates: Capacity,
    profile: int,
    events: Appointments,
    low: int,
    high: int,
    as_of: int,
) -> tuple[bool, int, int, bool]:
    """Fill LEVEL for a profile and the events low..high - 1.

    (whether that could be done, where the clock ends, how much coarser than STEP the
    grid is as a shift, whether events need more than are present somewhere)
    """
    end = _last_end(rates, profile, events, low, high, as_of)
    shift = grid(end - as_of)
    if not _lay(marks, rates, profile, as_of, end, shift):
        return False, end, shift, False
    if high == low:
        return True, end, shift, False
    clash = _draw(clock, marks, rates, profile, events, low, high, as_of, end, shift)
    return True, end, shift, clash


@compiled
def grid(span: int) -> int:
    """How much coarser than STEP the grid of so many minutes is, as a shift."""
    shift = 0
    while span >> shift >= STEP * (MARKS - 1):
        shift += 1
    return shift


@compiled
def _last_end(
    rates: Capacity, profile: int, events: Appointments, low: int, high: int, as_of: int
) -> int:
    """Where the last period or event ends, or as_of."""
    end = as_of
    for i in range(rates.at[profile], rates.at[profile + 1]):
        end = max(end, rates.end[i])
    for e in range(low, high):
        end = max(end, events.end[e])
    return end


@compiled
def _lay(
    marks: Grid, rates: Capacity, profile: int, as_of: int, end: int, shift: int
) -> bool:
    """Fill LEVEL with what all officers could do; False where periods overlap, come in
    no order, or have figures that are looked at closely."""
    level, width = marks[LEVEL], STEP << shift
    mark, total = 0, 0
    at = reached = as_of
    for i in range(rates.at[profile], rates.at[profile + 1]):
        start, stop = max(rates.start[i], as_of), rates.end[i]
        if start >= stop:
            continue
        if start < reached or immense(rates.net[i], stop, as_of):
            return False
        net = max(rates.net[i], 0)
        while at < stop:
            level[mark] = total + net * max(at - start, 0)
            mark, at = mark + 1, at + width
        total += net * (stop - start)
        reached = stop
    while at < end + width:
        level[mark] = total
        mark, at = mark + 1, at + width
    return True


@compiled
def _draw(
    clock: Grid,
    marks: Grid,
    rates: Capacity,
    profile: int,
    events: Appointments,
    low: int,
    high: int,
    as_of: int,
    end: int,
    shift: int,
) -> bool:
    """Take from LEVEL what events low..high - 1 draw of ordered periods.

    Whether they need more than are present somewhere; those are involved.
    """
    live = live_events(clock, events, low, high, as_of)
    running, level, width = clock[RUNNING], marks[LEVEL], STEP << shift
    row, last = rates.at[profile], rates.at[profile + 1]
    mark, at, taken, clash = 0, as_of, 0, False
    here = MISSING
    for i in range(live):
        here = max(here, events.start[low + running[i]], as_of)
        upon = LATEST if i + 1 == live else events.start[low + running[i + 1]]
        while here < upon:
            # Up to the next moment at which the people or the events change.
            while row < last and rates.end[row] <= max(here, rates.start[row]):
                row += 1
            room, present, then = 0, 0, upon
            if row < last:
                then = min(then, rates.start[row])
                if rates.start[row] <= here:
                    present = rates.present[row]
                    room = max(min(rates.net[row], present), 0)
                    then = min(upon, rates.end[row])
            needed, used, until = _needs(running, i + 1, events, low, here, room)
            if until <= here:
                break
            then = min(then, until)
            if needed > present:
                clash = True
                for r in range(i + 1):
                    e = low + running[r]
                    events.involved[e] |= events.end[e] > here
            while at < then:
                level[mark] -= taken + used * max(at - here, 0)
                mark, at = mark + 1, at + width
            taken += used * (then - here)
            here = then
    while taken and at < end + width:
        level[mark] -= taken
        mark, at = mark + 1, at + width
    return clash


@compiled
def _needs(
    running: Ints, begun: int, events: Appointments, low: int, here: int, room: int
) -> tuple[int, int, int]:
    """What the first events that have begun need at a moment, what they draw, and when
    the next of them ends; that is `here` where none is left."""
    needed, left, until = 0, room, LATEST
    for r in range(begun):
        e = low + running[r]
        if events.end[e] > here:
            needed += events.need[e]
            left -= min(events.need[e], left)
            until = min(until, events.end[e])
    return needed, room - left, here if until == LATEST else until
