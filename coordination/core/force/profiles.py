"""The profiles of many stations at once, packed to the same bytes as one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..backlog import pack_backlog
from ..detect import reckon
from ..profile import HEAD, VERSION, held, pack
from . import compiled
from .arrays import Bytes, Ints, Stations
from .facing import to_facts
from .sizes import lengths, most, most_backlog, most_room

NARROW = 2**31
PART = 256
"""Stations that are packed in one go."""


def packed_profiles(
    stations: Stations,
    until: Any,
    *,
    as_of: int,
    first: int = 0,
    last: int | None = None,
) -> Iterator[tuple[bytes, bytes]]:
    """(room, backlog) of each of the stations [first, last).

    `until` int64[last - first]: up to which minute the capacity of each is known; the
    periods of its profile reach at least there.
    """
    last = len(stations) if last is None else last
    ends = np.ascontiguousarray(until, np.int64)
    for low in range(first, last, PART):
        high = min(low + PART, last)
        yield from _part(stations, ends[low - first :], as_of, low, high)


def _part(
    stations: Stations, until: Ints, as_of: int, first: int, last: int
) -> Iterator[tuple[bytes, bytes]]:
    if not compiled.available():
        for i, s in enumerate(range(first, last)):
            yield _alone(stations, s, as_of, int(until[i]))
        return
    flags, *columns = written(stations, until, as_of, first, last)
    room, room_at, backlog, backlog_at, used, used_at = columns
    from .stairs import SLOW

    for i, s in enumerate(range(first, last)):
        flag = int(flags[i])
        if flag == SLOW:
            yield _alone(stations, s, as_of, int(until[i]))
            continue
        codes = used[used_at[i] : used_at[i + 1]].tolist()
        names = "\n".join(stations.codes[code] for code in codes).encode()
        yield (
            _bytes(flag, room[room_at[i] : room_at[i + 1]]),
            _bytes(flag, backlog[backlog_at[i] : backlog_at[i + 1]]) + names,
        )


def _bytes(flags: int, fields: Ints) -> bytes:
    if fields.min() >= -NARROW and fields.max() < NARROW:
        return HEAD.pack(VERSION, b"i", flags) + fields.astype(np.int32).tobytes()
    return HEAD.pack(VERSION, b"q", flags) + fields.tobytes()


def _alone(
    stations: Stations, station: int, as_of: int, until: int
) -> tuple[bytes, bytes]:
    """By the way of one station."""
    reckoned = reckon(to_facts(stations, station), as_of=as_of, now=as_of)
    made = held(reckoned, until=until)
    return pack(made), pack_backlog(made)


def written(
    stations: Stations, until: Ints, as_of: int, first: int, last: int
) -> tuple[Bytes, Ints, Ints, Ints, Ints, Ints, Ints]:
    """flags; integers and offsets of rooms, of backlogs, of departments that occur."""
    from . import rates, stairs, tables

    work, capacity = stations.work, stations.capacity
    events = tables.appointments(stations, first, last)
    rows, many = lengths(work.at, first, last), lengths(events.at, first, last)
    of = capacity.of[first:last]
    periods = np.where(of < 0, 0, capacity.at[of + 1] - capacity.at[of])
    clock, draws = rates.scratch(most(periods), most(many))
    jobs, parts = stairs.scratch(most(rows), max(clock.shape[1], draws.shape[1]))
    flags = np.zeros(len(rows), np.int8)
    room = np.zeros(most_room(periods, many, rows).sum(), np.int64)
    backlog = np.zeros(most_backlog(periods, many, rows).sum(), np.int64)
    used = np.zeros((rows + many).sum(), np.int64)
    at = np.zeros((3, len(rows) + 1), np.int64)
    stairs.profiles(
        first,
        last,
        as_of,
        until,
        stations.names is None,
        capacity,
        work,
        events,
        clock,
        draws,
        jobs,
        parts,
        np.full(len(stations.codes), stairs.UNNUMBERED, np.int64),
        flags,
        room,
        at[0],
        backlog,
        at[1],
        used,
        at[2],
    )
    return flags, room, at[0], backlog, at[1], used, at[2]
