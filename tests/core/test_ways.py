"""Ways out of a conflict, each by hand: what is chosen, and at what price."""

from dataclasses import replace

from coordination.core.facts import Demand, Event, Period, StationFacts
from coordination.core.plans import Change
from coordination.core.repair import lending
from coordination.core.repair.case import Case, least_room
from coordination.core.repair.lending import Lenders, Loan
from coordination.core.repair.terms import Movable, Pair, Site
from coordination.core.repair.ways import ways_out
from tests.core.test_repair import H, changes, days, owed, plans_of, week


def test_a_limit_is_kept_although_no_window_shows_it():
    """Four hours a day are all that one half of an officer can do."""
    facts = week(owed("a", 1, 6, max_officers=500), owed("b", 9, 1))
    plan = plans_of(facts, Movable("a", days(2, 5), 3))["cheapest"]
    assert changes(plan) == (Change("shift", "a", due=days(2, 2)[0]),)
    assert (plan.cost, plan.settles) == (3, True)


def test_under_limits_the_step_is_taken_that_costs_least_for_what_it_relieves():
    """Of eight hours only one is relieved: what counts is the price of the step."""
    slow, soon = owed("a", 2, 8, max_officers=500), owed("b", 1, 5)
    facts = week(slow, soon, owed("c", 9, 1))
    found = plans_of(facts, Movable("a", days(3, 5), 3), Movable("b", days(2, 5), 2))
    assert changes(found["cheapest"]) == (Change("shift", "b", due=days(2, 2)[0]),)
    assert found["cheapest"].cost == 2


def day(name, n, hours):
    """Work of one day only."""
    return Demand(name, "A", 1440 * n, 1440 * n + 480, hours * H)


def test_nobody_waits_longer_than_need_be():
    """Three steps for one cost less than one for him and two for another."""
    facts = week(owed("a", 1, 8), owed("b", 1, 4), owed("c", 1, 4), day("d", 2, 4))
    noon = 2 * 1440 + 240
    terms = [Movable("a", (noon, *days(2, 5)), 1), Movable("b", days(2, 5), 2)]
    found = plans_of(facts, *terms, Movable("c", days(2, 5), 2))
    cheapest, fair = found["cheapest"], found["smallest_maximum"]
    assert (cheapest.cost, [c.demand for c in changes(cheapest)]) == (3, ["a"])
    assert {c.due for c in changes(fair)} == {noon, *days(3, 3)}
    assert (fair.cost, fair.settles) == (1 + 2 * 2, True)


def test_the_same_step_is_for_those_in_the_window_alone():
    facts = week(owed("a", 1, 6), owed("b", 1, 6), owed("x", 5, 1))
    terms = [
        Movable(name, days(first, 7))
        for name, first in zip("abx", (2, 2, 6), strict=True)
    ]
    plan = plans_of(facts, *terms)["uniform"]
    assert {(c.demand, c.due) for c in changes(plan)} == {
        ("a", days(2, 2)[0]),
        ("b", days(2, 2)[0]),
    }


def test_the_same_step_is_for_nobody_if_one_cannot_take_it():
    facts = week(owed("a", 1, 12), owed("b", 1, 12))
    terms = Movable("a", days(2, 6)), Movable("b", days(2, 2))
    assert "uniform" not in plans_of(facts, *terms)
    assert plans_of(facts, *terms)["cheapest"].settles


def test_a_station_that_holds_does_not_settle_the_others():
    terms = Movable("a", days(2, 5))
    sites = [
        Site(week(owed("a", 1, 9), code="S"), (terms,), 0, 0),
        Site(week(owed("a", 1, 17), code="T"), (terms,), 0, 0),
    ]
    found = {plan.method: plan for plan in reversed(ways_out(Case.of(sites)))}
    assert found["uniform"].settles
    assert {c.due for s in found["uniform"].stations for c in s.changes} == {
        days(3, 3)[0]
    }


def test_what_stays_behind_stays_only_once():
    """Four hours are left on the first day: the dearer task has them."""
    facts = week(owed("x", 1, 4), owed("a", 1, 6), owed("b", 1, 6))
    terms = Movable("a", days(2, 5), 3), Movable("b", days(2, 5), 2)
    plan = plans_of(facts, Movable("x", days(2, 5), 9), *terms)["split"]
    parts = {c.demand: [p.effort // H for p in c.parts] for c in changes(plan)}
    assert sum(held[0] for held in parts.values() if held) == 4
    assert plan.settles
    # Three for a step of what moves, rounded up; two for one.
    assert plan.cost == -(-3 * 2 // 6) + 2


def test_nothing_worth_an_hour_stays_behind():
    facts = week(owed("x", 1, 8), owed("a", 1, 6))
    assert "split" not in plans_of(facts, Movable("a", days(2, 5)))


def reductions(facts, *terms):
    found = ways_out(Case.of([Site(facts, terms, 0, 0)]))
    return [
        ({c.demand: c.effort / H for c in changes(plan)}, plan.cost)
        for plan in found
        if plan.method == "reduce"
    ]


def test_one_gives_what_is_too_much_and_all_give_a_share():
    """Three of fifteen hours: a fifth of each, or all three from the cheaper one."""
    facts = week(owed("a", 1, 5), owed("b", 1, 5), owed("x", 1, 1))
    terms = Movable("a", least=0, worth=5), Movable("b", least=0, worth=2)
    found = reductions(facts, *terms, Movable("x", least=H, worth=1))
    assert ({"b": 2}, 2 * 3) in found
    assert ({"a": 3.5, "b": 3.5}, 5 * 2 + 2 * 2) in found
    assert len(found) == 2


def test_who_must_keep_too_much_gives_nothing():
    facts = week(owed("a", 1, 5), owed("b", 1, 6))
    assert reductions(facts, Movable("a", least=2 * H + 1)) == []
    assert reductions(facts, Movable("a", least=2 * H)) == [({"a": 2}, 3)]
    assert reductions(facts, Movable("b", least=3 * H)) == [({"b": 3}, 3)]


def test_some_work_always_remains():
    """What is reduced to nothing would be waived."""
    facts = week(owed("a", 1, 3), owed("b", 1, 8))
    found = plans_of(facts, Movable("a", least=0, worth=2))
    assert "reduce" not in found
    assert (changes(found["waive"]), found["waive"].cost) == (
        (Change("waive", "a"),),
        6,
    )


def test_two_are_done_as_one_where_it_saves_most():
    facts = week(owed("a", 1, 6), owed("b", 1, 6), owed("c", 1, 3))
    pairs = [
        Pair("gone", "a", H),
        Pair("a", "gone", H),
        Pair("b", "c", 9 * H),
        Pair("b", "c", 8 * H),
        Pair("a", "b", 5 * H),
    ]
    plan = plans_of(facts, pairs={"S": pairs})["merge"]
    assert changes(plan) == (Change("merge", "a", into="b", effort=5 * H),)
    assert plan.settles


def test_the_least_room_counts_all_that_is_due_together():
    facts = week(owed("a", 1, 1), owed("b", 1, 2), owed("c", 2, 3))
    (read,) = Case.of([Site(facts, (), 0, 0)]).reckoned.values()
    assert least_room(read) == 5 * H
    tight = replace(facts, demands=(*facts.demands, owed("d", 2, 8)))
    (read,) = Case.of([Site(tight, (), 0, 0)]).reckoned.values()
    assert least_room(read) == 2 * H


# --- lending --------------------------------------------------------------------------
DAY = 1440


def far(*numbers, officers=2000, present=2000):
    return tuple(
        Period(DAY * n + 60, DAY * n + 540, officers, present) for n in numbers
    )


def lender(periods, *demands, code="R"):
    return Site(StationFacts(code, periods, demands), (), as_of=0, now=0)


def test_what_is_offered_is_the_share_of_those_who_may_leave():
    held = far(100, 101, officers=1000)
    offered = lending._offered(lender(held), 1000, Lenders(since=DAY * 100 + 60))
    assert offered == {
        100: (replace(held[0], officers=500, present=1000),),
        101: (replace(held[1], officers=500, present=1000),),
    }
    late = lending._offered(lender(held), 1000, Lenders(since=DAY * 100 + 61))
    assert set(late) == {101}
    begun = lending._offered(lender(held), 1000, Lenders(day_begins=61))
    assert set(begun) == {99, 100}
    assert lending._offered(lender(held), 2000, Lenders()) == {}
    assert set(lending._offered(lender(held), 1999, Lenders())) == {100, 101}


def test_who_has_nothing_for_tasks_brings_nothing():
    few = far(100, officers=1, present=1001)
    assert lending._offered(lender(few), 1000, Lenders()) == {}
    one = far(100, officers=2, present=2000)
    (period,) = lending._offered(lender(one), 1000, Lenders())[100]
    assert period.officers == 1
    assert (Lenders().since, Lenders().day_begins) == (0, 0)


def test_days_that_follow_each_other_are_one_run():
    held = {n: far(n) for n in (3, 4, 6, 9, 10)}
    runs = lending._runs(held)
    assert runs == [[*far(3, 4)], [*far(6)], [*far(9, 10)]]
    loan = Loan(lender(far(*held)), 1000, held)
    away = loan.changes(away=True)
    assert [(c.start, c.due, c.officers) for c in away] == [
        (DAY * a + 60, DAY * b + 540, -1000) for a, b in ((3, 4), (6, 6), (9, 10))
    ]
    assert away[1].periods == (replace(far(6)[0], officers=-2000, present=-2000),)
    assert [c.officers for c in loan.changes(away=False)] == [1000] * 3
    assert loan.changes(away=False)[1].periods == far(6)
    assert loan.units == 5 * 480 * 2000


def test_the_most_fruitful_day_comes_first_then_the_latest():
    rich = replace(far(5)[0], end=DAY * 5 + 600)
    offered = {3: far(3), 4: far(4), 5: (rich,), 6: far(6)}
    none = Loan(lender(far(3, 4, 5, 6)), 1000, {})
    start, end = DAY * 3 + 60, DAY * 6 + 540

    def chosen(loan, start, end):
        inside = lending._inside(loan, offered, start, end)
        more = lending._one_more(loan, inside)
        return more and set(more.days) - set(loan.days)

    assert chosen(none, start, end) == {5}
    assert chosen(none, start, DAY * 4 + 540) == {4}
    assert chosen(none, start, DAY * 4 + 539) == {3}
    assert chosen(none, start + 1, DAY * 4 + 540) == {4}
    assert chosen(none, start + 1, DAY * 4) is None
    held = replace(none, days={5: (rich,)})
    assert chosen(held, start, end) == {6}


def lent(hours, *lenders, **more):
    facts = week(owed("a", 2, hours))
    plans = ways_out(Case.of([Site(facts, (), 0, 0)]), lenders=Lenders(lenders), **more)
    return [plan for plan in plans if plan.method == "lend"]


def test_four_officers_may_come_and_no_five():
    """Sixteen hours there are, and up to sixty-four more."""
    many = lender(far(1, 2, officers=9000, present=9000))
    many = replace(
        many, facts=replace(many.facts, capacity=week(officers=9000).capacity)
    )
    (plan,) = lent(16 + 64, many)
    assert [c.officers for c in changes(plan)] == [4000]
    home, away = plan.stations[0].changes[0], plan.stations[1].changes[0]
    assert (home.officers, away.officers) == (4000, -4000)
    assert plan.cost == 64
    assert lent(16 + 65, many) == []


def test_a_day_that_others_make_needless_is_left_out():
    """The first window takes the longest day; the second needs the day in both."""
    work = [
        Demand("a", "A", DAY, days(2, 2)[0], 10 * H),
        Demand("b", "A", DAY * 2, days(2, 2)[0], 8 * H),
        Demand("c", "A", DAY * 2, days(3, 3)[0], 10 * H),
        day("d", 6, 9),
        day("e", 8, 9),
    ]
    lengths = {1: 600, 2: 480, 3: 240, 6: 480, 8: 480}
    shifts = [Period(DAY * n, DAY * n + m, 2000, 2000) for n, m in lengths.items()]
    case = Case.of([Site(week(*work), (), 0, 0)])
    (plan,) = lending.lent(case, Lenders([lender(shifts)]))
    assert [c.start // DAY for c in changes(plan)] == [2, 6, 8]
    assert (plan.cost, plan.settles) == (24, True)


def test_who_cannot_do_his_own_or_is_not_known_lends_nobody():
    rich = week(officers=9000, code="R")
    late = replace(rich, demands=(owed("x", 1, 73),), code="L")
    unknown = replace(rich, capacity=None, code="U")
    sites = [Site(each, (), 0, 0) for each in (late, unknown, rich)]
    assert [plan.stations[1].station for plan in lent(20, *sites)] == ["R"]


def test_an_event_in_the_window_is_nobody_to_move():
    facts = week(owed("a", 1, 6, max_officers=900), owed("b", 1, 2, max_officers=500))
    facts = replace(facts, events=(Event("e", "B", 1440, 1440 + 120, 1000),))
    plan = plans_of(facts, Movable("a", days(2, 5)))["cheapest"]
    assert [c.demand for c in changes(plan)] == ["a"]
