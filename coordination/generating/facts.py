"""The arrays of a build as the engine and its peers read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from coordination.core.facts import Demand, Event, Period, StationFacts
from coordination.generating.build import Build
from coordination.generating.orders import Ints
from coordination.generating.people import HOURS, rates, workdays

ZONE = ZoneInfo("Asia/Shanghai")
CLOSE_OF_WORK = 18 * 60
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Packed:
    """Flat arrays in station order, minutes since the epoch and units.

    `release` is as_of where work may begin already. `effort` is 0 for events, which
    take `officers` (milli-officers) from release to due.
    """

    as_of: int
    open: int
    station: Ints
    release: Ints
    due: Ints
    effort: Ints
    officers: Ints
    chief: NDArray[np.bool_]
    department: Ints
    priority: Ints


def midnight(day: dt.date) -> int:
    """Minutes since the epoch of the local start of a day."""
    return int(dt.datetime.combine(day, dt.time(), ZONE).timestamp()) // 60


def pack(build: Build) -> Packed:
    """Every live assignment of the build."""
    orders, assigned = build.orders, build.assigned
    since = midnight(build.as_of)
    which = assigned.directive.ravel()
    event = orders.is_event[which]
    start = np.where(event, orders.start[which], 0)
    end = np.where(event, orders.end[which], CLOSE_OF_WORK)
    stations, open_ = assigned.directive.shape
    own = -1 - np.repeat(np.arange(stations), open_)
    department = orders.department[which]
    return Packed(
        as_of=since,
        open=open_,
        station=np.repeat(np.arange(stations), open_),
        release=since + orders.release[which] * MINUTES_A_DAY + start,
        due=since + orders.due[which] * MINUTES_A_DAY + end,
        effort=np.where(event, 0, assigned.remaining.ravel()),
        officers=orders.officers[which],
        chief=orders.for_chief[which],
        department=np.where(department < 0, own, department),
        priority=orders.priority[which],
    )


def stations(
    build: Build, packed: Packed, low: int, high: int
) -> Iterator[StationFacts]:
    """Facts of stations low:high; their assignments are numbered through from 1."""
    works = workdays(build.as_of, build.is_workday)
    net, present = rates(build.people, works, low, high)
    codes = [row.code for row in build.units.departments]
    days = np.flatnonzero(works)
    for station in range(low, high):
        row = station - low
        own = build.units.stations[station].code
        periods = tuple(
            Period(
                packed.as_of + int(day) * MINUTES_A_DAY + begin,
                packed.as_of + int(day) * MINUTES_A_DAY + finish,
                int(net[row, day]),
                int(present[row, day]),
            )
            for day in days
            for begin, finish in HOURS
        )
        yield _facts(
            packed,
            own,
            codes,
            periods if build.people.strength[station] else None,
            range(station * packed.open, (station + 1) * packed.open),
        )


def _facts(
    packed: Packed,
    own: str,
    codes: list[str],
    capacity: tuple[Period, ...] | None,
    rows: range,
) -> StationFacts:
    demands, events = [], []
    part = slice(rows.start, rows.stop)
    columns = zip(
        rows,
        packed.release[part].tolist(),
        packed.due[part].tolist(),
        packed.effort[part].tolist(),
        packed.officers[part].tolist(),
        packed.chief[part].tolist(),
        packed.department[part].tolist(),
        packed.priority[part].tolist(),
        strict=True,
    )
    for n, release, due, effort, officers, chief, department, priority in columns:
        code = own if department < 0 else codes[department]
        if officers:
            named = ("chief",) if chief else ()
            events.append(Event(str(n + 1), code, release, due, officers, named))
        else:
            demands.append(
                Demand(str(n + 1), code, release, due, effort, None, priority)
            )
    return StationFacts(own, capacity, tuple(demands), tuple(events))
