"""The tightest window per week of one station, in compiled loops."""

from __future__ import annotations

import numpy as np

from .arrays import Grid, Ints
from .compiled import compiled

RAMPS, JOBS, DRAWS, FIELDS = 3, 4, 5, 6
OPENS, CLOSES, EFFORT, RELEASE, DUE = range(5)
START, END, DEMAND, CAPACITY = range(4)


@compiled
def _taken(draws: Grid, minute: int) -> int:
    """What events take before a minute."""
    units = 0
    for d in range(draws.shape[1]):
        if draws[0, d] < minute:
            units += draws[2, d] * (min(draws[1, d], minute) - draws[0, d])
    return units


@compiled
def _tighter(demand: int, capacity: int, than: int, of: int) -> bool:
    """Lacks more, or is filled more where neither lacks any; fractions are compared
    digit by digit, since products of half a year's hours do not fit into eight bytes.
    """
    excess, other = demand - capacity, than - of
    if excess > 0 or other > 0:
        return excess > other
    a, b, c, d = demand, capacity, than, of
    while True:
        here, there = a // b, c // d
        if here != there:
            return here > there
        a, c = a - here * b, c - there * d
        if c == 0:
            return a > 0
        if a == 0:
            return False
        a, b, c, d = d, c, b, a


@compiled
def _from(
    start: int, opens: int, jobs: Grid, draws: Grid, first: int, week: int, out: Grid
) -> None:
    """Windows from one release on: tighter ones take the place of those found."""
    load, before = np.int64(0), _taken(draws, start)
    for i in range(jobs.shape[1]):
        if jobs[RELEASE, i] < start:
            continue
        due = jobs[DUE, i]
        load += jobs[EFFORT, i]
        drawn = _taken(draws, due) - before
        demand, capacity = load + drawn, jobs[CLOSES, i] - opens + drawn
        best = out[(due - 1 - first) // week]
        if best[END] == 0 or _tighter(demand, capacity, best[DEMAND], best[CAPACITY]):
            best[START], best[END] = start, due
            best[DEMAND], best[CAPACITY] = demand, capacity


@compiled
def fill_weeks(fields: Ints, first: int, week: int, out: Grid) -> None:
    """out[weeks, 4] from the integers of a packed backlog, see `core.backlog`."""
    n, drawn = fields[JOBS], fields[DRAWS]
    place = FIELDS + 3 * fields[RAMPS] + 1
    jobs = fields[place : place + 6 * n].reshape((6, n))
    draws = fields[place + 6 * n : place + 6 * n + 4 * drawn].reshape((4, drawn))
    low, high = np.searchsorted(
        jobs[DUE], np.array([first, first + week * len(out)]), side="right"
    )
    jobs = jobs[:, low:high]
    order = np.argsort(jobs[RELEASE])
    for k in range(high - low - 1, -1, -1):
        start = jobs[RELEASE, order[k]]
        if k < high - low - 1 and jobs[RELEASE, order[k + 1]] == start:
            continue
        _from(start, jobs[OPENS, order[k]], jobs, draws, first, week, out)
