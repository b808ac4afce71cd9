"""Less work instead of later work: exactly how much, of which task, at what price."""

import itertools
import random

import pytest

from coordination.core.detect import detect
from coordination.core.facts import Demand, Event, Period, StationFacts
from coordination.core.plans import Change, Part, applied
from coordination.core.repair import lessening
from coordination.core.repair.case import Case
from coordination.core.repair.terms import Movable, Pair, Site

H, TENTH = 60_000, 6_000
SHIFT = 480


def week(*demands, officers=1000, **more):
    """Eight hours of so many officers on days 1 to 9, minute 0 to 480 of each."""
    periods = tuple(
        Period(1440 * n, 1440 * n + SHIFT, officers, officers) for n in range(1, 10)
    )
    return StationFacts("S", periods, demands, **more)


def owed(name, first, last, effort):
    """Work of so many units from the beginning of a day to the end of another."""
    return Demand(name, "A", 1440 * first, 1440 * last + SHIFT, effort)


def case_of(facts, *movables):
    return Case.of([Site(facts, movables, as_of=0, now=0)])


def fits(facts):
    return not detect(facts, as_of=0, now=0).deficit


def crowded(rng):
    """Up to six tasks of a week that is too full, and what may be taken off each."""
    while True:
        demands = []
        for n in range(rng.randint(2, 6)):
            first = rng.randint(1, 5)
            effort = rng.randint(1, 160) * TENTH + rng.choice([0, 0, 1, 2_999])
            demands.append(owed(f"d{n}", first, rng.randint(first, 6), effort))
        facts = week(*demands)
        if not fits(facts):
            break
    movables = [
        Movable(
            d.id,
            least=rng.choice([None, 0, 0, 1, d.effort // 2, d.effort]),
            worth=rng.choice([1, 1, 2, 5]),
        )
        for d in demands
    ]
    return facts, movables


def hours(units):
    return -(-units // H)


def excess(facts):
    """By how much the fullest window is too full."""
    days = range(1, 7)
    return max(
        sum(
            d.effort
            for d in facts.demands
            if d.release >= 1440 * a and d.due <= 1440 * b + SHIFT
        )
        - 8 * H * (b - a + 1)
        for a, b in itertools.product(days, days)
        if a <= b
    )


def enough_alone(facts, movables):
    """(price in units, place, what is left) of each task that is enough by itself."""
    need, terms = excess(facts), {m.demand: m for m in movables}
    for n, d in enumerate(facts.demands):
        each = terms[d.id]
        left = (d.effort - need) // TENTH * TENTH
        if each.least is None or left < max(each.least, 1):
            continue
        if fits(applied(facts, [Change("reduce", d.id, effort=left)])):
            yield each.worth * (d.effort - left), n, left


@pytest.mark.parametrize("seed", range(6))
def test_one_task_gives_what_the_fullest_window_lacks_where_it_costs_least(seed):
    rng, found = random.Random(seed), 0
    for _ in range(25):
        facts, movables = crowded(rng)
        expected = min(enough_alone(facts, movables), default=None)
        plans = list(lessening.reduced(case_of(facts, *movables)))
        ones = [p for p in plans if len(p.stations[0].changes) == 1]
        if expected is None:
            continue
        _, n, left = expected
        task, worth = facts.demands[n], movables[n].worth
        assert plans[0].stations[0].changes == (Change("reduce", task.id, effort=left),)
        assert plans[0].cost == worth * hours(task.effort - left)
        assert plans[0].settles and ones
        found += 1
    assert found


def by_share(facts, movables, percent):
    """All of the failing windows a hundredth part less, in tenths of an hour."""
    inside = {m.id for c in detect(facts, as_of=0, now=0).conflicts for m in c.members}
    changes = []
    for d, each in zip(facts.demands, movables, strict=True):
        if d.id in inside and each.least is not None:
            left = d.effort * (100 - percent) // 100 // TENTH * TENTH
            left = max(left, each.least, 1)
            if left < d.effort:
                changes.append(Change("reduce", d.id, effort=left))
    return tuple(changes)


@pytest.mark.parametrize("seed", range(6))
def test_all_alike_give_the_smallest_share_that_is_enough(seed):
    rng, found = random.Random(seed), 0
    for _ in range(8):
        facts, movables = crowded(rng)
        alone = min(enough_alone(facts, movables), default=None)
        shares = (by_share(facts, movables, percent) for percent in range(1, 100))
        expected = next((c for c in shares if fits(applied(facts, c))), ())
        plans = list(lessening.reduced(case_of(facts, *movables)))
        alike = plans[1 if alone else 0 :]
        assert [p.stations[0].changes for p in alike] == (
            [expected] if expected else []
        )
        if not expected:
            continue
        effort = {d.id: d.effort for d in facts.demands}
        worth = {m.demand: m.worth for m in movables}
        price = sum(
            worth[c.demand] * hours(effort[c.demand] - c.effort) for c in expected
        )
        assert alike[0].cost == price
        found += 1
    assert found


def test_of_equal_prices_the_first_by_name_gives():
    facts = week(owed("b", 1, 1, 6 * H), owed("a", 1, 1, 6 * H))
    plan = next(
        lessening.reduced(case_of(facts, Movable("a", least=0), Movable("b", least=0)))
    )
    assert plan.stations[0].changes == (Change("reduce", "a", effort=2 * H),)


def test_a_task_never_becomes_less_than_has_to_remain():
    facts = week(owed("a", 1, 1, 6 * H), owed("b", 1, 1, 6 * H))
    exactly = list(lessening.reduced(case_of(facts, Movable("a", least=2 * H))))
    assert [p.stations[0].changes for p in exactly[:1]] == [
        (Change("reduce", "a", effort=2 * H),)
    ]
    assert not list(lessening.reduced(case_of(facts, Movable("a", least=2 * H + 1))))


def test_events_are_not_taken_less_of():
    meeting = Event("m", "B", 1440, 1440 + 240, 1000)
    facts = week(owed("m", 3, 3, 1 * H), owed("a", 1, 1, 6 * H), events=(meeting,))
    terms = Movable("m", least=0), Movable("a", least=0)
    plans = list(lessening.reduced(case_of(facts, *terms)))
    assert plans and {c.demand for p in plans for c in p.stations[0].changes} == {"a"}


def cheapest_waived(facts, movables):
    free = [m for m in movables if m.least == 0]
    effort = {d.id: d.effort for d in facts.demands}
    return min(
        (
            sum(m.worth * hours(effort[m.demand]) for m in some)
            for count in range(len(free) + 1)
            for some in itertools.combinations(free, count)
            if fits(applied(facts, [Change("waive", m.demand) for m in some]))
        ),
        default=None,
    )


@pytest.mark.parametrize("seed", range(6))
def test_the_cheapest_tasks_are_waived_and_only_those_that_may_be(seed):
    rng, found = random.Random(seed), 0
    for _ in range(25):
        facts, movables = crowded(rng)
        least = cheapest_waived(facts, movables)
        plan = lessening.waived(case_of(facts, *movables))
        if least is None:
            assert plan is None or not plan.settles
            continue
        assert plan is not None and plan.settles
        effort = {d.id: d.effort for d in facts.demands}
        terms = {m.demand: m for m in movables}
        gone = [terms[c.demand] for c in plan.stations[0].changes]
        assert {c.kind for c in plan.stations[0].changes} == {"waive"}
        assert all(m.least == 0 for m in gone)
        assert plan.cost == sum(m.worth * hours(effort[m.demand]) for m in gone)
        assert plan.cost == least
        found += 1
    assert found


def test_a_station_without_conflict_is_spared_nothing():
    facts = week(owed("a", 1, 1, 6 * H))
    assert lessening.waived(case_of(facts, Movable("a", least=0))) is None


def test_what_stays_by_the_old_due_is_as_many_whole_hours_as_fit():
    facts = week(owed("a", 1, 1, 5 * H), owed("b", 1, 2, 7 * H), owed("c", 1, 2, 9 * H))
    dues = tuple(1440 * n + SHIFT for n in (3, 4, 5))
    plan = lessening.split(case_of(facts, Movable("c", dues, 3)))
    parts = (Part(1440 * 2 + SHIFT, 4 * H), Part(1440 * 3 + SHIFT, 5 * H))
    assert plan.stations[0].changes == (Change("split", "c", parts=parts),)
    assert plan.cost == -(-3 * 1 * 5 // 9)
    assert plan.settles


def test_the_parts_of_two_tasks_are_paid_for_by_what_moves():
    facts = week(
        owed("a", 1, 1, 10 * H), owed("b", 1, 1, 6 * H), owed("c", 2, 2, 8 * H)
    )
    dues = tuple(1440 * n + SHIFT for n in (2, 3, 4))
    plan = lessening.split(case_of(facts, Movable("a", dues, 2), Movable("b", dues, 3)))
    moved = {
        c.demand: (c.kind, [(p.due // 1440, p.effort // H) for p in c.parts])
        for c in plan.stations[0].changes
    }
    assert plan.settles
    assert moved == {"a": ("split", [(1, 2), (3, 8)])}
    assert plan.cost == -(-2 * 2 * 8 // 10)


def test_where_no_whole_hour_can_stay_nothing_is_split():
    facts = week(owed("a", 1, 1, 8 * H - TENTH), owed("b", 1, 1, 3 * H))
    terms = Movable("b", (1440 * 2 + SHIFT,))
    assert lessening.split(case_of(facts, terms)) is None
    less = week(owed("a", 1, 1, 7 * H), owed("b", 1, 1, 3 * H))
    parts = (Part(1440 + SHIFT, H), Part(1440 * 2 + SHIFT, 2 * H))
    plan = lessening.split(case_of(less, terms))
    assert plan.stations[0].changes == (Change("split", "b", parts=parts),)


def merges(facts, *pairs):
    plan = lessening.merged(case_of(facts), {"S": pairs})
    return (
        [(c.demand, c.into, c.effort) for c in plan.stations[0].changes] if plan else []
    )


def test_pairs_that_save_most_are_done_as_one_first_and_only_as_many_as_it_takes():
    work = [owed(name, 1, 1, 3 * H) for name in "abcd"]
    one, two = Pair("a", "b", 4 * H), Pair("c", "d", 3 * H)
    assert merges(week(*work), one, two) == [("c", "d", 3 * H), ("a", "b", 4 * H)]
    assert merges(week(*work[:3], owed("d", 1, 1, 2 * H)), one, two) == [
        ("a", "b", 4 * H),
        ("c", "d", 3 * H),
    ]
    assert merges(week(*work[:2], owed("c", 1, 1, 2 * H)), one) == []
    more = [*work, owed("e", 3, 3, H)]
    assert merges(week(*more), Pair("a", "b", 2 * H), two) == [("a", "b", 2 * H)]


def test_a_task_is_done_with_one_other_and_only_where_that_saves_work():
    work = [owed(name, 1, 1, 5 * H) for name in "abc"]
    known = Pair("a", "b", 6 * H), Pair("b", "c", 7 * H)
    assert merges(week(*work), *known) == [("a", "b", 6 * H)]
    useless = Pair("a", "c", 10 * H), Pair("a", "x", H), Pair("x", "b", H)
    assert merges(week(*work), *useless) == []
    assert merges(week(*work), *useless, *known) == [("a", "b", 6 * H)]
    assert merges(week(*work), Pair("a", "c", 10 * H - 1)) == [("a", "c", 10 * H - 1)]
    vague = week(*work, Demand("v", "A", None, 1440 + SHIFT, None))
    assert merges(vague, Pair("a", "v", H), Pair("v", "a", H)) == []
