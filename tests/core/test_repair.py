"""Ways out of a conflict: sound whatever the station, and cheap where one can tell."""

import itertools
import random
from dataclasses import replace

import pytest

from coordination.core.detect import detect
from coordination.core.facts import Demand, Period, StationFacts
from coordination.core.plans import Change, applied
from coordination.core.repair.case import Case, balance
from coordination.core.repair.lending import Lenders
from coordination.core.repair.obstacles import obstacles
from coordination.core.repair.terms import Movable, Pair, Site
from coordination.core.repair.ways import better, ways_out
from tests.core import repairs

H = 60_000


@pytest.mark.parametrize("seed", range(8))
def test_every_plan_is_what_it_says(seed):
    rng = random.Random(seed)
    settled = [bool(repairs.judged(rng)) for _ in range(40)]
    assert 10 < sum(settled) < 40


@pytest.mark.parametrize("seed", range(4))
def test_so_is_every_plan_for_stations_that_share_directives(seed):
    rng = random.Random(seed)
    settled = [repairs.judged_together(rng) for _ in range(20)]
    assert any("together" in found for found in settled)


def test_a_plan_that_does_not_hold_is_noticed():
    """The check above must be able to fail."""
    rng = random.Random(1)
    while True:
        place = repairs.site(rng)
        plan = next(iter(ways_out(Case.of([place]))), None)
        if plan and plan.settles and plan.method == "cheapest":
            break
    lied = replace(plan.stations[0], changes=plan.stations[0].changes[1:])
    with pytest.raises(AssertionError):
        repairs.check(replace(plan, stations=(lied,)), [place])
    beyond = replace(plan.stations[0].changes[0], due=10**6)
    with pytest.raises(AssertionError):
        repairs.allowed(beyond, place)


def brute(place):
    """The least cost of steps with which everything fits, by trying all."""
    movables = [m for m in place.sound().movables if m.dues]
    costs = []
    for steps in itertools.product(*(range(len(m.dues) + 1) for m in movables)):
        made = [
            Change("shift", m.demand, due=m.dues[step - 1])
            for m, step in zip(movables, steps, strict=True)
            if step
        ]
        after = applied(place.facts, made)
        if not detect(after, as_of=0, now=0).deficit:
            weights = (m.weight for m in movables)
            costs.append(sum(w * s for w, s in zip(weights, steps, strict=True)))
    return min(costs, default=None)


@pytest.mark.parametrize("seed", range(4))
def test_the_solver_finds_the_cheapest_dues_and_knows_it(seed):
    rng = random.Random(seed)
    known = 0
    for _ in range(25):
        place = few(repairs.site(rng, large=0))
        least = brute(place)
        found = better(Case.of([place]), seconds=600)
        assert found.plan.settles == (least is not None)
        if least is not None:
            assert found.proven and found.plan.cost == least
            known += least > 0
    assert known > 2


def few(place):
    """With so few dues on offer that all can be tried."""
    return replace(place, movables=place.movables[:4])


@pytest.mark.parametrize("seed", range(4))
def test_what_is_in_the_way_is_there_exactly_when_no_dues_help(seed):
    rng = random.Random(seed)
    stuck = 0
    for _ in range(60):
        place = repairs.site(rng)
        found = obstacles(place)
        last = repairs.at_last(place)
        assert bool(found) == bool(detect(last, as_of=0, now=0).deficit)
        settles = any(
            plan.settles and plan.method == "cheapest"
            for plan in ways_out(Case.of([place]))
        )
        assert settles == (not found)
        stuck += bool(found)
        for obstacle in found:
            irreducible(obstacle, last)
    assert 0 < stuck < 60


def irreducible(obstacle, facts):
    """The named work fails by itself, and without any one of it no more."""
    events = {each.id for each in obstacle.work if each.event}
    names = {each.id for each in obstacle.work if not each.event}
    kept = replace(
        facts,
        demands=tuple(d for d in facts.demands if d.id in names),
        events=tuple(e for e in facts.events if e.id in events),
    )
    assert detect(kept, as_of=0, now=0).deficit
    for name in names:
        fewer = tuple(d for d in kept.demands if d.id != name)
        assert not detect(replace(kept, demands=fewer), as_of=0, now=0).deficit


@pytest.mark.parametrize("seed", range(3))
def test_the_room_of_a_balance_is_that_of_the_tightest_window(seed):
    rng = random.Random(seed)
    for _ in range(60):
        place = repairs.site(rng, large=0)
        assert balance(place.facts, place).slack == repairs.room(place.facts)


def week(*demands, code="S", officers=1000):
    """Eight hours of so many officers on days 1 to 9, minute 0 to 480 of each."""
    periods = tuple(
        Period(1440 * n, 1440 * n + 480, officers, officers) for n in range(1, 10)
    )
    return StationFacts(code, periods, demands)


def owed(name, day, hours, **more):
    return Demand(name, "A", None, 1440 * day + 480, hours * H, **more)


def days(first, last):
    return tuple(1440 * n + 480 for n in range(first, last + 1))


def plans_of(facts, *movables, **more):
    case = Case.of([Site(facts, movables, as_of=0, now=0)])
    return {plan.method: plan for plan in reversed(ways_out(case, **more))}


def changes(plan):
    return plan.stations[0].changes


def test_the_cheapest_dues_are_the_least_weighted_days():
    facts = week(owed("a", 1, 6), owed("b", 1, 6), owed("c", 2, 2))
    found = plans_of(facts, Movable("a", days(2, 5), 3), Movable("b", days(2, 5), 2))
    assert changes(found["cheapest"]) == (Change("shift", "b", due=days(2, 2)[0]),)
    assert found["cheapest"].cost == 2
    assert found["cheapest"].stations[0].before.deficit == 4 * H
    assert found["cheapest"].stations[0].after.slack == 2 * H


def test_of_equal_steps_for_all_it_takes_the_fewest():
    facts = week(owed("a", 1, 14), owed("b", 1, 14))
    found = plans_of(facts, Movable("a", days(2, 6)), Movable("b", days(2, 6)))
    dues = {change.due for change in changes(found["uniform"])}
    assert dues == set(days(4, 4))
    assert found["cheapest"].cost == 1 + 3
    assert "smallest_maximum" not in found  # the cheapest is the same


def test_what_fits_by_the_old_due_stays_there():
    facts = week(owed("a", 1, 6), owed("b", 1, 6))
    found = plans_of(facts, Movable("b", days(2, 5), 2))
    (change,) = changes(found["split"])
    assert [(part.due, part.effort // H) for part in change.parts] == [
        (days(1, 1)[0], 2),
        (days(2, 2)[0], 4),
    ]


def test_least_is_taken_off_one_or_off_all_alike():
    facts = week(owed("a", 1, 6), owed("b", 1, 6))
    case = Case.of(
        [Site(facts, (Movable("a", least=0), Movable("b", least=5 * H)), 0, 0)]
    )
    found = [plan for plan in ways_out(case) if plan.method == "reduce"]
    left = [{c.demand: c.effort / H for c in changes(plan)} for plan in found]
    assert {"a": 2} in left
    assert all(plan.settles for plan in found)
    assert plans_of(facts, Movable("a", least=0))["waive"].cost == 6


def test_two_done_as_one_may_not_be_enough():
    facts = week(owed("a", 1, 6), owed("b", 1, 6))
    plan = plans_of(facts, pairs={"S": [Pair("a", "b", 9 * H)]})["merge"]
    assert not plan.settles
    assert plan.stations[0].after.deficit == 1 * H


def test_officers_come_from_whom_it_leaves_whole():
    facts = week(owed("a", 2, 24))
    full = week(owed("x", 9, 70), code="F", officers=2000)
    full = replace(full, demands=(*full.demands, owed("y", 9, 72), owed("z", 1, 1)))
    rich = week(owed("x", 9, 70), code="R", officers=3000)
    lenders = [Site(each, (), as_of=0, now=0) for each in (full, rich)]
    plan = plans_of(facts, lenders=Lenders(lenders))["lend"]
    (change,) = changes(plan)
    assert (change.lender, change.officers, plan.cost) == ("R", 1000, 8)
    assert [station.station for station in plan.stations] == ["S", "R"]
    assert plan.settles and plan.stations[1].after.conflicts == 0


def test_one_date_for_all_stations_or_each_its_own():
    terms = Movable("a", days(2, 5), group="g")
    sites = [
        Site(week(owed("a", 1, 12), owed("b", 2, 2), code="S"), (terms,), 0, 0),
        Site(week(owed("a", 1, 16), owed("b", 3, 2), code="T"), (terms,), 0, 0),
    ]
    found = {plan.method: plan for plan in reversed(ways_out(Case.of(sites)))}
    dues = [[c.due for c in s.changes] for s in found["cheapest"].stations]
    assert dues == [list(days(2, 2)), list(days(2, 2))]
    sites[1] = Site(week(owed("a", 1, 18), code="T"), (terms,), 0, 0)
    found = {plan.method: plan for plan in reversed(ways_out(Case.of(sites)))}
    assert found["cheapest"].cost == 1 + 2
    assert found["together"].cost == 2 + 2
    assert found["together"].settles


def test_overdue_work_is_not_brought_back_into_the_sum():
    facts = week(owed("late", 1, 40), owed("a", 3, 13), owed("b", 3, 13))
    site = Site(facts, (Movable("late", days(4, 6)),), as_of=1440, now=2 * 1440)
    assert not ways_out(Case.of([site]))
    assert obstacles(site)


def test_unknown_capacity_has_no_ways_out():
    with pytest.raises(ValueError, match="not known"):
        Case.of([Site(replace(week(), capacity=None), (), as_of=0, now=0)])
