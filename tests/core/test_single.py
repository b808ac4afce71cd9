"""The one later date that takes a conflict away, as a page names it."""

import random
from dataclasses import replace

import pytest

from coordination.core.detect import detect
from coordination.core.plans import Change, applied
from coordination.core.repair.single import single
from coordination.core.repair.terms import Movable, Site
from tests.core.test_lessening import SHIFT, H, crowded, owed, week


def days(first, last):
    return tuple(1440 * n + SHIFT for n in range(first, last + 1))


def of(facts, *movables):
    return single(Site(facts, movables, as_of=0, now=0))


def failing(facts):
    found = detect(facts, as_of=0, now=0).conflicts
    return sum(each.kind == "deadline" for each in found)


def fits_in(facts, demand):
    """Whether every window of whole days around the demand holds all that is in it."""
    first, last = demand.release // 1440, demand.due // 1440
    return all(
        sum(
            d.effort
            for d in facts.demands
            if d.release >= 1440 * a and d.due <= 1440 * b + SHIFT
        )
        <= 8 * H * (min(b, 9) - a + 1)
        for a in range(1, first + 1)
        for b in range(last, 13)
    )


def by_trying(facts, movables):
    """The shift with the least delay, then by name, of those after which less fails;
    each to the first due at which the demand itself is in no window that fails."""
    found = []
    for terms in movables:
        demand = next(d for d in facts.demands if d.id == terms.demand)
        for due in terms.dues if terms.dues and terms.dues[-1] > demand.due else ():
            if due <= demand.due:
                continue
            after = applied(facts, [Change("shift", demand.id, due=due)])
            if fits_in(after, replace(demand, due=due)):
                if failing(after) < failing(facts):
                    found.append((due - demand.due, demand.id, due))
                break
    return min(found, default=None)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_one_with_the_least_delay(seed):
    rng, told = random.Random(seed), 0
    for _ in range(40):
        facts, _ = crowded(rng)
        movables = [
            Movable(d.id, days(rng.randint(1, 6), rng.choice([0, 7, 9])), weight)
            for d in facts.demands
            if (weight := rng.randint(0, 9))
        ]
        expected, found = by_trying(facts, movables), of(facts, *movables)
        assert bool(found) == bool(expected)
        if expected:
            _, name, due = expected
            assert found == Change("shift", name, due=due)
            told += 1
    assert 3 < told < 40


def test_who_cannot_be_helped_is_passed_over_and_so_is_who_does_not_help():
    facts = week(owed("a", 1, 1, 90 * H), owed("b", 1, 1, 6 * H), owed("x", 3, 3, H))
    far, near = Movable("a", days(2, 9)), Movable("x", days(4, 9))
    assert of(facts, far, near) is None
    less = week(owed("a", 1, 1, 6 * H), owed("b", 1, 1, 6 * H), owed("x", 3, 3, H))
    stuck = Movable("a", ())
    assert of(less, stuck, near, Movable("b", days(3, 3))) == Change(
        "shift", "b", due=days(3, 3)[0]
    )


def test_nothing_is_said_where_the_capacity_is_not_known():
    facts = week(owed("a", 1, 1, 6 * H), owed("b", 1, 1, 6 * H))
    assert of(facts, Movable("a", days(2, 3)))
    assert of(replace(facts, capacity=None), Movable("a", days(2, 3))) is None
