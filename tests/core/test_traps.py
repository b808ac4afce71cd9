"""Each trap met before has its own test here, small enough to add up by hand."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coordination.core.clock import CapacityClock
from coordination.core.detect import detect
from coordination.core.facts import Block, Demand, Event, Period, StationFacts
from tests.core import cases, oracle


def station(*demands, capacity=None, events=(), blocks=(), code="S"):
    if capacity is None:
        capacity = (Period(0, 10, 1000, 1000), Period(20, 30, 1000, 1000))
    return StationFacts(code, capacity, demands, events, blocks)


def verdict(facts, *, as_of=0, now=0):
    return detect(facts, as_of=as_of, now=now)


def deadline(facts):
    return [c for c in verdict(facts).conflicts if c.kind == "deadline"]


def test_the_order_of_rows_changes_nothing():
    rng = random.Random(1)
    for _ in range(500):
        facts = cases.station(rng, limits=rng.random() < 0.3)
        mixed = replace(
            facts,
            capacity=shuffled(rng, facts.capacity),
            demands=shuffled(rng, facts.demands),
            events=shuffled(rng, facts.events),
        )
        assert verdict(facts) == verdict(mixed)


def shuffled(rng, rows):
    return tuple(rng.sample(rows, len(rows)))


def test_victims_that_share_a_window_are_one_conflict():
    facts = station(*(Demand(i, "A", 0, 10, 6000) for i in "abc"))
    (conflict,) = deadline(facts)
    assert conflict.victims == ("b", "c")
    assert conflict.demand == 18000


def test_higher_priority_is_admitted_first_then_the_id_as_text():
    first = Demand("b", "A", 0, 10, 6000)
    second = Demand("a", "A", 0, 10, 6000)
    urgent = replace(first, priority=1)
    assert deadline(station(first, second))[0].victims == ("b",)
    assert deadline(station(urgent, second))[0].victims == ("a",)


def test_members_include_earlier_victims_but_the_minimal_set_does_not():
    facts = station(
        Demand("a", "A", 0, 5, 9000),
        Demand("b", "B", 0, 10, 6000),
        Demand("c", "C", 0, 10, 7000),
    )
    early, late = deadline(facts)
    assert early.victims == ("a",)
    assert late.victims == ("c",)
    assert {m.id for m in late.members} == {"a", "b", "c"}
    assert {m.id for m in late.members if m.minimal} == {"b", "c"}


def test_all_that_share_a_release_enter_the_walk_together():
    """Else the largest could be missing from the minimal set."""
    facts = station(
        Demand("a", "A", 5, 10, 4000),
        Demand("b", "B", 5, 10, 1000),
        Demand("c", "C", 5, 10, 4500),
    )
    (conflict,) = deadline(facts)
    assert conflict.victims == ("c",)
    assert [m.id for m in conflict.members if m.minimal] == ["c", "a"]


def test_the_largest_members_come_first():
    sizes = {"a": 3000, "b": 500, "c": 4000, "d": 3000, "e": 1000}
    facts = station(*(Demand(i, "A", 0, 10, sizes[i]) for i in sizes))
    (conflict,) = deadline(facts)
    assert [m.id for m in conflict.members] == ["c", "a", "d", "e", "b"]
    # Not e, although it is larger than b: the walk never met it.
    assert [m.id for m in conflict.members if m.minimal] == ["c", "a", "d", "b"]


def test_the_department_sums_classify_not_the_chosen_set():
    """A alone exceeds the window, and would not by what the minimal set shows of it."""
    facts = station(
        Demand("a", "B", 0, 10, 6000),
        Demand("b", "A", 0, 10, 4500),
        Demand("c", "A", 0, 10, 4500),
        Demand("d", "A", 0, 10, 4500),
    )
    (conflict,) = deadline(facts)
    chosen = {m.department for m in conflict.members if m.minimal}
    assert chosen == {"A", "B"}
    assert (conflict.scope, conflict.overloaded_by) == ("overload", ("A",))


def test_an_event_is_split_at_every_breakpoint():
    event = Event("e", "A", 0, 30, 1000)
    inside = Demand("d", "B", 5, 10, 1)
    conflicts = deadline(station(inside, events=(event,)))
    assert [(m.id, m.units, m.event) for m in conflicts[0].members] == [
        ("e", 5000, True),
        ("d", 1, False),
    ]


def test_an_event_above_the_presence_clashes_and_leaves_deadlines_alone():
    facts = station(events=(Event("e", "A", 0, 10, 3000),))
    found = verdict(facts)
    assert (found.feasible, found.deficit) == (True, 0)
    (clash,) = found.conflicts
    assert (clash.kind, clash.demand, clash.capacity) == ("clash", 30000, 10000)
    assert clash.scope == "overload"


def test_two_events_that_clash_leave_deadlines_alone():
    events = (Event("e", "A", 0, 10, 700), Event("f", "B", 5, 15, 700))
    facts = station(capacity=(Period(0, 15, 1000, 1000),), events=events)
    found = verdict(facts)
    assert (found.feasible, found.deficit) == (True, 0)
    (clash,) = found.conflicts
    assert (clash.start, clash.end, clash.scope) == (5, 10, "coordination")
    assert clash.victims == ("f",)


def test_an_event_may_use_people_beyond_the_net_rate_without_a_verdict():
    facts = station(
        Demand("d", "A", 0, 10, 1000),
        capacity=(Period(0, 10, 500, 2000),),
        events=(Event("e", "B", 0, 8, 1500),),
    )
    found = verdict(facts)
    assert (found.feasible, found.deficit) == (True, 0)


def test_an_event_at_night_clashes_with_nobody_there():
    found = verdict(station(events=(Event("e", "A", 12, 14, 1000),)))
    assert [c.kind for c in found.conflicts] == ["clash"]
    assert found.conflicts[0].capacity == 0


def test_a_shared_attendee_clashes_even_with_unknown_capacity():
    events = (
        Event("e", "A", 0, 5, 0, ("chief",)),
        Event("f", "B", 2, 9, 0, ("chief", "deputy")),
    )
    facts = replace(station(events=events), capacity=None)
    (clash,) = verdict(facts).conflicts
    assert (clash.start, clash.end, clash.victims) == (2, 5, ("f",))
    assert (clash.demand, clash.capacity) == (6000, 3000)


def test_events_that_only_touch_do_not_clash():
    events = (Event("e", "A", 0, 5, 1000), Event("f", "B", 5, 9, 1000))
    assert verdict(station(events=events)).conflicts == ()


def test_one_job_may_be_too_much_for_its_limit_alone():
    facts = station(Demand("d", "A", 0, 10, 6000, max_officers=500))
    (conflict,) = deadline(facts)
    assert [(m.id, m.minimal) for m in conflict.members] == [("d", True)]
    assert (conflict.demand, conflict.capacity) == (6000, 5000)
    assert conflict.overloaded_by == ("A",)
    assert verdict(facts).deficit == 1000


def test_a_limit_counts_against_the_rate_of_each_moment():
    capacity = (Period(0, 5, 500, 500), Period(5, 10, 2000, 2000))
    fits = Demand("d", "A", 0, 10, 7500, max_officers=1000)
    assert verdict(station(fits, capacity=capacity)).feasible
    assert not verdict(station(replace(fits, effort=7501), capacity=capacity)).feasible


def test_only_the_flow_refuses_work_with_limits():
    capacity = (Period(0, 10, 2000, 2000),)
    limited = Demand("a", "A", 0, 10, 9000, max_officers=1000)
    others = Demand("b", "B", 0, 5, 6000), Demand("c", "C", 0, 5, 0)
    facts = station(limited, *others, capacity=capacity)
    found = verdict(facts)
    assert found.deficit == oracle.deficit(facts, as_of=0, now=0) == 0
    more = station(replace(limited, effort=9001), *others, capacity=capacity)
    (conflict,) = deadline(more)
    assert conflict.departments == ("A", "B")
    assert (conflict.scope, conflict.shortfall) == ("coordination", 1)


def test_an_event_that_takes_what_a_limit_allows_is_named():
    facts = station(
        Demand("d", "A", 0, 10, 10000, max_officers=1000),
        capacity=(Period(0, 10, 1500, 1500),),
        events=(Event("e", "B", 0, 4, 1000),),
    )
    (conflict,) = deadline(facts)
    assert conflict.scope == "coordination"
    assert conflict.departments == ("A", "B")
    assert conflict.shortfall == verdict(facts).deficit == 2000


def test_a_window_of_no_length_holds_nothing():
    facts = station(Demand("d", "A", 5, 5, 1))
    (conflict,) = deadline(facts)
    assert (conflict.demand, conflict.capacity) == (1, 0)
    assert (conflict.start, conflict.end) == (5, 5)
    assert verdict(station(Demand("d", "A", 5, 5, 0))).feasible


def test_a_window_in_empty_days_holds_nothing():
    assert verdict(station(Demand("d", "A", 11, 19, 1))).deficit == 1


def test_effort_longer_than_the_window():
    assert verdict(station(Demand("d", "A", 5, 25, 12000))).deficit == 2000


def test_a_make_up_workday_counts():
    capacity = (Period(0, 10, 1000, 1000), Period(10, 20, 1000, 1000))
    assert verdict(station(Demand("d", "A", 0, 20, 20000), capacity=capacity)).feasible


def test_ties_are_enough_when_they_fit_exactly():
    facts = station(Demand("a", "A", 0, 10, 5000), Demand("b", "B", 0, 10, 5000))
    assert verdict(facts).feasible


def test_several_pieces_with_one_window_are_counted_each():
    pieces = [Demand(f"a{i}", "A", 0, 10, 3000) for i in range(4)]
    assert verdict(station(*pieces)).deficit == 2000


def test_work_without_due_never_constrains():
    facts = station(Demand("a", "A", 0, None, 10**9), Demand("b", "A", 0, None, None))
    assert verdict(facts) == verdict(station())


def test_overdue_work_is_counted_apart():
    facts = station(Demand("a", "A", 0, 5, 9000), Demand("b", "A", 0, 5, 0))
    found = verdict(facts, now=5)
    assert (found.overdue, found.overdue_units) == (("a",), 9000)
    assert (found.feasible, found.deficit) == (True, 0)


def test_as_of_clips_releases_and_now_does_not():
    facts = station(Demand("a", "A", None, 10, 6000))
    assert verdict(facts, now=9).feasible
    assert verdict(facts, as_of=5, now=5).deficit == 1000


def test_unknown_is_not_zero():
    work = Demand("a", "A", 0, 10, 6000)
    unknown = replace(station(work), capacity=None)
    assert (verdict(unknown).feasible, verdict(unknown).deficit) == (None, None)
    assert verdict(unknown).conflicts == ()
    zero = station(work, capacity=())
    assert verdict(zero).deficit == 6000


def test_a_missing_estimate_makes_the_verdict_unknown_but_hides_nothing():
    facts = station(Demand("a", "A", 0, 10, None), Demand("b", "B", 0, 10, 11000))
    found = verdict(facts)
    assert (found.feasible, found.deficit) == (None, None)
    assert [c.victims for c in found.conflicts] == [("b",)]


def test_the_wall_window_and_the_critical_window():
    facts = station(Demand("a", "A", 12, 29, 9500), Demand("b", "B", 15, 29, 1))
    (conflict,) = deadline(facts)
    assert (conflict.start, conflict.end) == (12, 29)
    assert (conflict.release, conflict.due) == (20, 29)


def test_the_critical_window_ends_before_idle_time():
    (conflict,) = deadline(station(Demand("a", "A", 0, 15, 10_001)))
    assert (conflict.start, conflict.end) == (0, 15)
    assert (conflict.release, conflict.due) == (0, 10)


def test_a_clash_is_shown_where_most_people_are_missing():
    capacity = (Period(0, 10, 2000, 2000), Period(10, 14, 1000, 1000))
    (clash,) = verdict(
        station(capacity=capacity, events=(Event("e", "A", 0, 14, 3000),))
    ).conflicts
    assert (clash.start, clash.end, clash.capacity) == (10, 14, 4000)


def test_the_stations_own_plan_is_displaced():
    facts = station(Demand("a", "S", 0, 10, 9000), Demand("b", "B", 0, 10, 9000))
    assert deadline(facts)[0].displaces


def test_an_order_on_a_protected_block_displaces_it():
    block = Block("w", "社区走访", 0, 5, 800)
    order = Event("e", "A", 3, 8, 500)
    (found,) = verdict(station(events=(order,), blocks=(block,))).conflicts
    assert (found.kind, found.victims, found.displaces) == (
        "displacement",
        ("w",),
        True,
    )
    assert (found.start, found.end) == (3, 5)
    assert (found.demand, found.capacity) == (1000, 400)


def test_an_order_beside_a_block_or_the_stations_own_does_not_displace():
    block = Block("w", "社区走访", 0, 5, 800)
    beside = Event("e", "A", 5, 8, 500)
    own = Event("f", "S", 3, 5, 500)
    small = Event("g", "A", 0, 3, 200)
    facts = station(events=(beside, own, small), blocks=(block,))
    assert verdict(facts).conflicts == ()


@given(
    periods=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 20), st.integers(0, 5)), max_size=6
    ),
    work=st.integers(0, 300),
)
def test_the_clock_and_its_inverse(periods, work):
    rows = [Period(a, a + n, rate, rate) for a, n, rate in periods]
    clock = CapacityClock.from_periods(rows, as_of=5)
    level = [sum(oracle.rate(rows, m) for m in range(5, t)) for t in range(70)]
    assert [clock.at(t) for t in range(70)] == level
    reached = next((t for t in range(5, 70) if level[t] >= work), None)
    assert clock.earliest(work) == reached
    after = [t for t in range(5, 70) if level[t] <= work]
    expected = None if level[-1] <= work else max(after)
    assert clock.latest(work) == expected


@given(st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_shrinkable_stations_agree_with_the_flow(rng, limits, events):
    facts = cases.station(rng, limits=limits, events=events)
    assert verdict(facts).deficit == oracle.deficit(facts, as_of=0, now=0)
