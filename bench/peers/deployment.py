"""The same question put to CP-SAT: officers and heads as variables, no network."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

from ortools.sat.python import cp_model

from coordination.core.deployment import deploy, falling, rising
from tests.core.deploying import Case


def agrees(case: Case) -> int:
    """How many postings the plan has; AssertionError where the solver saves more."""
    found = deploy(case.costs, case.gains, case.openings, case.choices, most=case.most)
    saved = found.saved[-1] if found.saved else 0
    assert saved == _best(case), "the solver finds another plan"
    return len(found.choices)


def _best(case: Case) -> int:
    model = cp_model.CpModel()
    goes = [model.new_bool_var("") for _ in case.choices]
    model.add(sum(goes) <= case.most)
    by: dict[tuple[str, Any], list[Any]] = defaultdict(list)
    takers = {opening.key: opening.taker for opening in case.openings}
    for choice, var in zip(case.choices, goes, strict=True):
        by["officer", choice.officer].append(var)
        by["opening", choice.opening].append(var)
        by["giver", choice.giver].append(var)
        by["taker", takers[choice.opening]].append(var)
    for (kind, _key), some in by.items():
        if kind == "officer":
            model.add(sum(some) <= 1)
    for opening in case.openings:
        model.add(sum(by["opening", opening.key]) <= opening.places)
    terms = []
    for kind, curves, sign in (("giver", case.costs, -1), ("taker", case.gains, 1)):
        for key, curve in curves.items():
            each = rising(curve) if sign < 0 else falling(curve)
            heads = [model.new_bool_var("") for _ in each]
            for one, next_one in pairwise(heads):
                model.add(one >= next_one)
            model.add(sum(by[kind, key]) == sum(heads))
            terms += [sign * n * var for n, var in zip(each, heads, strict=True)]
    model.maximize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    assert status == cp_model.OPTIMAL
    return round(solver.objective_value)
