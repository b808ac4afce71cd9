"""Directives of every bureau and own plans of every station, as arrays."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coordination.generating import dates
from coordination.generating.units import DEPARTMENTS, LEVELS, Units

Ints = NDArray[np.int64]

OWN = len(LEVELS)
SLOTS = OWN + 1
# Who puts how much on a station: ministry, province, city, county, its own plan.
SHARES = (0.03, 0.09, 0.25, 0.61, 0.02)
KINDS = (
    *("task", "report", "campaign", "publicity"),
    *("meeting", "training", "inspection", "security_duty"),
)
FIRST_EVENT = KINDS.index("meeting")
KIND_SHARES = (0.40, 0.38, 0.11, 0.11)
HOURS_BY_KIND = (1.0, 0.5, 2.6, 0.8)
HOURS_BY_RULE = (1.0, 1.5, 1.8, 0.4, 1.0, 0.8)
MEETING = KINDS.index("meeting")
EVENT_SHARE = 0.02  # and about one per county where there are few tasks
EVENTS = ((570, 690), (870, 1020), (540, 720), (840, 1080))  # minutes of the day
CLASSES = ("negotiable", "statutory", "superior")
SUPERIOR_SHARE = (0.8, 0.8, 0.3, 0.05, 0.0)
STATUTORY_SHARE = 0.3  # of what rests on a law and was not set above
OVERDUE_SHARE = 0.0015
URGENT_SHARE = 0.05
FRIDAY = 4
_DATA = Path(__file__).parent / "data" / "subjects.csv"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an order is about; `data_items` are the figures a return asks for."""

    speciality: str
    subject: str
    intent: str
    basis: str
    data_items: tuple[str, ...]


@dataclass(frozen=True)
class Orders:
    """One row per directive; days are offsets from as_of.

    `department` is -1 for a station's own plan, `station` is -1 otherwise. `release`
    0 means that work may begin already. Events run from `start` to `end`, minutes of
    the day `due`; other work is due at the close of work. `hours` is a relative size.
    """

    level: Ints
    department: Ints
    station: Ints
    kind: Ints
    subject: Ints
    rule: Ints
    release: Ints
    due: Ints
    start: Ints
    end: Ints
    officers: Ints
    hours: NDArray[np.float64]
    deadline_class: Ints
    priority: Ints
    issued: Ints

    def __len__(self) -> int:
        return len(self.level)

    @property
    def for_chief(self) -> NDArray[np.bool_]:
        """Meetings ask for the chief by name, other appointments for anybody."""
        return np.asarray(self.kind == MEETING)

    @property
    def is_event(self) -> NDArray[np.bool_]:
        return np.asarray(self.kind >= FIRST_EVENT)


@cache
def subjects() -> tuple[Subject, ...]:
    """The rows of data/subjects.csv."""
    with _DATA.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Subject(
                row["speciality"],
                row["subject"],
                row["intent"],
                row["basis"],
                tuple(row["data_items"].split()),
            )
            for row in csv.DictReader(stream)
        )


def per_slot(open_: int) -> list[int]:
    """How many of a station's tasks come from each slot; they add up to `open_`."""
    exact = np.array(SHARES) * open_
    counts = np.floor(exact).astype(int)
    left = open_ - int(counts.sum())
    for slot in np.argsort(counts - exact, kind="stable")[:left]:
        counts[slot] += 1
    return [int(count) for count in counts]


def order(
    rng: np.random.Generator,
    units: Units,
    open_: int,
    as_of: dt.date,
    is_workday: dates.IsWorkday,
) -> tuple[Orders, Ints]:
    """The directives, and for each station the indexes of its own, (stations, open_).

    A directive goes to every station below its bureau.
    """
    stations = len(units.stations)
    columns, issuers, slots = [], [], []
    reached = 0
    for slot, count in enumerate(per_slot(open_)):
        chain = np.arange(stations) if slot == OWN else units.chain[:, slot]
        issuer, place = np.unique(chain, return_inverse=True)
        columns.append(reached + place[:, None] * count + np.arange(count))
        issuers.append(np.repeat(issuer, count))
        slots.append(np.full(len(issuer) * count, slot))
        reached += len(issuer) * count
    matrix = np.concatenate(columns, axis=1)
    orders = _drawn(
        rng, units, np.concatenate(slots), np.concatenate(issuers), as_of, is_workday
    )
    return _with_events(rng, orders, open_, as_of, is_workday), matrix


def _drawn(
    rng: np.random.Generator,
    units: Units,
    level: Ints,
    issuer: Ints,
    as_of: dt.date,
    is_workday: dates.IsWorkday,
) -> Orders:
    count = len(level)
    own = level == OWN
    rule, due = dates.draw_dues(rng, count, as_of, is_workday)
    release = dates.draw_releases(rng, due, as_of)
    kind = rng.choice(len(KIND_SHARES), size=count, p=KIND_SHARES)
    kind[own] = 0
    department, subject = _requesters(rng, units, own, issuer)
    late = (rng.random(count) < OVERDUE_SHARE) & (level >= 2)
    due = np.where(late, -rng.integers(2, 12, count), due)
    size = np.array(HOURS_BY_KIND)[kind] * np.array(HOURS_BY_RULE)[rule]
    issued = np.minimum(-rng.integers(1, 40, count), due - 14)
    return Orders(
        level=level,
        department=np.where(own, -1, department),
        station=np.where(own, issuer, -1),
        kind=kind,
        subject=subject,
        rule=np.where(late, dates.Rule.WORKDAY, rule),
        release=np.where(late, 0, release),
        due=due,
        start=np.zeros(count, dtype=np.int64),
        end=np.zeros(count, dtype=np.int64),
        officers=np.zeros(count, dtype=np.int64),
        hours=size * rng.uniform(0.6, 1.6, count),
        deadline_class=_classes(rng, level, subject),
        priority=(rng.random(count) < URGENT_SHARE).astype(np.int64),
        issued=_on_weekday(np.minimum(issued, -1), as_of),
    )


def _requesters(
    rng: np.random.Generator, units: Units, own: NDArray[np.bool_], issuer: Ints
) -> tuple[Ints, Ints]:
    """(department, subject) of each directive; what a department handles is its own."""
    level = np.array([bureau.level for bureau in units.bureaus])
    by_speciality: dict[str, list[int]] = {}
    for n, subject in enumerate(subjects()):
        by_speciality.setdefault(subject.speciality, []).append(n)
    department = np.zeros(len(issuer), dtype=np.int64)
    subject_of = np.zeros(len(issuer), dtype=np.int64)
    chance = rng.random((2, len(issuer)))
    whose = np.where(own, -1, level[np.where(own, 0, issuer)])
    for n, offered in enumerate(DEPARTMENTS):
        mine = np.flatnonzero(whose == n)
        # The first ones in the list ask for more than the last ones.
        weights = np.linspace(2.0, 0.7, len(offered))
        edges = np.cumsum(weights / weights.sum())
        place = np.minimum(np.searchsorted(edges, chance[0, mine]), len(offered) - 1)
        department[mine] = units.first_department[issuer[mine]] + place
        for k, (speciality, _name) in enumerate(offered):
            rows = mine[place == k]
            known = np.array(by_speciality[speciality])
            subject_of[rows] = known[(chance[1, rows] * len(known)).astype(np.int64)]
    known = np.array(by_speciality["own"])
    subject_of[own] = known[(chance[1, own] * len(known)).astype(np.int64)]
    return department, subject_of


def _classes(rng: np.random.Generator, level: Ints, subject: Ints) -> Ints:
    by_law = np.array([s.basis.startswith("《") for s in subjects()])[subject]
    above = rng.random(len(level)) < np.array(SUPERIOR_SHARE)[level]
    lawful = by_law & (rng.random(len(level)) < STATUTORY_SHARE)
    return np.where(above, 2, np.where(lawful, 1, 0))


def _on_weekday(days: Ints, as_of: dt.date) -> Ints:
    """The same day, or the Friday before a weekend."""
    return days - np.maximum((as_of.weekday() + days) % 7 - FRIDAY, 0)


def _with_events(
    rng: np.random.Generator,
    orders: Orders,
    open_: int,
    as_of: dt.date,
    is_workday: dates.IsWorkday,
) -> Orders:
    """Make a few of them fixed appointments.

    Each level has working days of its own and a bureau holds one a day, so that
    appointments of different levels do not meet and the chief can be at each.
    """
    held = dates.event_days(as_of, is_workday)
    share = max(EVENT_SHARE, min(0.1, 1.0 / open_))
    chosen = np.flatnonzero((orders.level != OWN) & (rng.random(len(orders)) < share))
    level = orders.level[chosen]
    round_ = len(held) // OWN
    if round_ == 0:
        return orders
    # Neighbours of one requester take different days; so do those of one bureau.
    day = held[level + OWN * (chosen * 7 % round_)]
    slot = rng.integers(0, len(EVENTS), len(chosen))
    bounds = np.array(EVENTS)[slot]
    orders.kind[chosen] = FIRST_EVENT + rng.choice(
        len(KINDS) - FIRST_EVENT, size=len(chosen), p=(0.5, 0.25, 0.2, 0.05)
    )
    orders.due[chosen], orders.release[chosen] = day, day
    orders.start[chosen], orders.end[chosen] = bounds[:, 0], bounds[:, 1]
    orders.officers[chosen] = 1000
    orders.hours[chosen] = 0.0
    orders.rule[chosen] = dates.Rule.WORKDAY
    orders.deadline_class[chosen] = np.where(
        orders.deadline_class[chosen] == 1, 0, orders.deadline_class[chosen]
    )
    orders.issued[chosen] = np.minimum(orders.issued[chosen], -1)
    return orders
