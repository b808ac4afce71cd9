"""Work that few officers may share, in stations small enough to add up by hand."""

import random
from dataclasses import replace

from coordination.core import flow, force, limits
from coordination.core.detect import detect, reckon
from coordination.core.facts import Demand, Event, Period, StationFacts
from coordination.core.flow import Flow
from tests.core import cases, oracle

DAYS = (Period(0, 10, 1000, 1000), Period(20, 30, 1000, 1000))


def conflicts(*demands, events=(), capacity=DAYS):
    facts = StationFacts("S", capacity, demands, events)
    return [c for c in detect(facts, as_of=0, now=0).conflicts if c.kind == "deadline"]


def ids(conflict):
    return [member.id for member in conflict.members]


def test_a_conflict_of_limits_hides_no_later_one():
    limited = Demand("a", "A", 0, 10, 6000, max_officers=500)
    first, second = conflicts(limited, Demand("b", "B", 0, 30, 21_000))
    assert (first.victims, ids(first)) == (("a",), ["a"])
    assert (second.victims, second.shortfall) == (("b",), 7000)
    assert ids(second) == ["b", "a"]


def test_a_later_conflict_of_limits_is_found_too():
    tight = Demand("a", "A", 0, 10, 11_000)
    first, second = conflicts(tight, Demand("b", "B", 20, 30, 6000, max_officers=500))
    assert [ids(c) for c in (first, second)] == [["a"], ["b"]]
    assert (second.demand, second.capacity) == (6000, 5000)


def test_events_of_the_whole_window_are_tried_out():
    """The two fail by their limits alone: the event is no part of it."""
    (conflict,) = conflicts(
        Demand("a", "A", 0, 10, 4000, max_officers=500),
        Demand("b", "B", 5, 10, 4500),
        events=(Event("e", "C", 0, 2, 1000),),
    )
    assert ids(conflict) == ["b", "a"]
    assert all(member.minimal for member in conflict.members)
    assert conflict.scope == "coordination"


def test_an_event_late_in_the_window_is_tried_out():
    (conflict,) = conflicts(
        Demand("a", "A", 0, 5, 4500),
        Demand("b", "B", 0, 10, 4000, max_officers=500),
        events=(Event("e", "C", 8, 10, 1000),),
    )
    assert ids(conflict) == ["a", "b"]


def test_a_window_that_fails_by_its_sum_is_told_by_its_sum():
    """A limit among the members changes nothing where the sum decides."""
    (conflict,) = conflicts(
        Demand("a", "A", 0, 10, 5000, max_officers=900),
        Demand("b", "B", 0, 10, 4000),
        Demand("c", "C", 0, 10, 3000),
        Demand("d", "D", 0, 10, 2000),
    )
    assert conflict.victims == ("c", "d")
    assert (conflict.demand, conflict.capacity) == (14_000, 10_000)
    assert [m.id for m in conflict.members if m.minimal] == ["a", "b", "c"]


def test_the_stations_own_plan_is_displaced_by_limits_too():
    for department, own in (("S", True), ("A", False)):
        (conflict,) = conflicts(Demand("a", department, 0, 10, 6000, max_officers=500))
        assert conflict.displaces is own


def test_nobody_may_work_on_it():
    (conflict,) = conflicts(Demand("a", "A", 0, 10, 1, max_officers=0))
    assert (conflict.demand, conflict.capacity) == (1, 0)


def test_what_is_given_and_taken_back_adds_up():
    rng = random.Random(3)
    for _ in range(200):
        facts = cases.station(rng, limits=True, events=False)
        reckoned = reckon(facts, as_of=0, now=0)
        grown = Flow(reckoned.given.free, reckoned.jobs)
        cells = grown.intervals
        whole = [r * n for r, n in zip(cells.rate, cells.length, strict=True)]
        placed = {}
        for i in range(len(reckoned.jobs)):
            placed[i], _ = grown.push(i)
            if rng.random() < 0.4:
                gone = rng.choice(sorted(placed))
                grown.drop(gone)
                del placed[gone]
            for k, held in enumerate(grown._given):
                assert grown._left[k] + sum(held.values()) == whole[k]
                assert all(held[j] <= grown.room(j, k) for j in held)
            for j, units in placed.items():
                assert sum(held.get(j, 0) for held in grown._given) == units


def test_a_limit_that_an_event_hides_counts_when_the_event_is_left_out():
    """Half of one officer is free, so the limit of half binds nothing; without the
    event a whole one is, and the work still fails by its limit alone."""
    minute = (Period(0, 1, 1000, 1000),)
    facts = StationFacts(
        "S",
        minute,
        (Demand("a", "A", 0, 1, 1000, max_officers=500),),
        (Event("e", "B", 0, 1, 500),),
    )
    (conflict,) = detect(facts, as_of=0, now=0).conflicts
    assert ids(conflict) == ["a"]
    assert (conflict.demand, conflict.capacity) == (1000, 500)
    told = force.pack([facts])
    found = force.sweep(told, as_of=0, now=0)
    assert force.verdict_of(told, found, 0).conflicts == (conflict,)


def test_the_window_of_a_conflict_of_limits_reaches_over_all_of_it():
    parts = (
        Demand("a", "A", 2, 5, 3000),
        Demand("b", "S", 0, 10, 4000, max_officers=500),
    )
    event = Event("e", "C", 8, 10, 1000)
    (conflict,) = conflicts(*parts, events=(event,))
    assert (conflict.start, conflict.end) == (0, 10)
    assert conflict.displaces
    (conflict,) = conflicts(
        Demand("a", "A", 0, 4, 3500), Demand("b", "B", 2, 9, 3001, max_officers=500)
    )
    assert (conflict.start, conflict.end) == (0, 9)


def test_what_an_event_takes_is_added_up_over_the_day():
    """With half an officer at most, two days of different strength are both full; of
    a third, where more are free than may work on it, nothing is said."""
    free = ((0, 5, 400), (5, 10, 500), (10, 12, 600))
    people = tuple(Period(a, b, 600 + rate, 600 + rate) for a, b, rate in free)
    work = Demand("a", "A", 0, 12, 5600, max_officers=500)
    event = Event("e", "B", 0, 12, 600)
    (conflict,) = conflicts(work, events=(event,), capacity=people)
    units = {member.id: member.units for member in conflict.members}
    assert units == {"a": 5600, "e": 6000}
    assert conflict.shortfall == 100


def test_a_limit_of_all_that_are_there_does_not_bind():
    reckoned = reckon(
        StationFacts("S", DAYS, (Demand("a", "A", 0, 10, 1),)), as_of=0, now=0
    )
    (job,) = reckoned.jobs
    for limit, binds in ((None, False), (1000, False), (999, True)):
        limited = job._replace(demand=replace(job.demand, max_officers=limit))
        assert limits.may_bind(limited, reckoned.given) is binds


def test_work_that_fails_alone_is_alone_under_suspicion():
    demands = (
        Demand("a", "A", 0, 10, 4000),
        Demand("b", "B", 0, 10, 6000, max_officers=500),
    )
    reckoned = reckon(StationFacts("S", DAYS, demands), as_of=0, now=0)
    grown = Flow(reckoned.given.free, reckoned.jobs)
    assert grown.push(0) == (4000, None)
    placed, cut = grown.push(1)
    assert placed == 5000
    found = limits.suspects(reckoned.jobs, 1, cut, reckoned.given)
    assert [job.demand.id for job in found] == ["b"]


def test_flows_of_single_units_are_the_largest():
    rng = random.Random(5)
    for _ in range(150):
        people = tuple(Period(n, n + 1, rng.randint(0, 2), 9) for n in range(6))
        demands = []
        for n in range(rng.randint(1, 5)):
            start = rng.randint(0, 5)
            end = rng.randint(start + 1, 7)
            limit = rng.choice([None, 1, 1])
            demands.append(
                Demand(str(n), "A", start, end, rng.randint(1, 4), max_officers=limit)
            )
        facts = StationFacts("S", people, tuple(demands))
        reckoned = reckon(facts, as_of=0, now=0)
        found = flow.unplaced(reckoned.given.free, reckoned.jobs)
        assert found == oracle.deficit(facts, as_of=0, now=0)


def test_what_was_taken_back_is_given_again():
    demands = (Demand("a", "A", 0, 10, 3000), Demand("b", "B", 0, 10, 8000))
    reckoned = reckon(StationFacts("S", DAYS, demands), as_of=0, now=0)
    grown = Flow(reckoned.given.free, reckoned.jobs)
    assert [grown.push(0)[0], grown.push(1)[0]] == [3000, 7000]
    grown.drop(0)
    assert grown.push(1) == (8000, None)
    assert grown.push(0)[0] == 2000
