"""Previews against brute force over all windows and against a second detect."""

import random
from dataclasses import replace
from itertools import accumulate

import pytest

from coordination.core.detect import detect
from coordination.core.facts import Demand, Event, Period, StationFacts
from coordination.core.preview import preview
from tests.core import cases, oracle


def fits_by_brute_force(facts, new, clock):
    """Every window around the new demand, as_of 0; ``clock`` by minute."""
    demands = [d for d in oracle.live(facts, 0) if d.effort]
    release = max(new.release or 0, 0)
    starts = {release} | {
        d.release or 0 for d in demands if (d.release or 0) <= release
    }
    ends = {new.due} | {d.due for d in demands if d.due >= new.due}
    return all(
        sum(d.effort for d in demands if (d.release or 0) >= s and d.due <= e)
        + new.effort
        <= clock[e] - clock[s]
        for s in starts
        for e in ends
    )


def free_clock(facts):
    free = [
        oracle.rate(facts.capacity, m)
        - sum(use for _, use in oracle.event_rates(facts, m))
        for m in range(90)
    ]
    return list(accumulate(free, initial=0))


@pytest.mark.parametrize("chunk", range(5))
def test_demands_without_limits(chunk):
    rng = random.Random(3000 + chunk)
    for _ in range(500):
        facts = cases.station(rng)
        new = replace(cases.demand(rng, 99, 5, limits=False), id="new")
        if new.due is None or new.due == 0:
            continue
        answer = preview(facts, new, as_of=0, now=0)
        clock = free_clock(facts)
        expected = fits_by_brute_force(facts, new, clock)
        assert answer.verdict == ("fits" if expected else "conflict")
        assert (answer.shortfall > 0) != expected
        if new.effort:
            first = next(
                (
                    due
                    for due in range(max(new.release or 0, 1), 90)
                    if fits_by_brute_force(facts, replace(new, due=due), clock)
                ),
                None,
            )
            assert answer.earliest_due == first


@pytest.mark.parametrize("chunk", range(5))
def test_a_demand_that_fits_adds_no_deficit(chunk):
    rng = random.Random(4000 + chunk)
    for _ in range(300):
        facts = cases.station(rng, limits=True)
        new = replace(cases.demand(rng, 99, 5, limits=True), id="new")
        if new.due is None or new.due == 0:
            continue
        after = replace(facts, demands=(*facts.demands, new))
        before = detect(facts, as_of=0, now=0)
        answer = preview(facts, new, as_of=0, now=0)
        more = detect(after, as_of=0, now=0).deficit - before.deficit
        if answer.verdict == "fits":
            assert more == 0
        elif before.feasible:
            assert more > 0
        if answer.earliest_due is not None and new.effort:
            again = replace(new, due=answer.earliest_due)
            assert preview(facts, again, as_of=0, now=0).verdict == "fits"
            again = replace(new, due=answer.earliest_due - 1)
            if again.due >= max(new.release or 0, 1):
                assert preview(facts, again, as_of=0, now=0).verdict == "conflict"


@pytest.mark.parametrize("chunk", range(5))
def test_events(chunk):
    rng = random.Random(5000 + chunk)
    for _ in range(400):
        facts = cases.station(rng, limits=chunk == 0)
        new = replace(cases.event(rng, 9, 5), id="new")
        answer = preview(facts, new, as_of=0, now=0)
        before = detect(facts, as_of=0, now=0)
        after = detect(replace(facts, events=(*facts.events, new)), as_of=0, now=0)
        named = [c for c in after.conflicts if any(m.id == "new" for m in c.members)]
        if [c for c in named if c.kind != "deadline"]:
            assert answer.verdict == "conflict"
        elif before.feasible:
            assert (answer.verdict == "fits") == after.feasible
        elif named and chunk:
            assert answer.verdict == "conflict"


ONE_DAY = (Period(0, 10, 1000, 1000),)


def station(*demands, capacity=ONE_DAY, events=()):
    return StationFacts("S", capacity, demands, events)


def test_an_order_inside_an_overloaded_window_does_not_fit():
    facts = station(Demand("a", "A", 0, 10, 11000))
    assert preview(facts, Demand("n", "B", 0, 5, 1), as_of=0, now=0).verdict == (
        "conflict"
    )


def test_the_conflict_names_departments_largest_first():
    facts = station(Demand("a", "A", 0, 10, 4000), Demand("b", "B", 0, 10, 5000))
    answer = preview(facts, Demand("n", "C", 0, 10, 3000), as_of=0, now=0)
    assert (answer.demand, answer.capacity, answer.shortfall) == (12000, 10000, 2000)
    assert answer.departments == (("B", 5000), ("A", 4000), ("C", 3000))
    assert answer.window == (0, 10)
    assert answer.earliest_due is None


def test_unknown_stays_unknown():
    new = Demand("n", "C", 0, 10, 3000)
    assert preview(station(capacity=None), new, as_of=0, now=0).verdict == "unknown"
    missing = station(Demand("a", "A", 0, 10, None))
    assert preview(missing, new, as_of=0, now=0).verdict == "unknown"
    no_effort = Demand("n", "C", 0, 10, None)
    assert preview(station(), no_effort, as_of=0, now=0).verdict == "unknown"


def test_a_new_date_replaces_the_old_one():
    facts = station(Demand("a", "A", 0, 5, 5000), Demand("b", "A", 0, 5, 5000))
    moved = Demand("b", "A", 0, 10, 5000)
    assert preview(facts, moved, as_of=0, now=0).verdict == "fits"


def test_a_due_that_has_passed_never_fits():
    answer = preview(station(), Demand("n", "C", 0, 3, 1000), as_of=0, now=4)
    assert answer.verdict == "conflict"
    assert answer.earliest_due == 5


def test_a_limit_refuses_what_the_window_would_hold():
    new = Demand("n", "C", 0, 10, 8000, max_officers=500)
    facts = station(capacity=(Period(0, 20, 1000, 1000),))
    answer = preview(facts, new, as_of=0, now=0)
    assert (answer.verdict, answer.shortfall) == ("conflict", 3000)
    assert answer.earliest_due == 16


def test_an_event_without_people_is_a_conflict():
    meeting = Event("m", "C", 2, 4, 2000)
    answer = preview(station(), meeting, as_of=0, now=0)
    assert (answer.verdict, answer.window) == ("conflict", (2, 4))
