"""A schedule that proves a station feasible although few officers may share a job.

With limits no sum decides, but a schedule that works needs no further proof. Between
two breakpoints every job first gets what it could not get later, then those due first
get the rest. Where that fails nothing is said: the flow has to decide.
"""

from __future__ import annotations

from typing import Any

from .arrays import UNLIMITED, Grid
from .compiled import compiled
from .rates import FREE_RATE, TIME, piece_at
from .windows import (
    CLOSES,
    DUE,
    EFFORT,
    FROM,
    LEFT,
    LIMIT,
    OPENS,
    ORDER,
    POSSIBLE,
    RELEASE,
    TAKEN,
)


@compiled
def holds(n: int, jobs: Grid, clock: Grid, pieces: int, shift: int) -> bool:
    """Whether the simple schedule of jobs in admission order does all work in time."""
    marks, count = jobs[FROM], 2 * n
    for j in range(n):
        possible = _alone(j, jobs, clock, pieces, shift)
        if jobs[EFFORT, j] > possible:
            return False
        jobs[LEFT, j], jobs[POSSIBLE, j] = jobs[EFFORT, j], possible
        marks[2 * j], marks[2 * j + 1] = jobs[RELEASE, j], jobs[DUE, j]
    marks[:count].sort()
    mark = first = 0
    for k in range(pieces - 1):
        rate, here = clock[FREE_RATE, k], clock[TIME, k]
        while here < clock[TIME, k + 1]:
            while mark < count and marks[mark] <= here:
                mark += 1
            then = clock[TIME, k + 1]
            if mark < count:
                then = min(then, marks[mark])
            while first < n and jobs[DUE, jobs[ORDER, first]] <= here:
                first += 1
            if rate and not _share(first, n, jobs, here, then, rate):
                return False
            here = then
    return True


@compiled
def _alone(j: int, jobs: Grid, clock: Grid, pieces: int, shift: int) -> Any:
    """Units a job could get if it had the station to itself."""
    limit, start, end = jobs[LIMIT, j], jobs[RELEASE, j], jobs[DUE, j]
    if limit == UNLIMITED:
        return jobs[CLOSES, j] - jobs[OPENS, j]
    total, k = 0, piece_at(clock, pieces, shift, start)
    while k < pieces and clock[TIME, k] < end:
        low, high = max(clock[TIME, k], start), min(clock[TIME, k + 1], end)
        total += min(clock[FREE_RATE, k], limit) * (high - low)
        k += 1
    return total


@compiled
def _share(first: int, n: int, jobs: Grid, here: int, then: int, rate: int) -> bool:
    """Give out [here, then); False where more is needed than there is."""
    room = rate * (then - here)
    for i in range(first, n):
        j = jobs[ORDER, i]
        jobs[TAKEN, j] = 0
        if jobs[RELEASE, j] > here or jobs[DUE, j] < then or not jobs[LEFT, j]:
            continue
        jobs[POSSIBLE, j] -= _most(jobs[LIMIT, j], rate) * (then - here)
        must = max(jobs[LEFT, j] - jobs[POSSIBLE, j], 0)
        room -= must
        jobs[LEFT, j] -= must
        jobs[TAKEN, j] = must
    if room < 0:
        return False
    for i in range(first, n):
        if not room:
            break
        j = jobs[ORDER, i]
        if jobs[RELEASE, j] > here:
            continue  # of work that is over nothing is left
        most = _most(jobs[LIMIT, j], rate) * (then - here) - jobs[TAKEN, j]
        more = min(min(most, jobs[LEFT, j]), room)
        jobs[LEFT, j] -= more
        room -= more
    return True


@compiled
def _most(limit: int, rate: int) -> int:
    return rate if limit == UNLIMITED else min(limit, rate)
