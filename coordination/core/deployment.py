"""Which officers should go where, so that the least work is missing: exact, plain.

A unit either gives or takes. What a station misses falls with each officer who comes
and rises with each who leaves, and each further one saves no more (costs no less) than
the one before. So the best plan of n postings is a cheapest flow of n units: giver →
officer → opening → taker; it grows by one cheapest path at a time, and the plan of
every size on the way is the best of that size. Successive shortest paths: Ahuja,
Magnanti and Orlin, Network Flows (1993), 9.7.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MERIT = 1000  # the most a choice may be worth beside its hours
Node = tuple[str, Hashable]


@dataclass(frozen=True, slots=True)
class Choice:
    """An officer of a unit who may fill an opening. Of plans that save the same, the
    one of the greatest total merit (0 to 1000 each) is better."""

    officer: int
    giver: Hashable
    opening: int
    merit: int


@dataclass(frozen=True, slots=True)
class Opening:
    """So many vacancies of one post, at a station that takes."""

    key: int
    taker: Hashable
    places: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The best plan; `saved` is what the best plans of 1, 2, … postings save."""

    choices: tuple[Choice, ...]
    saved: tuple[int, ...]


@dataclass
class _Arc:
    """One way of the residual network; `back` is the other one."""

    to: Node
    cost: int
    room: int
    choice: Choice | None = None
    back: _Arc = field(init=False, repr=False)


def falling(gains: Iterable[int]) -> tuple[int, ...]:
    """Gains of which none exceeds the one before: what is saved is never overstated."""
    found: list[int] = []
    for gain in gains:
        found.append(min(gain, found[-1]) if found else gain)
    return tuple(found)


def rising(costs: Iterable[int]) -> tuple[int, ...]:
    """Costs of which none is below the one before: none is understated."""
    found: list[int] = []
    for cost in costs:
        found.append(max(cost, found[-1]) if found else cost)
    return tuple(found)


def deploy(
    costs: Mapping[Any, Sequence[int]],
    gains: Mapping[Any, Sequence[int]],
    openings: Iterable[Opening],
    choices: Iterable[Choice],
    *,
    most: int,
    least: int = 1,
) -> Plan:
    """The plan of at most `most` postings that saves most, each at least `least`.

    `costs` are those of the 1st, 2nd, … officer a unit gives, as many as it may give;
    `gains` what each that a station takes saves, in the same units. They are made
    convex by `rising` and `falling`. The order of the rows does not matter but to
    choose among plans that are equal in hours and merit.
    """
    scale = 2 * MERIT * max(most, 1) + 1
    network = _network(costs, gains, openings, choices, scale)
    saved: list[int] = []
    total = 0
    while len(saved) < most:
        path = _cheapest(network)
        if path is None:
            break
        total += sum(arc.cost for arc in path)
        worth = _units(total, scale) - (saved[-1] if saved else 0)
        if worth < least:
            break
        for arc in path:
            arc.room -= 1
            arc.back.room += 1
        saved.append(_units(total, scale))
    return Plan(tuple(_chosen(network)), tuple(saved))


def _units(total: int, scale: int) -> int:
    """The whole part: merits together are less than half of the scale."""
    return (-2 * total + scale) // (2 * scale)


Network = dict[Node, list[_Arc]]
SOURCE: Node = ("source", 0)
SINK: Node = ("sink", 0)


def _network(
    costs: Mapping[Any, Sequence[int]],
    gains: Mapping[Any, Sequence[int]],
    openings: Iterable[Opening],
    choices: Iterable[Choice],
    scale: int,
) -> Network:
    network: Network = {SOURCE: [], SINK: []}
    for unit, each in costs.items():
        for cost in rising(each):
            _join(network, SOURCE, ("giver", unit), cost * scale)
    for unit, each in gains.items():
        for gain in falling(each):
            _join(network, ("taker", unit), SINK, -gain * scale)
    for opening in openings:
        node = ("opening", opening.key)
        _join(network, node, ("taker", opening.taker), 0, opening.places)
    known = set()
    for choice in choices:
        officer = ("officer", choice.officer)
        if officer not in known:
            known.add(officer)
            _join(network, ("giver", choice.giver), officer, 0)
        end = ("opening", choice.opening)
        _join(network, officer, end, -min(choice.merit, MERIT), choice=choice)
    return network


def _join(
    network: Network,
    start: Node,
    end: Node,
    cost: int,
    room: int = 1,
    choice: Choice | None = None,
) -> None:
    there, back = _Arc(end, cost, room, choice), _Arc(start, -cost, 0)
    there.back, back.back = back, there
    network.setdefault(start, []).append(there)
    network.setdefault(end, []).append(back)


def _cheapest(network: Network) -> list[_Arc] | None:
    """The cheapest way with room from source to sink (Bellman-Ford by a queue): no
    circle of the residual network costs less than nothing."""
    distance: dict[Node, int] = {SOURCE: 0}
    reached: dict[Node, tuple[Node, _Arc]] = {}
    queue, waiting = deque([SOURCE]), {SOURCE}
    while queue:
        node = queue.popleft()
        waiting.discard(node)
        so_far = distance[node]
        for arc in network[node]:
            cost = so_far + arc.cost
            if arc.room > 0 and cost < distance.get(arc.to, cost + 1):
                distance[arc.to] = cost
                reached[arc.to] = node, arc
                if arc.to not in waiting:
                    waiting.add(arc.to)
                    queue.append(arc.to)
    if SINK not in reached:
        return None
    path, node = [], SINK
    while node != SOURCE:
        node, arc = reached[node]
        path.append(arc)
    return path


def _chosen(network: Network) -> Iterable[Choice]:
    for arcs in network.values():
        for arc in arcs:
            if arc.choice is not None and arc.room == 0:
                yield arc.choice
