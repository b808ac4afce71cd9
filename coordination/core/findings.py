"""From a window and what lies in it to a conflict a person can check."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .facts import Conflict, Kind, Member, Scope


class Part(NamedTuple):
    """Work inside a window: a demand or the pieces of an event, in units."""

    id: str
    department: str
    units: int
    event: bool

    @property
    def key(self) -> tuple[bool, str]:
        """Demands and events are numbered apart."""
        return self.event, self.id


@dataclass(frozen=True, slots=True)
class Span:
    """The wall window [start, end) and the critical window [release, due)."""

    start: int
    end: int
    release: int
    due: int


def largest_first(parts: Iterable[Part]) -> list[Part]:
    """Parts by units, largest first; ties by kind and id."""
    return sorted(parts, key=lambda p: (-p.units, p.event, p.id))


def irreducible(parts: Iterable[Part], capacity: int) -> list[Part]:
    """Of parts that come largest first those until the sum exceeds ``capacity``.

    Where a subset fails exactly when its sum exceeds the capacity, this is a
    smallest set of which no part can be left out.
    """
    chosen: list[Part] = []
    total = 0
    for part in parts:
        if total > capacity:
            break
        chosen.append(part)
        total += part.units
    return chosen


def overloading(parts: Iterable[Part], capacity: int) -> tuple[str, ...]:
    """Departments whose parts alone exceed ``capacity``, by code."""
    sums: dict[str, int] = {}
    for part in parts:
        sums[part.department] = sums.get(part.department, 0) + part.units
    return tuple(sorted(code for code, units in sums.items() if units > capacity))


def conflict(
    kind: Kind,
    span: Span,
    *,
    parts: Sequence[Part],
    capacity: int,
    minimal: Collection[Part],
    victims: tuple[str, ...],
    overloaded_by: tuple[str, ...],
    displaces: bool,
) -> Conflict:
    """Put a conflict together; its demand is the sum of ``parts`` (units).

    The members stand in the order of ``parts``: largest first.
    """
    needed = {part.key for part in minimal}
    scope: Scope = "overload" if overloaded_by else "coordination"
    return Conflict(
        kind=kind,
        start=span.start,
        end=max(span.end, span.start),
        demand=sum(part.units for part in parts),
        capacity=capacity,
        victims=victims,
        members=tuple(
            [
                Member(id, department, units, (event, id) in needed, event)
                for id, department, units, event in parts
            ]
        ),
        departments=tuple(sorted({part.department for part in parts})),
        scope=scope,
        overloaded_by=overloaded_by,
        displaces=displaces,
        release=span.release,
        due=max(span.due, span.release),
    )
