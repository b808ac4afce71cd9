"""Events and protected time of stations as the compiled loops read them."""

from __future__ import annotations

import numpy as np

from .arrays import Blocks, Stations
from .rates import Appointments, fill_needs


def appointments(stations: Stations) -> Appointments:
    """Events with the milli-officers each of them takes; none where there are none."""
    events = stations.events
    if events is None:
        none, few = np.zeros(0, np.int64), np.zeros(0, np.int32)
        at, nobody = np.zeros(len(stations) + 1, np.int64), np.zeros(1, np.int64)
        return Appointments(at, none, none, none, none, few, nobody, none)
    need = np.zeros(len(events.id), np.int64)
    fill_needs(need, events.officers, events.people_at, events.people)
    return Appointments(
        events.at,
        events.id,
        events.start,
        events.end,
        need,
        events.department,
        events.people_at,
        events.people,
    )


def protected(stations: Stations) -> Blocks:
    """Protected time; none where there is none."""
    if stations.blocks is not None:
        return stations.blocks
    none = np.zeros(0, np.int64)
    return Blocks(np.zeros(len(stations) + 1, np.int64), none, none, none, none)
