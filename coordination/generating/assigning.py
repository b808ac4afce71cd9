"""What each station owes: efforts cut to its strength, progress, and the crunches.

Most stations can just do what is asked of them; some cannot, and know it from the
calendar alone. The tightest window of a station decides how large its tasks are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coordination.generating.orders import Ints, Orders
from coordination.generating.people import DAYS, HOURS, MINUTES, People, rates
from coordination.generating.units import Units

UNITS_PER_HOUR = 60_000
STEP = 6_000  # estimates are tenths of an officer-hour
NONE = -1
STATES = ("issued", "acknowledged", "in_progress")
STATE_SHARES = (0.5, 0.2, 0.3)
CALM = (0.55, 0.93)  # how full the tightest window is
CRUNCH = (1.08, 1.35)
CRUNCH_BUREAUS, CRUNCH_STATIONS = 0.04, 0.04
TYPICAL_HOURS = 4.0  # at a station of which nothing is known
CHUNK = 1_000  # stations looked at together; keeps the grids small


@dataclass(frozen=True)
class Assigned:
    """Arrays of (stations, open): directive index, units of effort and remaining.

    NONE where there is no estimate (events). `signed` is the day (offset from as_of)
    on which the station signed; NONE * DAYS where it has not. `crunch` says which
    stations were meant to be too full.
    """

    directive: NDArray[np.int32]
    effort: Ints
    remaining: Ints
    state: NDArray[np.int8]
    signed: NDArray[np.int16]
    crunch: NDArray[np.bool_]


def assign(
    rng: np.random.Generator,
    units: Units,
    people: People,
    orders: Orders,
    matrix: Ints,
    works: NDArray[np.bool_],
) -> Assigned:
    """Sizes, states and progress of every assignment in `matrix`."""
    stations = len(matrix)
    state, signed, left = _progress(rng, orders, matrix)
    size = orders.hours[matrix] * rng.uniform(0.7, 1.4, matrix.shape)
    crunch = _crunches(rng, units)
    full = np.where(
        crunch, rng.uniform(*CRUNCH, stations), rng.uniform(*CALM, stations)
    )
    scale = np.empty(stations)
    for low in range(0, stations, CHUNK):
        high = min(low + CHUNK, stations)
        part = slice(low, high)
        tightest = _tightest(
            people, orders, matrix[part], size[part] * left[part], works, low
        )
        scale[part] = full[part] / tightest
    known = (people.strength > 0) & np.isfinite(scale)
    scale = np.where(known, scale, TYPICAL_HOURS * UNITS_PER_HOUR)
    effort = _stepped(size * scale[:, None])
    remaining = np.minimum(_stepped(effort * left), effort)
    event = orders.is_event[matrix]
    return Assigned(
        directive=matrix.astype(np.int32),
        effort=np.where(event, NONE, effort),
        remaining=np.where(event, NONE, remaining),
        state=state,
        signed=signed,
        crunch=crunch & known,
    )


def _stepped(units: NDArray[np.float64] | Ints) -> Ints:
    """Tenths of an hour, at least one."""
    return np.maximum((units / STEP).astype(np.int64), 1) * STEP


def _crunches(rng: np.random.Generator, units: Units) -> NDArray[np.bool_]:
    """Whole bureaus that ask for too much, and single stations that are short."""
    bureau = np.array([station.bureau for station in units.stations], dtype=np.int64)
    with_stations = rng.permutation(np.unique(bureau))
    heavy = with_stations[: int(CRUNCH_BUREAUS * len(with_stations))]
    crunch = np.isin(bureau, heavy)
    alone = max(1, round(CRUNCH_STATIONS * len(bureau)))
    crunch[rng.permutation(len(bureau))[:alone]] = True
    return crunch


def _progress(
    rng: np.random.Generator, orders: Orders, matrix: Ints
) -> tuple[NDArray[np.int8], NDArray[np.int16], NDArray[np.float64]]:
    """(state, day of signing, share that is left) of each assignment."""
    edges = np.cumsum(STATE_SHARES)[:-1]
    state = np.searchsorted(edges, rng.random(matrix.shape)).astype(np.int8)
    signed = orders.issued[matrix] + rng.integers(1, 4, matrix.shape)
    state[signed >= 0] = 0
    event, waits = orders.is_event[matrix], orders.release[matrix] > 0
    # Nothing can have been done of what has not begun.
    state[(state == 2) & (event | waits)] = 1
    left = np.where(state == 2, 1.0 - rng.uniform(0.05, 0.8, matrix.shape), 1.0)
    day = np.where(state > 0, signed, NONE * DAYS).astype(np.int16)
    return state, day, left


def _tightest(
    people: People,
    orders: Orders,
    matrix: Ints,
    size: NDArray[np.float64],
    works: NDArray[np.bool_],
    low: int,
) -> NDArray[np.float64]:
    """Per station the largest demand / capacity over all windows of whole days.

    `size` in any unit of work per assignment; the answer in that unit per work unit.
    """
    count = len(matrix)
    clock = free_clock(people, orders, matrix, works, low)
    due, release = orders.due[matrix], orders.release[matrix]
    counts = (due >= 0) & ~orders.is_event[matrix]
    starts, start = np.unique(release, return_inverse=True)
    ends, end = np.unique(np.where(counts, due, 0), return_inverse=True)
    shape = (count, len(starts), len(ends))
    row = np.broadcast_to(np.arange(count)[:, None], matrix.shape)
    cell = (row * shape[1] + start.reshape(matrix.shape)) * shape[2]
    cell = (cell + end.reshape(matrix.shape))[counts]
    demand = np.bincount(cell, weights=size[counts], minlength=int(np.prod(shape)))
    demand = demand.reshape(shape)
    inside = np.cumsum(np.cumsum(demand[:, ::-1], axis=1)[:, ::-1], axis=2)
    room = clock[:, None, ends + 1] - clock[:, starts, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        full = np.where((inside > 0) & (room > 0), inside / room, 0.0)
    tightest = full.max(axis=(1, 2))
    return np.where(tightest > 0, tightest, np.inf)


def free_clock(
    people: People,
    orders: Orders,
    matrix: Ints,
    works: NDArray[np.bool_],
    low: int,
) -> Ints:
    """Units free of appointments before the start of each day, (stations, DAYS + 1).

    `matrix` are the directives of the stations from `low` on.
    """
    net, _present = rates(people, works, low, low + len(matrix))
    daily = net * MINUTES
    row, column = np.nonzero(orders.is_event[matrix])
    event = matrix[row, column]
    day = orders.due[event]
    taken = np.minimum(orders.officers[event], net[row, day]) * _overlap(orders, event)
    np.subtract.at(daily, (row, day), taken)
    total = np.zeros((len(matrix), DAYS + 1), dtype=np.int64)
    np.cumsum(np.maximum(daily, 0), axis=1, out=total[:, 1:])
    return total


def _overlap(orders: Orders, event: Ints) -> Ints:
    """Minutes of each appointment that lie in working hours."""
    found = np.zeros(len(event), dtype=np.int64)
    for begin, finish in HOURS:
        start = np.maximum(orders.start[event], begin)
        end = np.minimum(orders.end[event], finish)
        found += np.maximum(end - start, 0)
    return found
