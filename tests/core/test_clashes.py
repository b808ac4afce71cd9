"""Clashes and units where one more, one less or the order of names would tell."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from coordination.core import facts
from coordination.core.clashes import clashes
from coordination.core.detect import detect
from coordination.core.facts import Demand, Event, Period, StationFacts

PLAIN = (Period(0, 100, 1000, 1000),)


def found(*events, periods=PLAIN):
    return clashes(StationFacts("S", periods, (), events), as_of=0)


def test_those_who_come_first_are_served_up_to_the_last_officer():
    one, two, three = (
        Event(i, "A", 0, 10, n) for i, n in zip("abc", (400, 600, 1), strict=True)
    )
    (clash,) = found(one, two, three)
    assert clash.victims == ("c",)
    assert (clash.demand, clash.capacity) == (10_010, 10_000)
    assert found(one, two) == []


def test_equal_neighbours_are_one_stretch():
    halves = (Period(0, 50, 1000, 1000), Period(50, 100, 1000, 1000))
    (clash,) = found(
        Event("a", "A", 0, 100, 600), Event("b", "B", 0, 100, 600), periods=halves
    )
    assert (clash.start, clash.end) == (0, 100)


@pytest.mark.parametrize(
    ("lengths", "worst"),
    [((10, 30), (10, 40)), ((30, 10), (0, 30)), ((20, 20), (0, 20))],
)
def test_of_equal_shortage_the_longer_then_the_earlier_counts(lengths, worst):
    first, second = lengths
    whole = first + second
    periods = (
        Period(0, first, 1000, 1000),
        Period(first, first + 1, 5000, 5000),
        Period(first + 1, whole + 1, 1000, 1000),
    )
    pair = Event("a", "A", 0, whole + 1, 600), Event("b", "B", 0, whole + 1, 600)
    (clash,) = found(*pair, periods=periods)
    moved = 1 if worst[0] else 0
    assert (clash.start, clash.end) == (worst[0] + moved, worst[1] + moved)


def test_an_own_event_among_others_is_displaced():
    own, other = Event("a", "S", 0, 10, 600), Event("b", "B", 0, 10, 600)
    assert [clash.displaces for clash in found(own, other)] == [True]
    more = Event("c", "B", 0, 10, 600)
    assert [clash.displaces for clash in found(other, more)] == [False]


def test_shared_people_are_found_behind_those_who_are_not_shared():
    both = ("chief", "deputy")
    events = (
        Event("a", "S", 0, 10, 0, ("anna", *both)),
        Event("b", "B", 5, 10, 0, both),
    )
    crowd = (Period(0, 100, 9000, 9000),)
    (clash,) = found(*events, periods=crowd)
    assert (clash.start, clash.end, clash.victims) == (5, 10, ("b",))
    assert clash.capacity == 2 * 1000 * 5
    assert clash.displaces
    other = Event("a", "C", 0, 10, 0, both)
    assert [c.displaces for c in found(other, events[1], periods=crowd)] == [False]


def test_hours_and_units():
    assert facts.units("1") == 60_000
    assert facts.units(Decimal("1.5")) == 90_000
    assert facts.units("0.0000083") == 0
    assert facts.units("0.0000084") == 1
    assert str(facts.hours(60_000)) == "1"
    assert str(facts.hours(90_000)) == "1.5"
    assert str(facts.hours(600_000)) == "10"


def test_moments_are_minutes_since_1970():
    start = datetime(1970, 1, 1, tzinfo=UTC)
    for seconds, down, up in (
        (0, 0, 0),
        (60, 1, 1),
        (61, 1, 2),
        (3599, 59, 60),
        (-1, -1, 0),
    ):
        moment = start + timedelta(seconds=seconds)
        assert (facts.minute_down(moment), facts.minute_up(moment)) == (down, up)


def test_work_has_no_priority_unless_it_is_given_one():
    assert Demand("a", "A", 0, 1, 1).priority == 0


def test_an_unknown_capacity_or_an_unknown_effort_is_enough_to_not_know():
    known = Demand("a", "A", 0, 50, 1)
    assert detect(StationFacts("S", None, (known,)), as_of=0, now=0).feasible is None
    unsure = Demand("b", "A", 0, 50, None)
    periods = (Period(0, 100, 1000, 1000),)
    verdict = detect(StationFacts("S", periods, (known, unsure)), as_of=0, now=0)
    assert (verdict.feasible, verdict.deficit) == (None, None)
