"""The tightest windows of many stations, from their packed backlogs.

The same windows as `coordination.core.weekly` finds, in compiled loops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from .. import weekly
from ..detect import reckon
from ..profile import HEAD, LIMITED, UNKNOWN
from ..weekly import WEEK, WEEKS, Window
from . import compiled
from .arrays import MISSING, UNESTIMATED, Stations
from .facing import to_facts


def packed_weeks(
    stations: Stations, backlogs: Iterable[bytes], *, as_of: int, first: int
) -> Iterator[bytes]:
    """What `weekly.pack_weeks` says of each station, whose packed backlogs are at
    hand; ``first`` is the minute at which the first week begins."""
    unsure = _unsure(stations, as_of, first)
    for s, backlog in enumerate(backlogs):
        flags = backlog[2]
        if flags & UNKNOWN:
            yield weekly.packed(None, first=first, unsure=unsure[s])
        elif flags & LIMITED or not compiled.available():
            facts = to_facts(stations, s)
            yield weekly.pack_weeks(reckon(facts, as_of=as_of, now=as_of), first=first)
        else:
            yield weekly.packed(_found(backlog, first), first=first, unsure=unsure[s])


def _found(backlog: bytes, first: int) -> list[Window | None]:
    from .weeks import fill_weeks

    kind = np.dtype(backlog[1:2].decode())
    # Behind the integers stand the departments' codes, of any length.
    whole = (len(backlog) - HEAD.size) // kind.itemsize
    fields = np.frombuffer(backlog, kind, whole, HEAD.size).astype(np.int64)
    out = np.zeros((WEEKS, 4), np.int64)
    fill_weeks(fields, first, WEEK, out)
    return [Window(*row) if row[1] else None for row in out.tolist()]


def _unsure(stations: Stations, as_of: int, first: int) -> list[int]:
    """See `weekly.unsure_in`."""
    work = stations.work
    weeks = (work.due - 1 - first) // WEEK
    asked = (work.effort == UNESTIMATED) & (work.due != MISSING) & (work.due > as_of)
    asked &= (weeks >= 0) & (weeks < WEEKS)
    counts = np.diff(work.at)
    station = np.repeat(np.arange(len(counts)), counts)
    found = np.zeros(len(counts), np.int64)
    np.bitwise_or.at(found, station[asked], 1 << weeks[asked])
    bits: list[int] = found.tolist()
    return bits
