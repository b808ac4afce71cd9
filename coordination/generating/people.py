"""Officers per station, their leave and duty hours, and the hours left for orders."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coordination.generating.dates import DAY, HORIZON, IsWorkday

HOURS = ((510, 720), (810, 1080))  # 08:30-12:00 and 13:30-18:00
MINUTES = sum(end - start for start, end in HOURS)
LEAST_STRENGTH = 3
UNKNOWN_SHARE = 0.005  # stations whose people nobody has entered
LEAVE_SHARE = 0.40  # officers with a leave in sight
LEAVE_LENGTHS = (5, 7, 10, 12)
FIRST_LEAVE = -10
ROSTER_MILLE = (500, 667)
STANDING_MILLE = (550, 600, 650)
DAYS = HORIZON + 1


@dataclass(frozen=True)
class People:
    """Per station: officers posted (0: nothing is known), shares in thousandths.

    Leave per row: station, running number of the officer there, first day (offset
    from as_of, half-open) and length in days; at most one per officer.
    """

    strength: NDArray[np.int64]
    roster: NDArray[np.int64]
    standing: NDArray[np.int64]
    leave_station: NDArray[np.int64]
    leave_officer: NDArray[np.int64]
    leave_start: NDArray[np.int64]
    leave_length: NDArray[np.int64]

    @property
    def first_officer(self) -> NDArray[np.int64]:
        """Index of each station's first officer when all are counted through."""
        return np.concatenate(([0], np.cumsum(self.strength)[:-1]))


def enlist(rng: np.random.Generator, stations: int, officers: int) -> People:
    """About `officers` people over the stations: most of middling size, some large."""
    size = rng.lognormal(0.0, 0.45, stations)
    share = officers / max(size.sum(), 1e-9)
    strength = np.maximum(np.rint(size * share).astype(np.int64), LEAST_STRENGTH)
    strength[rng.random(stations) < UNKNOWN_SHARE] = 0
    station, officer, start, length = _leave(rng, strength)
    return People(
        strength=strength,
        roster=rng.choice(np.array(ROSTER_MILLE), stations),
        standing=rng.choice(np.array(STANDING_MILLE), stations),
        leave_station=station,
        leave_officer=officer,
        leave_start=start,
        leave_length=length,
    )


def _leave(
    rng: np.random.Generator, strength: NDArray[np.int64]
) -> tuple[NDArray[np.int64], ...]:
    """Who is away when; the chief stays, so that no small station is empty."""
    total = int(strength.sum())
    station = np.repeat(np.arange(len(strength)), strength)
    first = np.concatenate(([0], np.cumsum(strength)[:-1]))
    number = np.arange(total) - np.repeat(first, strength)
    chosen = np.flatnonzero((rng.random(total) < LEAVE_SHARE) & (number > 0))
    start = rng.integers(FIRST_LEAVE, HORIZON, len(chosen))
    length = rng.choice(np.array(LEAVE_LENGTHS), len(chosen))
    return station[chosen], number[chosen], start, length


def workdays(as_of: dt.date, is_workday: IsWorkday) -> NDArray[np.bool_]:
    """For each day from as_of to the horizon whether one works."""
    return np.array([is_workday(as_of + n * DAY) for n in range(DAYS)])


def rates(
    people: People, works: NDArray[np.bool_], low: int, high: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(net, present) of stations low:high per day, milli-officers, (stations, DAYS).

    The same arithmetic as the product's: heads by roster, standing work floored once.
    """
    away = np.zeros((high - low, DAYS + 1), dtype=np.int64)
    mine = (people.leave_station >= low) & (people.leave_station < high)
    row = people.leave_station[mine] - low
    begin = people.leave_start[mine]
    np.add.at(away, (row, np.clip(begin, 0, DAYS)), 1)
    finish = begin + people.leave_length[mine]
    np.add.at(away, (row, np.clip(finish, 0, DAYS)), -1)
    posted = people.strength[low:high, None] - np.cumsum(away[:, :DAYS], axis=1)
    present = posted * people.roster[low:high, None] * works[None, :]
    net = present * (1000 - people.standing[low:high, None]) // 1000
    return net, present
