"""Small forces to be deployed, and every plan there is, counted one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from random import Random

from coordination.core.deployment import Choice, Opening, deploy, falling, rising


@dataclass(frozen=True)
class Case:
    costs: dict[str, tuple[int, ...]]
    gains: dict[str, tuple[int, ...]]
    openings: tuple[Opening, ...]
    choices: tuple[Choice, ...]
    most: int


def case(random: Random) -> Case:
    """Up to five officers, three openings; marginals are convex or are made so."""
    givers, takers = ["g1", "g2"], ["t1", "t2"]
    costs = {g: tuple(random.randint(0, 6) for _ in range(2)) for g in givers}
    gains = {t: tuple(random.randint(0, 9) for _ in range(2)) for t in takers}
    openings = tuple(
        Opening(n, random.choice(takers), random.randint(1, 2)) for n in range(3)
    )
    choices = tuple(
        Choice(officer, givers[officer % 2], opening.key, random.choice([0, 400, 1000]))
        for officer in range(random.randint(1, 5))
        for opening in openings
        if random.random() < 0.6
    )
    return Case(costs, gains, openings, choices, random.randint(1, 4))


def large(random: Random) -> Case:
    """A county or a city: up to 12 units that give, 12 that take, 120 officers."""
    givers = [f"g{n}" for n in range(random.randint(2, 12))]
    takers = [f"t{n}" for n in range(random.randint(2, 12))]
    costs = {g: tuple(random.randint(0, 40) for _ in range(3)) for g in givers}
    gains = {t: tuple(random.randint(0, 90) for _ in range(3)) for t in takers}
    openings = tuple(
        Opening(n, random.choice(takers), random.randint(1, 3)) for n in range(20)
    )
    choices = tuple(
        Choice(officer, random.choice(givers), opening.key, random.randint(0, 1000))
        for officer in range(random.randint(10, 120))
        for opening in random.sample(openings, random.randint(0, 6))
    )
    home = {choice.officer: choice.giver for choice in choices}
    fixed = tuple(replace(one, giver=home[one.officer]) for one in choices)
    return Case(costs, gains, openings, fixed, random.randint(1, 20))


def worth(given: Case, plan: Sequence[Choice]) -> tuple[int, int] | None:
    """(saved, merit) of a plan; None where it breaks a rule."""
    places = {opening.key: opening for opening in given.openings}
    gone = Counter(choice.giver for choice in plan)
    filled = Counter(choice.opening for choice in plan)
    come = Counter(places[choice.opening].taker for choice in plan)
    if len({choice.officer for choice in plan}) < len(plan) or len(plan) > given.most:
        return None
    if any(n > len(given.costs[str(g)]) for g, n in gone.items()):
        return None
    if any(n > places[key].places for key, n in filled.items()):
        return None
    if any(n > len(given.gains[str(t)]) for t, n in come.items()):
        return None
    lost = sum(sum(rising(given.costs[str(g)])[:n]) for g, n in gone.items())
    won = sum(sum(falling(given.gains[str(t)])[:n]) for t, n in come.items())
    return won - lost, sum(choice.merit for choice in plan)


def plans(given: Case) -> Iterator[tuple[Choice, ...]]:
    """Every choice of one opening, or none, for every officer."""
    by_officer: dict[int, list[Choice | None]] = {}
    for choice in given.choices:
        by_officer.setdefault(choice.officer, [None]).append(choice)
    for picked in product(*by_officer.values()):
        yield tuple(choice for choice in picked if choice is not None)


def judged(given: Case) -> int:
    """How many postings the plan has; AssertionError where some plan is better, in
    hours or with the same hours in merit, or where it breaks a rule."""
    found = deploy(
        given.costs, given.gains, given.openings, given.choices, most=given.most
    )
    by_size: dict[int, list[tuple[int, int]]] = {}
    for plan in plans(given):
        value = worth(given, plan)
        if value is not None:
            by_size.setdefault(len(plan), []).append(value)
    best = {size: max(values) for size, values in by_size.items()}
    assert worth(given, found.choices) == best[len(found.choices)]
    assert list(found.saved) == [best[n + 1][0] for n in range(len(found.saved))]
    assert len(found.saved) == len(found.choices)
    assert max(value[0] for value in best.values()) == best[len(found.choices)][0]
    return len(found.choices)
