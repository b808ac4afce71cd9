"""What may be changed so that a station can do all it owes, as plain facts.

Times are minutes since the Unix epoch, efforts are units (1 officer-hour = 60,000),
officers are milli-officers, as in `coordination.core.facts`. A change speaks of the
work that is left, not of what was asked for originally.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .facts import Block, Demand, Event, Period, StationFacts
from .ways import counted

ChangeKind = Literal[
    "shift", "split", "merge", "reduce", "waive", "lend", "move", "fewer", "name"
]

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
    "move",
    "fewer",
    "name",
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
    """One change to one demand, event or protected block, or officers lent for a while.

    Demands, events and blocks of a station are numbered together here.

    ============  ===================================================================
    shift         the demand is due at ``due``
    split         it becomes ``parts``, in the order of their dues; efforts add up
    merge         it is done together with ``into``, which takes ``effort`` units in all
    reduce        ``effort`` units of it remain
    waive         nothing of it remains for this station
    lend          ``officers`` come from ``lender`` over [``start``, ``due``); there is
                  no ``demand``, and ``periods`` are what they add to the capacity
    move          the event or block lasts from ``start`` to ``due`` instead, the way
                  there and back beside it
    fewer         ``officers`` are enough for the event or block
    name          ``names`` attend the event
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
    names: tuple[str, ...] = ()

    @property
    def away(self) -> bool:
        """The lender's side of a loan: what it misses."""
        return self.kind == "lend" and self.officers < 0


@dataclass(frozen=True, slots=True)
class Balance:
    """A station before or after: units that cannot be done, conflicts, room left.

    ``slack`` is the least room of any window, in units; None where nothing is due.
    ``beside`` counts clashes and protected blocks that are taken.
    """

    deficit: int | None
    conflicts: int
    slack: int | None = None
    beside: int = 0


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

    Parts of a split demand are called ``id``, ``id+1``, ``id+2`` …; a change of what
    is not there raises KeyError.
    """
    demands = {demand.id: demand for demand in facts.demands}
    timed = {each.id: each for each in facts.timed}
    capacity = facts.capacity
    for change in changes:
        name = change.demand
        if change.kind == "lend":
            capacity = None if capacity is None else _added(capacity, change.periods)
        elif change.kind in TIMED:
            timed[name] = _retimed(timed[name], change, facts.capacity)
        elif change.kind == "waive" and name in timed:
            del timed[name]
        else:
            demand = demands.pop(name)
            if change.kind == "merge":
                other = demands[change.into]
                demands[change.into] = replace(other, effort=change.effort)
            elif change.kind != "waive":
                demands |= {made.id: made for made in _remade(demand, change)}
    return replace(
        facts,
        capacity=capacity,
        demands=tuple(demands.values()),
        events=tuple(each for each in timed.values() if isinstance(each, Event)),
        blocks=tuple(each for each in timed.values() if isinstance(each, Block)),
    )


def _added(periods: Sequence[Period], more: Sequence[Period]) -> tuple[Period, ...]:
    """Both; of the same hours one, so that periods that are apart stay so."""
    left = {(each.start, each.end): each for each in more}
    if len(left) < len(more):
        return (*periods, *more)
    found = []
    for held in periods:
        other = left.pop((held.start, held.end), None)
        if other is not None:
            held = replace(
                held,
                officers=held.officers + other.officers,
                present=held.present + other.present,
            )
        found.append(held)
    return (*found, *left.values())


TIMED: frozenset[ChangeKind] = frozenset({"move", "fewer", "name"})
"""What is done to an event or a block."""


def _retimed(
    held: Event | Block, change: Change, periods: Sequence[Period] | None
) -> Event | Block:
    """KeyError where it is not given what the change says."""
    if change.kind == "move":
        if change.start is None or change.due is None:
            raise KeyError(change.demand)
        if isinstance(held, Block):
            return replace(held, start=change.start, end=change.due)
        there = replace(held, start=change.start, end=change.due, lead=0, tail=0)
        return counted(there.on_the_way(held.way), periods)
    if change.kind == "fewer":
        return replace(held, officers=change.officers)
    if isinstance(held, Block):
        raise KeyError(change.demand)
    return replace(held, attendees=change.names)


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
