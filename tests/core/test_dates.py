"""Later dues and the list of all ways out, each by hand: which, in which order."""

from dataclasses import replace

from coordination.core.facts import Event, Period, StationFacts
from coordination.core.repair import dates
from coordination.core.repair.case import Case
from coordination.core.repair.dates import Dates
from coordination.core.repair.lending import Lenders
from coordination.core.repair.obstacles import Stuck, obstacles
from coordination.core.repair.terms import Movable, Pair, Site
from coordination.core.repair.ways import better, ways_out
from tests.core.test_repair import H, changes, days, owed, week
from tests.core.test_ways import day


def site(facts, *movables):
    return Site(facts, movables, as_of=0, now=0)


def case_of(facts, *movables):
    return Case.of([site(facts, *movables)])


def moved(plan):
    """{task: day it is due} of the first station."""
    return {change.demand: change.due // 1440 for change in changes(plan)}


def test_who_waits_gets_the_best_of_some_tries():
    """By price the first gives six of seven hours, then another; one alone has all."""
    facts = week(owed("a", 1, 6), owed("b", 1, 2), owed("c", 1, 7))
    terms = [Movable(n, days(2, 5), w) for n, w in zip("abc", (3, 6, 6), strict=True)]
    plan = dates.cheapest(case_of(facts, *terms))
    assert (moved(plan), plan.cost) == ({"c": 2}, 6)


def test_where_dates_cannot_settle_it_nothing_is_later_in_vain():
    """The first gives two of four hours; the other is needed and is enough."""
    facts = week(owed("x", 1, 20), day("a", 3, 2), day("b", 3, 6), day("c", 3, 4))
    terms = Movable("a", days(4, 6), 1), Movable("b", days(4, 6), 4)
    plan = dates.cheapest(case_of(facts, *terms))
    assert (moved(plan), plan.cost, plan.settles) == ({"b": 4}, 4, False)


def test_the_longest_wait_may_be_longer_than_another_may_wait_at_all():
    full = [day(f"x{n}", n, 8) for n in (1, 2, 3)]
    facts = week(*full, day("b", 1, 4), owed("a", 5, 1))
    case = case_of(facts, Movable("a", days(6, 6)), Movable("b", days(2, 5)))
    assert moved(dates.smallest_maximum(case)) == {"b": 4}
    stuck = case_of(facts, Movable("a", days(6, 6)), Movable("b", days(2, 3)))
    assert dates.smallest_maximum(stuck) is None and dates.uniform(stuck) is None


def test_the_same_step_is_for_all_that_have_dates_and_not_for_what_is_called_alike():
    """An event bears the number of a task outside; one in the window has no dates."""
    meeting = Event("n", "B", 1440, 1440 + 120, 1000)
    facts = week(owed("a", 1, 6), owed("b", 1, 4), owed("n", 5, 1))
    facts = replace(facts, events=(meeting,))
    terms = Movable("a", days(2, 5)), Movable("b", least=0), Movable("n", days(6, 9))
    assert moved(dates.uniform(case_of(facts, *terms))) == {"a": 2}


def test_what_limits_made_needless_is_taken_back_the_dearest_first():
    """Of a day of eight hours nine tenths of an officer do little more than seven."""
    work = [owed(name, 1, 6, max_officers=900) for name in "ab"]
    terms = Movable("a", days(2, 5), 3), Movable("b", days(2, 5), 2)
    found = Dates.of(case_of(week(*work), *terms))
    assert found.mended((1, 1)) == (0, 1)
    assert found.mended((0, 0)) == (0, 1)


def test_a_station_without_work_and_a_due_that_is_no_later_change_nothing():
    """The due that it has is on offer by mistake: two days later are two steps."""
    terms = Movable("a", days(1, 5), 7)
    sites = [site(week(code="R")), site(week(owed("a", 1, 17)), terms)]
    plan = dates.cheapest(Case.of(sites))
    assert plan.stations[0].changes == () and plan.settles and plan.cost == 2 * 7
    assert [c.due for c in plan.stations[1].changes] == list(days(3, 3))


def test_what_stands_in_the_way_is_told_with_its_last_due():
    """An event that is called like a task has no other date."""
    meeting = Event("a", "B", 1440, 1440 + 120, 1000)
    facts = week(owed("a", 1, 15), owed("b", 9, 1))
    facts = replace(facts, events=(meeting,))
    (found,) = obstacles(site(facts, Movable("a", days(2, 2))))
    event, task = sorted(found.work, key=lambda each: each.units)
    assert task == Stuck("a", "A", 15 * H, False, days(2, 2)[0])
    assert event == Stuck("a", "B", 2 * H, True, None)
    assert (found.start, found.end) == (1440, days(2, 2)[0])
    assert (found.demand, found.capacity, found.shortfall) == (17 * H, 16 * H, H)


# --- all ways out ---------------------------------------------------------------------
def named(plans):
    return [(plan.method, plan.cost, plan.settles) for plan in plans]


def test_what_settles_comes_first_by_its_cost_then_what_leaves_least():
    facts = week(owed("a", 1, 6), owed("b", 1, 6))
    terms = Movable("a", days(2, 5), 7, least=0, worth=2), Movable("b", days(2, 5), 7)
    offered = {"S": [Pair("a", "b", 9 * H)]}
    plans = ways_out(case_of(facts, *terms), pairs=offered)
    assert named(plans) == [
        ("split", 5, True),
        ("cheapest", 7, True),
        ("reduce", 8, True),
        ("waive", 12, True),
        ("uniform", 14, True),
        ("merge", 0, False),
    ]


def test_two_neighbours_are_named_the_cheapest():
    facts = week(owed("a", 1, 12))
    lenders = []
    for n, length in enumerate((480, 360, 240)):
        shift = Period(1440, 1440 + length, 9000, 9000)
        lenders.append(site(StationFacts(f"L{n}", (shift,), ())))
    plans = ways_out(case_of(facts), lenders=Lenders(lenders))
    assert [plan.stations[1].station for plan in plans] == ["L2", "L1"]


def test_where_an_estimate_is_missing_the_windows_that_fail_decide():
    facts = week(owed("a", 1, 6), owed("b", 1, 6))
    facts = replace(
        facts, demands=(*facts.demands, replace(owed("v", 1, 1), effort=None))
    )
    (plan, *_) = ways_out(case_of(facts, Movable("a", days(2, 5))))
    assert moved(plan) in ({"a": 2}, {}) and plan.stations[0].after.conflicts == 0
    assert ways_out(case_of(facts)) == ()


# --- better dates, searched for -------------------------------------------------------
def searched(*sites, **more):
    heard = []
    found = better(Case.of(sites), seconds=60, told=heard.append, **more)
    return found, heard


def test_what_is_found_is_told_from_the_first_plan_on():
    """At the second station the date has to be a day later than at the first."""
    terms = Movable("a", days(2, 5), 5, group="g")
    sites = [
        site(week(owed("a", 1, h), code=c), terms) for c, h in (("S", 9), ("T", 17))
    ]
    found, heard = searched(*sites)
    assert [(each.plan.cost, each.bound) for each in heard] == [
        (15, 0),
        (15, 0),
        (15, 15),
    ]
    assert found == heard[-1] and found.proven and found.plan.method == "cheapest"
    found, heard = searched(*sites, grouped=True)
    assert (found.plan.method, found.plan.cost, found.bound) == ("together", 20, 20)


def test_where_nothing_can_be_proven_the_plan_at_once_is_all():
    stuck = week(owed("a", 1, 20), owed("b", 1, 6))
    limited = week(owed("a", 1, 6, max_officers=500), owed("b", 9, 1))
    for facts in (stuck, limited):
        found, heard = searched(site(facts, Movable("a", days(2, 2))))
        assert heard == [found] and not found.proven
