"""Stations looked at together, and what changes make of them.

Every figure of a plan comes from the detector, applied to the facts before and to the
facts after; what the search believed about its own moves is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..deadlines import deficit
from ..detect import Reckoned, verdict
from ..facts import StationFacts
from ..plans import Balance, Change, Method, Plan, StationPlan, applied
from .board import Board, Mover
from .lane import Lane, Piece
from .terms import Movable, Site

Changes = Mapping[str, tuple[Change, ...]]
"""Changes by station code."""


@dataclass(frozen=True)
class Case:
    """Stations in conflict. All have known capacity; each code is there once."""

    sites: tuple[Site, ...]
    reckoned: dict[str, Reckoned] = field(default_factory=dict)
    before: dict[str, Balance] = field(default_factory=dict)

    @classmethod
    def of(cls, sites: Iterable[Site]) -> Case:
        """Read each station on its clocks; ValueError where capacity is unknown."""
        held = tuple(site.sound() for site in sites)
        case = cls(held)
        for site in held:
            if site.facts.capacity is None:
                raise ValueError(f"the capacity of {site.code} is not known")
            read = site.read
            case.reckoned[site.code] = read
            case.before[site.code] = weighed(read)
        return case

    @cached_property
    def site(self) -> dict[str, Site]:
        return {site.code: site for site in self.sites}

    @cached_property
    def limited(self) -> bool:
        """Whether a limit on officers may bind: then windows do not say it all."""
        return any(
            demand.max_officers is not None
            for site in self.sites
            for demand in site.facts.demands
        )

    def plan(self, method: Method, changes: Changes, cost: int) -> Plan:
        """The plan with what the detector says of every station, changed or not."""
        stations = []
        for site in self.sites:
            made = changes.get(site.code, ())
            before = self.before[site.code]
            after = balance(applied(site.facts, made), site) if made else before
            stations.append(StationPlan(site.code, made, before, after))
        return Plan(method, tuple(stations), cost)

    def fits(self, changes: Changes) -> bool:
        """Whether after the changes nothing known misses its due anywhere."""
        return all(
            fits(applied(site.facts, changes.get(site.code, ())), site)
            for site in self.sites
        )


def balance(facts: StationFacts, site: Site) -> Balance:
    """What the detector says of such facts."""
    return weighed(site.reckon(facts))


def weighed(read: Reckoned) -> Balance:
    """What the detector says of facts that were read on their clocks already."""
    said = verdict(read)
    failing = sum(each.kind == "deadline" for each in said.conflicts)
    beside = len(said.conflicts) - failing
    return Balance(said.deficit, failing, least_room(read), beside)


def fits(facts: StationFacts, site: Site) -> bool:
    """Whether all work that is known can be done in time."""
    read = site.reckon(facts)
    return read.given is not None and not deficit(read.jobs, read.given)


def least_room(read: Reckoned) -> int | None:
    """The least room of any window with work in it, units; None without work."""
    if not read.jobs:
        return None
    jobs = sorted(read.jobs, key=lambda job: job.closes)
    opens = np.array([job.opens for job in jobs])
    closes = np.array([job.closes for job in jobs])
    effort = np.array([job.effort for job in jobs])
    starts = np.unique(opens)[:, None]
    inside = opens >= starts
    load = (inside * effort).cumsum(axis=1)
    room = np.where(inside.cumsum(axis=1) > 0, closes - starts - load, 2**62)
    return int(room.min())


def laid(
    case: Case, *, grouped: bool, most: int | None
) -> tuple[Board, list[list[tuple[str, Movable]]]]:
    """The board of a case, and behind each mover the demands it moves.

    ``grouped``: demands of one group with the same dues on offer move together;
    ``most`` bounds the steps.
    """
    movers: dict[object, list[tuple[int, int, str, Movable]]] = {}
    lanes: list[Lane] = []
    for site in case.sites:
        read = case.reckoned[site.code]
        if not read.jobs:
            continue
        movable = {each.demand: each for each in site.movables}
        pieces: list[Piece] = []
        for job in read.jobs:
            terms = movable.get(job.demand.id)
            dues = terms.dues[:most] if terms else ()
            closes = (job.closes, *(_closes(read, due) for due in dues))
            if terms and dues:
                shared = grouped and terms.group
                key = (terms.group, dues) if shared else (site.code, terms.demand)
                entry = len(lanes), len(pieces), site.code, terms
                movers.setdefault(key, []).append(entry)
            pieces.append(Piece(job.opens, job.effort, closes))
        lanes.append(Lane.of(pieces))
    made = [
        Mover(
            sum(terms.weight for *_, terms in entries),
            len(entries[0][3].dues[:most]),
            tuple((lane, piece) for lane, piece, *_ in entries),
        )
        for entries in movers.values()
    ]
    behind = [[entry[2:] for entry in entries] for entries in movers.values()]
    return Board(lanes, made), behind


def _closes(read: Reckoned, due: int) -> int:
    assert read.given is not None  # noqa: S101 - a case has known capacities
    return read.given.free.at(due)
