"""Load profile and weekly slack: each against arithmetic by hand."""

import random

import pytest

from coordination.core.detect import detect
from coordination.core.facts import Demand, Period, StationFacts
from coordination.core.load import load_profile
from coordination.core.slack import weeks
from tests.core import cases, oracle

DAYS = [(d * cases.DAY, (d + 1) * cases.DAY) for d in range(8)]


@pytest.mark.parametrize("chunk", range(5))
def test_what_lies_beyond_adds_up_to_the_deficit(chunk):
    rng = random.Random(6000 + chunk)
    for _ in range(500):
        facts = cases.station(rng, size=12)
        verdict = detect(facts, as_of=0, now=0)
        days = load_profile(facts, as_of=0, now=0, days=DAYS)
        assert sum(day.beyond for day in days) == verdict.deficit
        work = sum(d.effort for d in oracle.live(facts, 0))
        events = sum(oracle.event_units(facts, 0, 80).values())
        assert sum(day.todo for day in days) == work + events
        for day in days:
            assert day.capacity == oracle.capacity_between(facts, day.start, day.end)
            assert day.beyond >= max(day.todo - day.capacity, 0)


def test_the_flattest_profile_moves_work_off_the_busy_day():
    facts = StationFacts(
        "S",
        (Period(0, 10, 1000, 1000), Period(10, 20, 1000, 1000)),
        (Demand("a", "A", 0, 20, 6000), Demand("b", "A", 10, 20, 8000)),
    )
    days = load_profile(facts, as_of=0, now=0, days=[(0, 10), (10, 20)])
    assert [day.todo for day in days] == [6000, 8000]
    assert [day.beyond for day in days] == [0, 0]


def test_unknown_capacity_has_no_profile():
    facts = StationFacts("S", None, (Demand("a", "A", 0, 20, 6000),))
    assert load_profile(facts, as_of=0, now=0, days=DAYS) == []
    assert weeks(facts, as_of=0, now=0, weeks=[(0, 20)])[0].slack is None


@pytest.mark.parametrize("chunk", range(3))
def test_weekly_slack_is_the_smallest_over_all_windows(chunk):
    rng = random.Random(7000 + chunk)
    for _ in range(300):
        facts = cases.station(rng)
        for week in weeks(facts, as_of=0, now=0, weeks=[(0, 20), (20, 40)]):
            assert week.slack == week.capacity - week.demand
            assert week.slack == smallest(facts, week.start, week.end)


def smallest(facts, start, end):
    demands = [d for d in oracle.live(facts, 0) if d.effort]
    events = [x for d in demands for x in ((d.release or 0), d.due)]
    c = {t: capacity_free(facts, t) for t in {0, start, end, *events}}
    spans = {(start, end), (0, end)}
    for d in demands:
        if start < d.due <= end:
            spans |= {(o.release or 0, d.due) for o in demands}
    found = []
    for a, b in spans:
        work = sum(
            d.effort
            for d in demands
            if c[min(d.release or 0, d.due)] >= c[a] and c[d.due] <= c[b] and d.due <= b
        )
        if work or (a, b) in {(start, end), (0, end)}:
            found.append(max(c[b] - c[a], 0) - work)
    return min(found)


def capacity_free(facts, t):
    drawn = sum(oracle.event_units(facts, 0, t).values()) if t else 0
    return oracle.capacity_between(facts, 0, t) - drawn


def test_work_due_at_the_first_moment_shows_on_the_first_day():
    """As of a later minute than now, so that it is not overdue yet."""
    facts = StationFacts("S", (Period(50, 60, 1, 1),), (Demand("a", "A", 40, 45, 7),))
    days = load_profile(facts, as_of=50, now=40, days=[(50, 51), (51, 60)])
    assert [day.beyond for day in days] == [7, 0]


def test_days_take_their_part_of_a_piece_and_no_other():
    """Work that is spread over the clock falls on days by the length they share."""
    people = (Period(0, 10, 3, 3), Period(20, 30, 3, 3))
    facts = StationFacts("S", people, (Demand("a", "A", 0, 30, 70),))
    cuts = [(0, 5), (5, 10), (10, 20), (20, 22), (22, 30), (30, 40)]
    days = load_profile(facts, as_of=0, now=0, days=cuts)
    assert [day.todo for day in days] == [17, 18, 0, 7, 28, 0]
    assert [day.beyond for day in days] == [2, 3, 0, 1, 4, 0]
