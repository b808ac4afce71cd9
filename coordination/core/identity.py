"""Which open conflict a new finding continues.

Human decisions hang on a conflict's id, and one unit of progress may change its
window, its members and even its victim. So neither window nor clock names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .facts import Conflict, Kind


@dataclass(frozen=True, slots=True)
class OldConflict:
    """An open conflict as stored: ``victims`` first victim first, member ids, units."""

    id: int
    kind: Kind
    victims: tuple[str, ...]
    members: frozenset[str]
    demand: int = 0


def adopt(old: Sequence[OldConflict], new: Sequence[Conflict]) -> list[int | None]:
    """For each finding the id of the open conflict it continues, or None.

    Where people are wanted twice the same events are the same conflict: who loses there
    depends on who is there. Then the same first victim decides, where several have it
    the most members shared, then the demand that is nearest; otherwise the most members
    shared, at least half of the larger set. Each open conflict is adopted at most once;
    ties go to the lower id, so the answer does not depend on the order of ``old``.
    """
    adopted: list[int | None] = [None] * len(new)
    free = {entry.id: entry for entry in sorted(old, key=lambda entry: entry.id)}
    for pairs in (_same_events, _same_victim, _likenesses):
        for _, _, i, old_id in sorted(pairs(list(free.values()), new, adopted)):
            if adopted[i] is None and old_id in free:
                adopted[i] = old_id
                del free[old_id]
    return adopted


def _same_events(
    old: Sequence[OldConflict], new: Sequence[Conflict], adopted: Sequence[int | None]
) -> list[tuple[int, int, int, int]]:
    """(0, units apart, place in new, old id) of clashes of exactly the same events."""
    pairs = []
    for i, finding in enumerate(new):
        if finding.kind != "clash":
            continue
        events = {member.id for member in finding.members}
        for entry in old:
            if entry.kind == "clash" and entry.members == events:
                pairs.append((0, abs(finding.demand - entry.demand), i, entry.id))
    return pairs


def _same_victim(
    old: Sequence[OldConflict], new: Sequence[Conflict], adopted: Sequence[int | None]
) -> list[tuple[int, int, int, int]]:
    """(minus members shared, units apart, place in new, old id) of pairs with one first
    victim."""
    known: dict[tuple[Kind, tuple[str, ...]], list[OldConflict]] = {}
    for entry in old:
        known.setdefault((entry.kind, entry.victims[:1]), []).append(entry)
    pairs = []
    for i, finding in enumerate(new):
        if adopted[i] is not None:
            continue
        for entry in known.get((finding.kind, finding.victims[:1]), ()):
            shared = sum(member.id in entry.members for member in finding.members)
            apart = abs(finding.demand - entry.demand)
            pairs.append((-shared, apart, i, entry.id))
    return pairs


def _likenesses(
    old: Sequence[OldConflict], new: Sequence[Conflict], adopted: Sequence[int | None]
) -> list[tuple[int, int, int, int]]:
    """(minus members shared, 0, place in new, old id) of pairs alike enough."""
    pairs = []
    for i, finding in enumerate(new):
        if adopted[i] is not None:
            continue
        members = frozenset(member.id for member in finding.members)
        for entry in old:
            shared = len(members & entry.members)
            larger = max(len(members), len(entry.members))
            if entry.kind == finding.kind and shared and 2 * shared >= larger:
                pairs.append((-shared, 0, i, entry.id))
    return pairs
