"""Which single due, moved by itself, makes which conflicts of a station go.

Every due on offer is put before the detector, from the last one back. A later due only
takes work out of windows, but which conflict a window that is left continues may
change: so none is taken to help because a due beside it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..consequence import compared
from ..identity import OldConflict, adopt
from ..plans import Change, applied
from .terms import Movable, Site


@dataclass(frozen=True, slots=True)
class Relief:
    """With ``demand`` due at ``due``, or later up to ``last``, the conflict is gone
    and nothing else is short that was not before."""

    demand: str
    conflict: int
    due: int
    last: int


def reliefs(site: Site, goal: Sequence[OldConflict]) -> Iterator[Relief]:
    """Each movable demand of the conflicts tried out; none for unknown capacity."""
    if site.facts.capacity is None:
        return
    wanted = {member for each in goal for member in each.members}
    for terms in site.sound().movables:
        if terms.dues and terms.demand in wanted:
            yield from _tried(site, terms, goal)


def _tried(site: Site, terms: Movable, goal: Sequence[OldConflict]) -> Iterator[Relief]:
    """From the last due back, as long as it helps; what is given is the earliest."""
    last = step = len(terms.dues) - 1
    held = _gone(site, terms, last, goal)
    while held:
        before = _gone(site, terms, step - 1, goal) if step else frozenset()
        for pk in sorted(held - before):
            yield Relief(terms.demand, pk, terms.dues[step], terms.dues[last])
        held &= before
        step -= 1


def _gone(
    site: Site, terms: Movable, step: int, goal: Sequence[OldConflict]
) -> frozenset[int]:
    """The conflicts that are gone with the due at that step; none if another one is
    new or grew."""
    change = Change("shift", terms.demand, due=terms.dues[step])
    found = site.found(applied(site.facts, [change]))
    if compared(site.had, found)[1]:
        return frozenset()
    return frozenset(each.id for each in goal) - {
        pk for pk in adopt(goal, found) if pk is not None
    }


def best_due(found: Sequence[Relief]) -> int | None:
    """The earliest due with which most of these conflicts go at once."""
    dues = sorted({each.due for each in found})

    def settled(due: int) -> int:
        return len({each.conflict for each in with_due(found, due)})

    return max(dues, key=lambda due: (settled(due), -due), default=None)


def with_due(found: Sequence[Relief], due: int) -> list[Relief]:
    """Those that hold at this due."""
    return [each for each in found if each.due <= due <= each.last]
