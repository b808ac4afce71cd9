"""What one more order takes of the time a station protects, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from .clashes import together
from .facts import Block, Event, Period, StationFacts


class Taken(NamedTuple):
    """A block and the units of it that go to the order."""

    block: str
    units: int


def taken(facts: StationFacts, order: Event, *, as_of: int) -> list[Taken]:
    """Officers missing from each block because of `order`, times the minutes.

    Missing are those whom the orders need beyond what is left beside the block, at
    most the block's own, as in a displacement; what other orders take already is not
    counted again. Empty when the capacity is unknown, and for the station's own.
    """
    if facts.capacity is None or order.department == facts.code or not order.need:
        return []
    others = [
        e for e in facts.events if e.department != facts.code and e.need and e != order
    ]
    found = []
    for block in sorted(facts.blocks, key=lambda b: (b.start, b.id)):
        if block.start < order.end and order.start < block.end:
            first = _missing(facts.capacity, block, others, as_of)
            units = _missing(facts.capacity, block, [*others, order], as_of) - first
            if units > 0:
                found.append(Taken(block.id, units))
    return found


def without(facts: StationFacts, order: str) -> tuple[StationFacts, Event | None]:
    """The same station without one of its events, and that event."""
    found = next((e for e in facts.events if e.id == order), None)
    left = tuple(e for e in facts.events if e.id != order)
    return replace(facts, events=left), found


def _missing(
    periods: Sequence[Period], block: Block, events: Sequence[Event], as_of: int
) -> int:
    near = [e for e in events if e.start < block.end and block.start < e.end]
    total = 0
    for group in together(periods, near, as_of=as_of):
        minutes = min(group.end, block.end) - max(group.start, block.start)
        beside = max(group.present - block.officers, 0)
        short = min(block.officers, group.need - beside)
        if minutes > 0 and short > 0:
            total += minutes * short
    return total
