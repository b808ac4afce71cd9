"""Claims that are held, and what a further one pushes out."""

from __future__ import annotations

from bisect import bisect_left, insort

from .table import Table


class Holding:
    """What the chiefs hold at a moment: never more than any set has places for."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.held: list[list[int]] = [[] for _ in table.places]
        """The claims in each set, the best first."""
        self.journal: list[tuple[bool, int]] = []

    def take(self, claim: int) -> int | None:
        """Offer a claim; the claim refused for it, which may be itself, or None.

        Held claims and one more are at most one too many: the last of the innermost
        set that is full.
        """
        for each in self.table.path[self.table.post_of(claim)]:
            if len(self.held[each]) >= self.table.places[each]:
                if not self.held[each] or self.held[each][-1] < claim:
                    return claim
                last = self.held[each][-1]
                self.drop(last)
                self._add(claim)
                return last
        self._add(claim)
        return None

    def _add(self, claim: int) -> None:
        for each in self.table.path[self.table.post_of(claim)]:
            insort(self.held[each], claim)
        self.journal.append((True, claim))

    def drop(self, claim: int) -> None:
        """Let a held claim go."""
        for each in self.table.path[self.table.post_of(claim)]:
            del self.held[each][bisect_left(self.held[each], claim)]
        self.journal.append((False, claim))

    def undo(self) -> None:
        """Back to when the journal was empty."""
        while self.journal:
            added, claim = self.journal.pop()
            if added:
                self.drop(claim)
            else:
                self._add(claim)
            self.journal.pop()

    def claims(self) -> list[int]:
        """All that are held, post by post."""
        return [claim for held in self.held[: self.table.posts] for claim in held]
