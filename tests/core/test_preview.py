"""Previews against brute force over all windows and against a second detect."""

import random
from dataclasses import replace
from itertools import accumulate

import pytest

from coordination.core.detect import detect
from coordination.core.facts import Demand, Event, Period, StationFacts
from coordination.core.preview import Preview, preview
from coordination.core.supply import supply
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


def test_an_order_without_due_fits_and_has_no_window():
    new = Demand("n", "C", 0, None, 3000)
    assert preview(station(), new, as_of=0, now=0) == Preview("fits", earliest_due=3)
    answer = preview(station(), new, as_of=0, now=0)
    assert (answer.demand, answer.capacity, answer.shortfall) == (0, 0, 0)


def test_a_due_that_passes_now_has_no_capacity():
    answer = preview(station(), Demand("n", "C", 0, 4, 1000), as_of=0, now=4)
    assert (answer.verdict, answer.capacity, answer.shortfall) == ("conflict", 0, 1000)
    nothing = preview(station(), Demand("n", "C", 0, 4, 0), as_of=0, now=4)
    assert (nothing.verdict, nothing.earliest_due) == ("fits", 0)


def test_one_unit_too_much_for_the_window_is_told_by_the_window():
    facts = station(Demand("a", "A", 0, 10, 5000, max_officers=900))
    new = Demand("n", "C", 0, 10, 5001, max_officers=900)
    answer = preview(facts, new, as_of=0, now=0)
    assert (answer.demand, answer.capacity, answer.shortfall) == (10_001, 10_000, 1)


LONG_DAY = (Period(0, 30, 1000, 1000),)
SLOW = Demand("a", "A", 0, 10, 5000, max_officers=500)


@pytest.mark.parametrize("others", [(), (Demand("b", "B", 0, 30, 1),)])
def test_an_order_may_take_what_the_limit_of_another_needs(others):
    facts = station(SLOW, *others, capacity=LONG_DAY)
    answer = preview(facts, Demand("n", "C", 0, 5, 5000), as_of=0, now=0)
    assert (answer.verdict, answer.window, answer.shortfall) == (
        "conflict",
        (0, 5),
        2500,
    )
    assert answer.earliest_due == 10


def test_what_failed_before_is_not_the_fault_of_the_order():
    facts = station(SLOW, Demand("b", "B", 0, 4, 2001, max_officers=500))
    facts = replace(facts, capacity=LONG_DAY)
    answer = preview(facts, Demand("n", "C", 20, 30, 10_000), as_of=0, now=0)
    assert (answer.verdict, answer.earliest_due) == ("fits", 30)


def test_work_that_nobody_may_do_fits_never():
    new = Demand("n", "C", 20, 30, 1, max_officers=0)
    assert preview(station(), new, as_of=0, now=0).earliest_due is None
    some = replace(new, effort=5000, max_officers=500, release=0)
    assert preview(station(), some, as_of=0, now=0).earliest_due == 10
    more = replace(some, effort=5001)
    assert preview(station(), more, as_of=0, now=0).earliest_due is None


# --- events ---------------------------------------------------------------------------
def lacking(facts, new):
    """(units, start, end) of each window that fails and that the event draws on."""
    given = supply(facts.capacity, (*facts.events, new), as_of=0)
    before = supply(facts.capacity, facts.events, as_of=0)
    work = [
        replace(d, release=max(d.release or 0, 0))
        for d in oracle.live(facts, 0)
        if d.effort
    ]
    clock, found = given.gross.at, set()
    for begin in {clock(d.release) for d in work}:
        for finish in {clock(d.due) for d in work}:
            inside = [
                d for d in work if clock(d.release) >= begin and clock(d.due) <= finish
            ]
            if not inside:
                continue
            start, end = min(d.release for d in inside), max(d.due for d in inside)
            free = given.free.between(start, end)
            missing = sum(d.effort for d in inside) - free
            if before.free.between(start, end) > free and missing > 0:
                found.add((missing, start, end))
    return found


@pytest.mark.parametrize("chunk", range(4))
def test_an_event_is_told_by_the_window_that_lacks_most(chunk):
    rng, seen = random.Random(6000 + chunk), set()
    for _ in range(150):
        facts = replace(cases.station(rng), events=())
        small = [replace(d, effort=d.effort // 500 or d.effort) for d in facts.demands]
        people = tuple(
            replace(p, officers=p.officers // 500, present=90) for p in facts.capacity
        )
        people += (Period(0, 90, 0, 90),)  # enough for any event
        facts = replace(facts, demands=tuple(small), capacity=people)
        start = rng.randint(0, 50)
        new = Event("new", "Z", start, start + rng.randint(1, 20), rng.randint(1, 4))
        answer, found = preview(facts, new, as_of=0, now=0), lacking(facts, new)
        if found:
            most = max(found)[0]
            assert answer.shortfall == most
            assert (most, *answer.window) in found
        else:
            assert (answer.verdict, answer.window) == ("fits", (new.start, new.end))
        seen.add(bool(found))
    assert seen == {True, False}


def test_an_event_that_takes_one_unit_too_much():
    facts = station(Demand("a", "A", 0, 10, 9000))
    last = Event("n", "C", 0, 1, 1000)
    assert preview(facts, last, as_of=0, now=0).verdict == "fits"
    answer = preview(station(Demand("a", "A", 0, 10, 9001)), last, as_of=0, now=0)
    assert (answer.verdict, answer.shortfall, answer.window) == ("conflict", 1, (0, 10))


def test_an_event_is_not_to_blame_for_a_window_it_does_not_draw_on():
    """Nobody is there on the third day: the work of that day fails without it."""
    two = (Period(0, 10, 1000, 1000), Period(40, 50, 1000, 1000))
    work = Demand("a", "A", 20, 30, 9000), Demand("b", "B", 0, 50, 1)
    facts = station(*work, capacity=two)
    answer = preview(facts, Event("n", "C", 2, 4, 1000), as_of=0, now=0)
    assert (answer.verdict, answer.window) == ("fits", (2, 4))


def test_of_clashes_the_one_that_lacks_most_is_told_then_the_first():
    held = (Event("x", "A", 0, 2, 500), Event("y", "A", 4, 6, 600))
    facts = station(events=(*held, Event("z", "A", 7, 8, 300)))
    whole = Event("n", "C", 0, 9, 800)
    assert preview(facts, whole, as_of=0, now=0).window == (4, 6)
    even = station(events=(held[0], replace(held[1], officers=500)))
    assert preview(even, whole, as_of=0, now=0).window == (0, 2)


def test_an_event_may_take_what_a_limit_needs():
    """One that falls on other days costs nothing, whatever else fails already."""
    late = Demand("b", "B", 20, 30, 5001, max_officers=500)
    facts = station(replace(SLOW, effort=4001), late, capacity=LONG_DAY)
    answer = preview(facts, Event("n", "C", 0, 2, 1000), as_of=0, now=0)
    assert answer == Preview("conflict", (0, 2), 2000, 1999, 1, (("C", 2000),))
    fits = preview(facts, Event("n", "C", 0, 1, 1000), as_of=0, now=0)
    assert (fits.verdict, fits.window) == ("fits", (0, 1))
    idle = preview(facts, Event("n", "C", 12, 15, 1000), as_of=0, now=0)
    assert (idle.verdict, idle.window) == ("fits", (12, 15))
