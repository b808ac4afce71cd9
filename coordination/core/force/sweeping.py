"""One sweep: the compiled loops first, then `detect` for the stations they leave."""

from __future__ import annotations

import numpy as np

from ..clashes import clashes
from ..detect import detect
from ..displacement import displacements
from ..facts import Conflict
from . import compiled
from .arrays import CANNOT_SAY, NO, YES, Findings, Flags, Stations
from .columns import Columns, described, gathered
from .facing import to_appointments, to_facts
from .sizes import lengths, most

CONFLICTS = 1 << 10
"""Room for so many conflicts at first, and for many times as many members."""


def sweep(
    stations: Stations,
    *,
    as_of: int,
    now: int,
    first: int = 0,
    last: int | None = None,
) -> Findings:
    """Every verdict of the stations [first, last); see the package for the arrays."""
    last = len(stations) if last is None else last
    count = last - first
    said = (
        np.zeros(count, np.int8),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.ones(count, np.bool_),
    )
    beside = np.zeros(count, np.bool_)
    found: list[Columns] = []
    involved = np.zeros(0, np.bool_)
    if compiled.available() and count:
        found, involved = _fast(stations, as_of, now, first, last, (*said, beside))
    feasible, deficit, overdue, overdue_units, exact = said
    apart: list[tuple[int, Conflict]] = []
    for i in np.flatnonzero(exact).tolist():
        verdict = detect(to_facts(stations, first + i), as_of=as_of, now=now)
        states = {True: YES, False: NO, None: CANNOT_SAY}
        feasible[i] = states[verdict.feasible]
        deficit[i] = -1 if verdict.deficit is None else verdict.deficit
        overdue[i], overdue_units[i] = len(verdict.overdue), verdict.overdue_units
        apart += [(first + i, conflict) for conflict in verdict.conflicts]
    # The compiled loops see that events stand in each other's way; which ones do, and
    # where it is worst, is found among the few events of the station.
    for i in np.flatnonzero(beside & ~exact).tolist():
        facts = to_appointments(stations, first + i, involved)
        conflicts = clashes(facts, as_of=as_of) + displacements(facts, as_of=as_of)
        apart += [(first + i, conflict) for conflict in conflicts]
    if apart:
        found.append(described(stations, apart))
    return Findings(first, last, as_of, now, *said, **gathered(found))


def _fast(
    stations: Stations,
    as_of: int,
    now: int,
    first: int,
    last: int,
    said: tuple[np.ndarray, ...],
) -> tuple[list[Columns], Flags]:
    """What the compiled loops find, and the events that stand in each other's way.

    The entries of ``said`` are filled.
    """
    from . import fitting, kernel, rates, reading, tables, windows, writing

    work, capacity = stations.work, stations.capacity
    events = tables.appointments(stations, first, last)
    blocks = tables.protected(stations)
    many = most(lengths(events.at, first, last))
    clock, draws = rates.scratch(most(np.diff(capacity.at)), many)
    rows, codes = most(lengths(work.at, first, last)), len(stations.codes)
    fit, marks = fitting.scratch(rows)
    jobs, sums, cursor = windows.scratch(rows, many, codes)
    size, place, found = CONFLICTS, first, []
    out = writing.room(size)
    while place < last:
        cursor[:] = 0
        place = kernel.decide(
            place,
            last,
            first,
            as_of,
            now,
            stations.names is None,
            stations.own,
            capacity,
            work,
            events,
            blocks,
            clock,
            draws,
            fit,
            marks,
            jobs,
            sums,
            reading.Said(*said),
            out,
            cursor,
        )
        found.append(writing.filled(out, cursor))
        if not cursor.any():  # not even one station had enough room, or all is done
            size += size
            out = writing.room(size)
    return found, events.involved
