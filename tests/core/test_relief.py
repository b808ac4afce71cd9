"""One due moved by itself: what is said to be gone is gone, from that due on."""

import random
from dataclasses import replace

import pytest

from coordination.core.consequence import consequence
from coordination.core.detect import detect
from coordination.core.identity import OldConflict
from coordination.core.plans import Change, applied
from coordination.core.repair.relief import Relief, best_due, reliefs, with_due
from tests.core import repairs


def goal_of(site):
    """The deadline conflicts there are, as if they were stored."""
    found = detect(site.facts, as_of=site.as_of, now=site.now).conflicts
    return [
        OldConflict(n, c.kind, c.victims, frozenset(m.id for m in c.members), c.demand)
        for n, c in enumerate(found)
        if c.kind == "deadline"
    ]


def gone(site, goal, demand, due):
    """Ids gone with that one due, nothing being worse: asked another way."""
    after = applied(site.facts, [Change("shift", demand, due=due)])
    said = consequence(site.facts, after, goal, as_of=site.as_of, now=site.now)
    left = {pk for pk, _short in said.left}
    return set() if said.worse else {each.id for each in goal} - left


def helping(site, goal):
    """(demand, conflict) -> the dues that help, every one of them tried."""
    wanted = {member for each in goal for member in each.members}
    found = {}
    for terms in site.sound().movables:
        for due in terms.dues if terms.demand in wanted else ():
            for pk in gone(site, goal, terms.demand, due):
                found.setdefault((terms.demand, pk), []).append(due)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_from_the_due_on_the_conflict_is_gone(seed):
    rng, helped = random.Random(seed), 0
    for _n in range(40):
        site = repairs.site(rng, limits=rng.random() < 0.2)
        goal = goal_of(site)
        every = helping(site, goal)
        dues = {terms.demand: terms.dues for terms in site.sound().movables}
        found = {(r.demand, r.conflict): r for r in reliefs(site, goal)}
        for (demand, pk), each in found.items():
            tried, on_offer = every[demand, pk], dues[demand]
            assert {due for due in on_offer if due >= each.due} <= set(tried)
            assert max([d for d in on_offer if d < each.due], default=0) not in tried
        assert set(found) == {key for key, d in every.items() if dues[key[0]][-1] in d}
        helped += bool(found)
    assert helped > 5


def test_unknown_capacity_settles_nothing():
    site = repairs.site(random.Random(1))
    unknown = replace(site, facts=replace(site.facts, capacity=None))
    assert not list(reliefs(unknown, goal_of(site)))


def test_of_several_dues_the_earliest_that_settles_most():
    found = [
        Relief("a", 1, 10, 90),
        Relief("b", 2, 20, 90),
        Relief("c", 3, 30, 35),
        Relief("d", 4, 40, 90),
        Relief("e", 5, 38, 90),
    ]
    assert best_due(found) == 40
    assert {each.conflict for each in with_due(found, 40)} == {1, 2, 4, 5}
    assert {each.conflict for each in with_due(found, 35)} == {1, 2, 3}
    assert best_due(found[:2]) == 20 and best_due([]) is None
    assert best_due([Relief("a", 1, 10, 90), Relief("b", 1, 20, 90)]) == 10
