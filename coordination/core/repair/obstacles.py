"""Why no later dues help: what stays too much when everything waits as long as it may.

Later dues only relieve. So if some window fails with every due at its last, it fails
whatever one chooses, and the smallest set of work that fails there says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..plans import Change, applied
from .terms import Site


@dataclass(frozen=True, slots=True)
class Stuck:
    """Work in the way: its last due on offer, or None if its date stands.

    ``why`` is said of events: the word of its terms, ``no_time`` where none on offer
    holds.
    """

    id: str
    department: str
    units: int
    event: bool
    last: int | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """[start, end) holds ``capacity`` and is asked for ``demand`` units at least.

    Without any one of ``work`` the rest of it would fit.
    """

    station: str
    start: int
    end: int
    demand: int
    capacity: int
    work: tuple[Stuck, ...]

    @property
    def shortfall(self) -> int:
        return self.demand - self.capacity


def obstacles(site: Site) -> tuple[Obstacle, ...]:
    """The windows that no allowed due relieves; none where dates can settle it."""
    return tuple(_found(site.sound()))


def _found(site: Site) -> Iterator[Obstacle]:
    last = {terms.demand: terms.dues[-1] for terms in site.movables if terms.dues}
    made = [Change("shift", name, due=due) for name, due in last.items()]
    for conflict in site.reckon(applied(site.facts, made)).late:
        held = [member for member in conflict.members if member.minimal]
        yield Obstacle(
            site.code,
            conflict.release,
            conflict.due,
            conflict.demand,
            conflict.capacity,
            tuple(
                Stuck(
                    member.id,
                    member.department,
                    member.units,
                    member.event,
                    None if member.event else last.get(member.id),
                )
                for member in held
            ),
        )
