"""Clashes: events at the same time that need the same people.

Counted against the people present, before standing work and protected blocks. A
clash never changes whether deadlines can be met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from .facts import Conflict, Event, Period, StationFacts
from .findings import Part, Span, conflict, irreducible, largest_first, overloading
from .supply import near, stretches


@dataclass(frozen=True, slots=True)
class Together:
    """Events that run at once in [start, end) with so many present (milli)."""

    start: int
    end: int
    present: int
    events: tuple[Event, ...]

    @property
    def need(self) -> int:
        """Milli-officers all of them take."""
        return sum(event.need for event in self.events)


def clashes(facts: StationFacts, *, as_of: int) -> list[Conflict]:
    """Maximal sets of events above the people present, and of shared attendees.

    Each set is shown at its worst: the stretch of constant presence in which most
    people are missing. With an unknown capacity only named people can clash.
    """
    found: list[Conflict] = []
    if facts.capacity is not None:
        asking = [event for event in facts.events if event.need]
        groups = together(facts.capacity, asking, as_of=as_of)
        over = [g for g in groups if g.need > g.present]
        found = [_headcount(group, facts.code) for group in worst_maximal(over)]
    return found + _shared(facts, as_of=as_of)


def together(
    periods: Sequence[Period], events: Sequence[Event], *, as_of: int
) -> list[Together]:
    """What runs at once, in order of time, adjacent equal stretches joined."""
    joined: list[Together] = []
    for piece in stretches(near(periods, events), events, as_of=as_of):
        running = tuple(sorted(piece.running, key=lambda e: (e.start, e.id)))
        if not running:
            continue
        last = joined[-1] if joined else None
        if (
            last
            and last.end == piece.start
            and (last.present, last.events) == (piece.present, running)
        ):
            joined[-1] = replace(last, end=piece.end)
        else:
            joined.append(Together(piece.start, piece.end, piece.present, running))
    return joined


def worst_maximal(groups: Iterable[Together]) -> Iterator[Together]:
    """The worst stretch of each set that is part of no larger one, in time order."""
    worst: dict[frozenset[int], Together] = {}
    for group in groups:
        key = frozenset(id(event) for event in group.events)
        if key not in worst or _badness(group) > _badness(worst[key]):
            worst[key] = group
    for key, group in worst.items():
        if not any(key < other for other in worst):
            yield group


def _badness(group: Together) -> tuple[int, int, int]:
    return group.need - group.present, group.end - group.start, -group.start


def _headcount(group: Together, station: str) -> Conflict:
    minutes = group.end - group.start
    parts = largest_first(part(e, e.need * minutes) for e in group.events)
    capacity = group.present * minutes
    victims, taken = [], 0
    for event in group.events:
        if taken + event.need > group.present:
            victims.append(event.id)
        else:
            taken += event.need
    return conflict(
        "clash",
        Span(group.start, group.end, group.start, group.end),
        parts=parts,
        capacity=capacity,
        minimal=irreducible(parts, capacity),
        victims=tuple(victims),
        overloaded_by=overloading(parts, capacity),
        displaces=any(event.department == station for event in group.events),
    )


def _shared(facts: StationFacts, *, as_of: int) -> list[Conflict]:
    """One conflict per maximal set of events that share named people."""
    people: dict[str, list[Event]] = {}
    for event in facts.events:
        for name in set(event.attendees):
            people.setdefault(name, []).append(event)
    cliques: dict[tuple[int, ...], tuple[Together, int]] = {}
    for name in sorted(people):
        if len(people[name]) < 2:
            continue
        groups = together((), people[name], as_of=as_of)
        both = [group for group in groups if len(group.events) > 1]
        for group in worst_maximal(both):
            key = tuple(id(event) for event in group.events)
            _, known = cliques.get(key, (group, 0))
            cliques[key] = group, known + 1
    ordered = sorted(
        cliques.values(), key=lambda c: (c[0].start, [e.id for e in c[0].events])
    )
    return [_clique(group, shared, facts.code) for group, shared in ordered]


def _clique(group: Together, shared: int, station: str) -> Conflict:
    """``shared`` people are asked for by every event and can serve one of them."""
    units = 1000 * shared * (group.end - group.start)
    parts = largest_first(part(event, units) for event in group.events)
    return conflict(
        "clash",
        Span(group.start, group.end, group.start, group.end),
        parts=parts,
        capacity=units,
        minimal=irreducible(parts, units),
        victims=tuple(event.id for event in group.events[1:]),
        overloaded_by=overloading(parts, units),
        displaces=any(event.department == station for event in group.events),
    )


def part(event: Event, units: int) -> Part:
    """An event as a part of a window, with the units it puts there."""
    return Part(event.id, event.department, units, event=True)
