"""Events and protected time of stations as the compiled loops read them."""

from __future__ import annotations

import numpy as np

from .arrays import Blocks, Events, Stations, ints, shorts
from .rates import Appointments, fill_needs
from .sorting import fill_texts


def appointments(stations: Stations, first: int, last: int) -> Appointments:
    """Events, what of them is reckoned filled for the stations first..last - 1."""
    events = stations.events or _none(stations)
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
    none = ints(())
    return Blocks(np.zeros_like(stations.work.at), none, none, none, none)


def _none(stations: Stations) -> Events:
    at, none = np.zeros_like(stations.work.at), ints(())
    return Events(at, none, none, none, none, shorts(()), none, none)
