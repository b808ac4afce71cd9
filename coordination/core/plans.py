"""What may be changed so that a station can do all it owes, as plain facts.

Times are minutes since the Unix epoch, efforts are units (1 officer-hour = 60,000),
officers are milli-officers, as in `coordination.core.facts`. A change speaks of the
work that is left, not of what was asked for originally.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from .facts import Demand, Period, StationFacts

ChangeKind = Literal["shift", "split", "merge", "reduce", "waive", "lend"]

Method = Literal[
    "cheapest",
    "uniform",
    "together",
    "smallest_maximum",
    "split",
    "merge",
    "reduce",
    "waive",
    "lend",
    "own",
]
"""How a plan was found: ``together`` keeps one due for a directive at all stations,
``own`` is one that somebody made by hand."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the pieces an order is split into; its share of the effort left."""

    due: int
    effort: int
    release: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one demand, or officers lent for a while.

    ============  ===================================================================
    shift         the demand is due at ``due``
    split         it becomes ``parts``, in the order of their dues; efforts add up
    merge         it is done together with ``into``, which takes ``effort`` units in all
    reduce        ``effort`` units of it remain
    waive         nothing of it remains for this station
    lend          ``officers`` come from ``lender`` over [``start``, ``due``); there is
                  no ``demand``, and ``periods`` are what they add to the capacity
    ============  ===================================================================
    """

    kind: ChangeKind
    demand: str = ""
    due: int | None = None
    effort: int | None = None
    parts: tuple[Part, ...] = ()
    into: str = ""
    lender: str = ""
    start: int | None = None
    officers: int = 0
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """A station before or after: units that cannot be done, conflicts, room left.

    ``slack`` is the least room of any window, in units; None where nothing is due.
    """

    deficit: int | None
    conflicts: int
    slack: int | None = None


@dataclass(frozen=True, slots=True)
class StationPlan:
    """What changes at one station, and what that does to it."""

    station: str
    changes: tuple[Change, ...]
    before: Balance
    after: Balance


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes that go together, at one station or at several that share directives.

    ``cost`` is what plans are ranked by: working days of delay weighted by priority
    and effort, lent or lost hours counted as they are; the smaller the better.
    """

    method: Method
    stations: tuple[StationPlan, ...]
    cost: int

    @property
    def settles(self) -> bool:
        """Nothing is left undone at any of the stations."""
        return all(each.after.deficit == 0 for each in self.stations)


def applied(facts: StationFacts, changes: Iterable[Change]) -> StationFacts:
    """The facts as they would be after the changes.

    Parts of a split demand are called ``id``, ``id+1``, ``id+2`` …; a change of a
    demand that is not there raises KeyError.
    """
    demands = {demand.id: demand for demand in facts.demands}
    capacity = facts.capacity
    for change in changes:
        if change.kind == "lend":
            capacity = None if capacity is None else (*capacity, *change.periods)
            continue
        demand = demands.pop(change.demand)
        if change.kind == "merge":
            other = demands[change.into]
            demands[change.into] = replace(other, effort=change.effort)
        elif change.kind != "waive":
            demands |= {made.id: made for made in _remade(demand, change)}
    return replace(facts, capacity=capacity, demands=tuple(demands.values()))


def _remade(demand: Demand, change: Change) -> list[Demand]:
    if change.kind == "shift":
        return [replace(demand, due=change.due)]
    if change.kind == "reduce":
        return [replace(demand, effort=change.effort)]
    return [
        replace(
            demand,
            id=f"{demand.id}+{n}" if n else demand.id,
            release=demand.release if part.release is None else part.release,
            due=part.due,
            effort=part.effort,
        )
        for n, part in enumerate(change.parts)
    ]
