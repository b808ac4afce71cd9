"""Displacement: an order that falls on time a station protects for its own plan."""

from __future__ import annotations

from .clashes import Together, part, together, worst_maximal
from .facts import Block, Conflict, StationFacts
from .findings import Span, conflict, irreducible, largest_first, overloading


def displacements(facts: StationFacts, *, as_of: int) -> list[Conflict]:
    """Events of others that leave a protected block fewer people than it needs.

    The capacity of such a conflict is what the people present leave beside the
    block (units); the block is its victim. Empty when the capacity is unknown.
    """
    if facts.capacity is None or not facts.blocks:
        return []
    orders = [e for e in facts.events if e.department != facts.code and e.need]
    groups = together(facts.capacity, orders, as_of=as_of)
    found: list[Conflict] = []
    for block in sorted(facts.blocks, key=lambda b: (b.start, b.id)):
        met = [
            Together(start, end, group.present, group.events)
            for group in groups
            if (start := max(group.start, block.start))
            < (end := min(group.end, block.end))
            and group.need > max(group.present - block.officers, 0)
        ]
        found += [_displaced(group, block) for group in worst_maximal(met)]
    return found


def _displaced(group: Together, block: Block) -> Conflict:
    minutes = group.end - group.start
    capacity = max(group.present - block.officers, 0) * minutes
    parts = largest_first(part(e, e.need * minutes) for e in group.events)
    return conflict(
        "displacement",
        Span(group.start, group.end, group.start, group.end),
        parts=parts,
        capacity=capacity,
        minimal=irreducible(parts, capacity),
        victims=(block.id,),
        overloaded_by=overloading(parts, capacity),
        displaces=True,
    )
