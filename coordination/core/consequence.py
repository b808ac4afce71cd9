"""What changes do to a station: which conflicts go, which stay, which are new.

The same detector that found the conflicts says whether they are gone. A plan holds if
those it is meant to settle are, and nothing else is overloaded that was not before,
or by more than before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .detect import detect
from .facts import Conflict, StationFacts
from .identity import OldConflict, adopt
from .plans import Balance
from .slack import weeks


@dataclass(frozen=True, slots=True)
class Consequence:
    """A station before and after.

    ``left`` are the conflicts meant to go that are still there, (id, units short);
    ``worse`` the conflicts that are new or grew. ``known`` is False where the capacity
    is not: then nothing is proved.
    """

    before: Balance
    after: Balance
    left: tuple[tuple[int, int], ...]
    worse: tuple[Conflict, ...]
    known: bool


def balance(facts: StationFacts, *, as_of: int, now: int) -> Balance:
    """Units that cannot be done, windows that fail, and the least room of any."""
    found = detect(facts, as_of=as_of, now=now)
    deadlines = [c for c in found.conflicts if c.kind == "deadline"]
    last = max((d.due or 0 for d in facts.demands), default=0)
    slack = None
    if facts.capacity is not None and last > as_of:
        slack = weeks(facts, as_of=as_of, now=now, weeks=[(as_of, last)])[0].slack
    beside = len(found.conflicts) - len(deadlines)
    return Balance(found.deficit, len(deadlines), slack, beside)


def consequence(
    before: StationFacts,
    after: StationFacts,
    goal: Sequence[OldConflict],
    *,
    as_of: int,
    now: int,
) -> Consequence:
    """Compare two states of one station; ``goal`` are the conflicts that should go."""
    had = detect(before, as_of=as_of, now=now).conflicts
    found = detect(after, as_of=as_of, now=now).conflicts
    known = before.capacity is not None and after.capacity is not None
    still = zip(adopt(goal, found), found, strict=True)
    return Consequence(
        before=balance(before, as_of=as_of, now=now),
        after=balance(after, as_of=as_of, now=now),
        left=tuple(sorted((pk, c.shortfall) for pk, c in still if pk is not None)),
        worse=tuple(compared(had, found)[1]),
        known=known,
    )


def compared(
    had: Sequence[Conflict], has: Sequence[Conflict]
) -> tuple[set[int], list[Conflict]]:
    """(places in ``had`` of what is still there, what in ``has`` is new or grew)."""
    old = [
        OldConflict(n, c.kind, c.victims, frozenset(m.id for m in c.members), c.demand)
        for n, c in enumerate(had)
    ]
    still, worse = set(), []
    for finding, place in zip(has, adopt(old, has), strict=True):
        if place is None or finding.shortfall > had[place].shortfall:
            worse.append(finding)
        if place is not None:
            still.add(place)
    return still, worse
