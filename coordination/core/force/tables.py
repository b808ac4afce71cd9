"""Events and protected time of stations as the compiled loops read them."""

from __future__ import annotations

import numpy as np

from .arrays import Blocks, Stations
from .rates import Appointments, fill_needs
from .sorting import fill_texts


def appointments(stations: Stations, first: int, last: int) -> Appointments:
    """Events, what of them is reckoned filled for the stations first..last - 1."""
    events = stations.events
    if events is None:
        none, few = np.zeros(0, np.int64), np.zeros(0, np.int32)
        at, nobody = np.zeros(len(stations) + 1, np.int64), np.zeros(1, np.int64)
        flags = np.zeros(0, np.bool_)
        return Appointments(at, none, none, none, none, none, flags, few, nobody, none)
    low, high = int(events.at[first]), int(events.at[last])
    need, text = np.zeros((2, len(events.id)), np.int64)
    fill_needs(need, events.officers, events.people_at, events.people, low, high)
    fill_texts(text, events.id, stations.names is None, low, high)
    return Appointments(
        events.at,
        events.id,
        text,
        events.start,
        events.end,
        need,
        np.zeros(len(events.id), np.bool_),
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
