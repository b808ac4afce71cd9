"""Deferred acceptance: officers propose down their lists, chiefs hold the best so far.

The order in which officers propose does not change the outcome, so one more proposal
may be put to what is held at the end: that is how an additional choice is tried.
"""

from __future__ import annotations

from collections.abc import Iterable

from .holding import Holding
from .table import Table


class Proposals:
    """Single officers only; couples do not propose here."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.holding = Holding(table)
        self.next = [0] * len(table.market.officers)

    def run(self, officers: Iterable[int]) -> Proposals:
        """Everybody proposes until he is held or has nothing left."""
        for officer in officers:
            self._chain(officer, {})
        self.holding.journal.clear()
        return self

    def would_match(self, officer: int, claim: int) -> bool:
        """Would an unmatched officer be held in the end, had he made this claim too?

        What is held stays as it was.
        """
        refused = self.holding.take(claim)
        before: dict[int, int] = {}
        if refused is None:
            left = None
        else:
            left = self._chain(self.table.officer_of(refused), before)
        self.holding.undo()
        for each, at in before.items():
            self.next[each] = at
        return left != officer

    def _chain(self, officer: int, before: dict[int, int]) -> int | None:
        """Let one propose, then whoever is refused for him, until nobody is.

        Who is left with nothing, if anybody. ``before`` gets where each stood.
        """
        while (at := self.next[officer]) < len(self.table.choices[officer]):
            before.setdefault(officer, at)
            self.next[officer] = at + 1
            (claim,) = self.table.choices[officer][at]
            refused = self.holding.take(claim)
            if refused is None:
                return None
            officer = self.table.officer_of(refused)
        return officer
