"""Officers and couples apply in turn, and whoever is pushed out applies again.

After Roth and Peranson (1999). A couple that is pushed out at one post leaves the
other, and a post left open calls back all who would rather have been there: so this
may go round in circles, which is noticed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from ..holding import Holding
from ..table import Choice, Table

NONE = 2**30
"""Nothing is held: every choice is better."""
ROUNDS = 20
"""So many choices given per unit, and it is given up."""


class Applications:
    """What every unit holds of its choices, and who has yet to apply."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.holding = Holding(table)
        self.at = [NONE] * len(table.choices)
        self.waiting: deque[int] = deque()
        self._in_line: set[int] = set()
        self.left = ROUNDS * len(table.choices)
        self._callable = self._by_widest_set()

    def _by_widest_set(self) -> dict[int, list[int]]:
        """Who has a choice in each of the widest sets, the best claims first."""
        claims = sorted(
            (claim, unit)
            for unit, choices in enumerate(self.table.choices)
            for choice in choices
            for claim in choice
        )
        found: dict[int, dict[int, None]] = {}
        for claim, unit in claims:
            found.setdefault(self._widest(claim), {})[unit] = None
        return {each: list(units) for each, units in found.items()}

    def _widest(self, claim: int) -> int:
        return self.table.path[self.table.post_of(claim)][-1]

    def settle(self, units: Iterable[int]) -> bool:
        """One after the other applies, and all who lose or may gain by it, until nobody
        waits; False where that does not end.
        """
        return all(self._settled(unit) for unit in units)

    def _settled(self, first: int) -> bool:
        self._wait(first)
        seen: set[int] = set()
        while self.waiting and self.left:
            unit = self.waiting.pop()
            self._in_line.remove(unit)
            if not self._apply(unit):
                continue
            self.left -= 1
            if unit >= len(self.table.market.officers):
                state = hash((tuple(self.at), tuple(self.waiting)))
                if state in seen:
                    return False
                seen.add(state)
        return not self.waiting

    def _apply(self, unit: int) -> bool:
        """Take the best choice that would be given; is it another than before?"""
        choices = self.table.choices[unit]
        for at in range(min(self.at[unit], len(choices))):
            if self._given(unit, choices[at]):
                self.at[unit] = at
                return True
        return False

    def _given(self, unit: int, wanted: Choice) -> bool:
        """Try a choice; if it is given, whoever loses by it waits, and who may gain."""
        self.holding.journal.clear()
        own = self._held(unit)
        if couple := unit >= len(self.table.market.officers):
            for claim in own:
                self.holding.drop(claim)
        refused = [self.holding.take(claim) for claim in wanted]
        if any(claim in wanted for claim in refused):
            self.holding.undo()
            return False
        out = [claim for claim in refused if claim is not None]
        if not couple and own and own[0] not in out:
            self.holding.drop(own[0])
        self.at[unit] = NONE
        left = [*own, *self._pushed_out([claim for claim in out if claim not in own])]
        self._call(left)
        return True

    def _held(self, unit: int) -> Choice:
        at = self.at[unit]
        return () if at == NONE else self.table.choices[unit][at]

    def _pushed_out(self, out: Sequence[int]) -> list[int]:
        """Units that lost a claim wait; what their other halves leave open."""
        left = []
        for claim in out:
            unit = self.table.unit[self.table.officer_of(claim)]
            for other in self._held(unit):
                if other not in out:
                    self.holding.drop(other)
                    left.append(other)
            self.at[unit] = NONE
            self._wait(unit)
        return left

    def _call(self, left: Iterable[int]) -> None:
        """Places were left: whoever has a choice near them may apply once more."""
        for widest in sorted({self._widest(claim) for claim in left}):
            for unit in reversed(self._callable[widest]):
                if self.at[unit] > 0:
                    self._wait(unit)

    def _wait(self, unit: int) -> None:
        if unit not in self._in_line:
            self._in_line.add(unit)
            self.waiting.append(unit)
