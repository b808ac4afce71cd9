"""A stable matching with couples by a solver, or the proof that there is none.

OR-Tools CP-SAT: what everybody gets, all places kept, and for everything he would
rather have a reason why he cannot: in some set around it all places are held by
better claims. Importing the solver takes a second; only who needs it does.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Literal

from ..table import Choice, Table

Found = list[int] | Literal["none", "unknown"]
"""Claims of a stable matching; none exists, proved; or the limit was reached."""

EFFORT = 10.0
"""The solver's own measure of work, which does not depend on the machine."""
MOST_TERMS = 500_000
"""Beyond this there is seldom an answer within the limit."""


def decided(table: Table, *, effort: float = EFFORT) -> Found:
    """Look for a stable matching until there is an answer or the limit is reached."""
    from ortools.sat.python import cp_model

    model = Model(table)
    if model.terms > MOST_TERMS:
        return "unknown"
    model.build(cp_model.CpModel())
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model.solver_model)
    if status == cp_model.INFEASIBLE:
        return "none"
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return "unknown"
    return [
        claim
        for unit, choices in enumerate(table.choices)
        for at, choice in enumerate(choices)
        if solver.value(model.taken[unit][at])
        for claim in choice
    ]


class Model:
    """Booleans: unit u takes its choice k; and for each refusal, why."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.sets: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        """set -> (claim, unit, choice) of all who could be in it, the best first."""
        for unit, choices in enumerate(table.choices):
            for at, choice in enumerate(choices):
                for claim in choice:
                    for each in table.path[table.post_of(claim)]:
                        self.sets[each].append((claim, unit, at))
        for entries in self.sets.values():
            entries.sort()
        self.terms = sum(len(entries) ** 2 // 2 for entries in self.sets.values())

    def build(self, model: Any) -> None:
        """State everything in an empty model."""
        self.solver_model = model
        self.taken = [
            [model.new_bool_var("") for _ in choices] for choices in self.table.choices
        ]
        self._full: dict[tuple[int, int, int, int], Any] = {}
        for taken in self.taken:
            model.add_at_most_one(taken)
        for each, entries in self.sets.items():
            held = sum(self.taken[unit][at] for _, unit, at in entries)
            model.add(held <= self.table.places[each])
        for unit, choices in enumerate(self.table.choices):
            for at, choice in enumerate(choices):
                as_good = self.taken[unit][: at + 1]
                model.add_bool_or([*as_good, *self._reasons(unit, choice)])

    def _reasons(self, unit: int, choice: Choice) -> list[Any]:
        """Literals of which one must hold if a unit is refused a choice."""
        leaves = unit if unit >= len(self.table.market.officers) else -1
        reasons = [
            self._held_by_better(each, claim, leaves, self.table.places[each])
            for claim in choice
            for each in self._around(claim)
        ]
        if len(choice) == 2:
            reasons += self._no_room_for_both(leaves, *sorted(choice))
        return reasons

    def _no_room_for_both(self, unit: int, first: int, second: int) -> list[Any]:
        """The first half takes the last place that the second needs.

        It does not where it only replaces a worse claim in a set that is full and that
        the second is not in.
        """
        beside = [
            each for each in self._around(first) if each not in self._around(second)
        ]
        found = []
        for each in self._around(first):
            if each not in self._around(second):
                continue
            places = self.table.places[each] - 1
            reason = self._held_by_better(each, second, unit, places, fresh=True)
            for inner in beside:
                room = self._better(inner, second, unit)
                limit = self.table.places[inner] - 1
                self.solver_model.add(room <= limit).only_enforce_if(reason)
            found.append(reason)
        return found

    def _held_by_better(
        self, each: int, claim: int, leaves: int, places: int, *, fresh: bool = False
    ) -> Any:
        """A literal that implies: in a set so many places are held by better claims.

        Claims of the unit that ``leaves`` do not count.
        """
        key = (each, claim, leaves, places)
        if fresh or key not in self._full:
            literal = self.solver_model.new_bool_var("")
            better = self._better(each, claim, leaves)
            self.solver_model.add(better >= places).only_enforce_if(literal)
            self._full[key] = literal
        return self._full[key]

    def _better(self, each: int, claim: int, leaves: int) -> Any:
        return sum(
            self.taken[unit][at]
            for other, unit, at in self.sets[each]
            if other < claim and unit != leaves
        )

    def _around(self, claim: int) -> tuple[int, ...]:
        return self.table.path[self.table.post_of(claim)]
