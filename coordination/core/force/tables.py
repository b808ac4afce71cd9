"""The arrays of stations as the compiled loops read them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .arrays import Blocks, Events, Stations


class Tables(NamedTuple):
    """Capacity, demands, events with the people each takes, and protected time."""

    profiles: Any
    tasks: Any
    appointments: Any
    protected: Any


def tables(stations: Stations) -> Tables:
    """Without copies; brings numba with it."""
    from . import kernel, rates

    held, work = stations.capacity, stations.work
    events = stations.events or _no_events(len(stations))
    blocks = stations.blocks or _no_blocks(len(stations))
    need = np.zeros(len(events.id), np.int64)
    rates.fill_needs(need, events.officers, events.people_at, events.people)
    return Tables(
        rates.Profiles(held.at, held.start, held.end, held.net, held.present),
        kernel.Tasks(
            work.at,
            work.id,
            work.release,
            work.due,
            work.effort,
            work.limit,
            work.priority,
            work.department,
        ),
        rates.Appointments(
            events.at,
            events.id,
            events.start,
            events.end,
            need,
            events.department,
            events.people_at,
            events.people,
        ),
        rates.Protected(blocks.at, blocks.start, blocks.end, blocks.officers),
    )


def _no_events(count: int) -> Events:
    none, at = np.zeros(0, np.int64), np.zeros(count + 1, np.int64)
    few = np.zeros(0, np.int32)
    return Events(at, none, none, none, none, few, np.zeros(1, np.int64), none)


def _no_blocks(count: int) -> Blocks:
    none = np.zeros(0, np.int64)
    return Blocks(np.zeros(count + 1, np.int64), none, none, none, none)
