"""A whole force as arrays, the same for the same arguments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from coordination.generating import assigning, dates, orders, people, units
from coordination.generating.divisions import Place, choose, invent

OFFICERS_PER_STATION = 50
MOST_OPEN = 2_000


@dataclass(frozen=True)
class Build:
    """Everything `build` made, as of the start of the day `as_of`."""

    as_of: dt.date
    units: units.Units
    people: people.People
    orders: orders.Orders
    assigned: assigning.Assigned
    is_workday: dates.IsWorkday

    @property
    def stations(self) -> int:
        return len(self.units.stations)


def build(
    stations: int,
    open_: int,
    seed: int,
    *,
    as_of: dt.date,
    officers: int | None = None,
    places: list[Place] | None = None,
    is_workday: dates.IsWorkday = dates.weekday,
) -> Build:
    """A force of `stations` with `open_` live assignments each.

    `places` are the townships to choose from, made up when none are given; `officers`
    is about how many there are in all (by default 50 per station). `is_workday` is the
    calendar: without one, Monday to Friday.
    """
    if stations < 1 or not 1 <= open_ <= MOST_OPEN:
        raise ValueError("at least one station, 1 to 2,000 assignments each")
    known = places if places is not None else invent(stations)
    tree = units.found(choose(known, stations, seed))
    rng = np.random.default_rng([seed, 2])
    total = OFFICERS_PER_STATION * stations if officers is None else officers
    crew = people.enlist(rng, stations, total)
    given, matrix = orders.order(rng, tree, open_, as_of, is_workday)
    works = people.workdays(as_of, is_workday)
    assigned = assigning.assign(rng, tree, crew, given, matrix, works)
    return Build(as_of, tree, crew, given, assigned, is_workday)
