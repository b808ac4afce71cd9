"""How many are asked for at once and how many are there, before and after a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from .facts import Event, StationFacts


@dataclass(frozen=True, slots=True)
class Lens:
    """What is counted: people by ``names`` where some are given, else all who are
    present; ``beside``: what orders leave to the station's protected time."""

    names: frozenset[str] = frozenset()
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Heads:
    """Milli-officers ``there`` and ``asked`` for, and by which events."""

    there: int
    asked: int
    events: tuple[str, ...]

    @property
    def left(self) -> int:
        return self.there - self.asked


@dataclass(frozen=True, slots=True)
class Both:
    """[start, end) in which nothing changes, neither before nor after."""

    start: int
    end: int
    before: Heads
    after: Heads


def shared_by(
    facts: StationFacts, members: Mapping[str, int], capacity: int
) -> frozenset[str]:
    """The people every event of a clash names, if they and not the heads are what
    collides; ``members`` are its events with their units, ``capacity`` its units."""
    events = [event for event in facts.events if event.id in members]
    if len(events) < 2 or set(members.values()) != {capacity}:
        return frozenset()
    names = frozenset.intersection(*(frozenset(e.attendees) for e in events))
    start, end = max(e.start for e in events), min(e.end for e in events)
    return names if 1000 * len(names) * (end - start) >= capacity else frozenset()


def compared(
    before: StationFacts,
    after: StationFacts,
    spans: Iterable[tuple[int, int]],
    lens: Lens,
) -> tuple[Both, ...]:
    """Stretch by stretch inside the spans, where somebody is asked for."""
    found: list[Both] = []
    for start, end in _joined(spans):
        inside = (*_marks(before), *_marks(after))
        marks = sorted({start, end, *(m for m in inside if start < m < end)})
        for a, b in pairwise(marks):
            had, has = _heads(before, a, lens), _heads(after, a, lens)
            last = found[-1] if found else None
            if last and last.end == a and (last.before, last.after) == (had, has):
                found[-1] = Both(last.start, b, had, has)
            else:
                found.append(Both(a, b, had, has))
    return tuple(each for each in found if each.before.asked or each.after.asked)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _marks(facts: StationFacts) -> Iterable[int]:
    """Where something begins or ends."""
    for period in facts.capacity or ():
        yield from (period.start, period.end)
    for each in facts.timed:
        yield from (each.start, each.end)


def _heads(facts: StationFacts, minute: int, lens: Lens) -> Heads:
    running = [e for e in facts.events if e.start <= minute < e.end and e.need]
    if lens.names:
        running = [e for e in running if lens.names & set(e.attendees)]
        asked = sum(1000 * len(lens.names & set(e.attendees)) for e in running)
        return Heads(1000 * len(lens.names), asked, _ids(running))
    there = sum(p.present for p in facts.capacity or () if p.start <= minute < p.end)
    if lens.beside:
        running = [e for e in running if e.department != facts.code]
        kept = [b.officers for b in facts.blocks if b.start <= minute < b.end]
        there = max(there - max(kept, default=0), 0)
    return Heads(there, sum(event.need for event in running), _ids(running))


def _ids(events: Iterable[Event]) -> tuple[str, ...]:
    return tuple(sorted(event.id for event in events))
