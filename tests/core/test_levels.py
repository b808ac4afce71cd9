"""What there is until a mark is what the clock to the minute says of that minute."""

import random
from dataclasses import replace

import numpy as np
import pytest

from coordination.core import force
from coordination.core.facts import Event, Period, StationFacts
from coordination.core.force import cutting, fitting, levels, rates, tables

HALF_DAY = 720


def drawn(rng):
    """Up to five days of people who come and go, and events that overlap them."""
    periods, at = [], rng.choice([0, 0, 500])
    for _ in range(rng.randint(1, 9)):
        at += rng.choice([0, 1, 90, 300, HALF_DAY])
        end = at + rng.choice([1, 60, 240, 800])
        present = rng.randint(0, 4)
        periods.append(Period(at, end, rng.randint(0, present), present))
        at = end
    moments = [m for p in periods for m in (p.start, p.end)] + [0, HALF_DAY]
    events = []
    for n in range(rng.randint(0, 5)):
        start = rng.choice(moments) + rng.choice([-30, 0, 0, 7])
        end = start + rng.choice([1, 45, 400, 2 * HALF_DAY])
        events.append(Event(str(n), "A", start, end, rng.randint(0, 3)))
    return StationFacts("S", tuple(periods), (), tuple(events))


OTHER = StationFacts("A", (Period(0, 9, 7, 7),), (), (Event("o", "A", 3, 5, 9),))
UNTOUCHED = -7


def both(facts, as_of, shift=0):
    """(levels, clash, involved) at the marks, and as the clock to the minute has it.

    The station is the second of two; nothing is written behind its last mark.
    """
    stations, count = force.pack([OTHER, facts]), len(facts.events)
    clock, draws = rates.scratch(len(facts.capacity), count)
    _, marks = fitting.scratch(1)
    marks[fitting.LEVEL] = UNTOUCHED
    found = tables.appointments(stations, 0, 2)
    place = 1, found, 1, 1 + count, as_of
    plain, end, grain, clash = levels.fill_levels(
        clock, marks, stations.capacity, *place
    )
    assert plain and grain == shift
    width = HALF_DAY << shift
    minutes = as_of + width * np.arange(-(-(end - as_of) // width) + 1)
    coarse = marks[fitting.LEVEL, : len(minutes)].tolist(), clash, found.involved
    assert set(marks[fitting.LEVEL, len(minutes) :].tolist()) <= {UNTOUCHED}

    exact = tables.appointments(stations, 0, 2)
    place = 1, exact, 1, 1 + count, as_of
    pieces, _, few = cutting.build_cut(clock, draws, stations.capacity, *place)
    time, free = clock[rates.TIME, :pieces], clock[rates.FREE, :pieces]
    assert time[-1] == end
    piece = np.searchsorted(time, minutes, side="right") - 1
    rate = clock[rates.FREE_RATE, piece]
    reached = free[piece] + rate * (minutes - time[piece])
    return coarse, (reached.tolist(), few, exact.involved)


@pytest.mark.parametrize("seed", range(20))
def test_levels_and_clashes_are_those_of_the_clock_to_the_minute(seed):
    rng, clashes = random.Random(seed), set()
    for _ in range(40):
        facts, as_of = drawn(rng), rng.choice([0, 0, 100, 1500])
        (level, clash, involved), (reached, few, exact) = both(facts, as_of)
        assert level == reached, facts
        assert clash == few, facts
        assert involved.tolist() == exact.tolist(), facts
        clashes.add(bool(clash))
    assert clashes == {True, False}


@pytest.mark.parametrize(
    "periods",
    [
        (Period(0, 100, 1, 1), Period(99, 200, 1, 1)),
        (Period(50, 100, 1, 1), Period(0, 50, 1, 1)),
        (Period(0, 100, rates.LARGEST_RATE + 1, 1),),
        (Period(0, rates.LONGEST + 1, 1, 1),),
    ],
)
def test_what_is_in_no_order_or_too_large_is_looked_at_closely(periods):
    stations = force.pack([StationFacts("S", periods, ())])
    clock, _ = rates.scratch(len(periods), 0)
    _, marks = fitting.scratch(1)
    found = tables.appointments(stations, 0, 1)
    plain, _, _, clash = levels.fill_levels(
        clock, marks, stations.capacity, 0, found, 0, 0, 0
    )
    assert (plain, clash) == (False, False)


def test_periods_that_end_before_they_begin_count_for_nothing():
    odd = (Period(0, 40, 2, 2), Period(60, 45, 9, 9), Period(40, 90, 1, 1))
    event = Event("e", "A", 42, 95, 1)
    level, clash, _ = both(StationFacts("S", odd, (), (event,)), 0)[0]
    assert (level, clash) == ([0, 130 - 48], True)


def test_a_period_of_no_length_is_in_no_order_and_counts_for_nothing():
    odd = (Period(0, 40, 2, 2), Period(20, 20, 9, 9), Period(40, 90, 1, 1))
    assert both(StationFacts("S", odd, ()), 0)[0][0] == [0, 130]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shift", [0, 1, 2])
def test_far_from_the_epoch_and_for_years(seed, shift):
    """As of today, and up to the last minute that a grid of this width reaches."""
    rng, now = random.Random(seed), 29_000_000
    facts = drawn(rng)
    last = (511 * HALF_DAY << shift) - 1 - rng.choice([0, 1, 719])
    later = StationFacts(
        "S",
        (
            *(moved(p, now) for p in facts.capacity),
            Period(now + last - 3, now + last, 1, 1),
        ),
        (),
        tuple(moved(e, now) for e in facts.events),
    )
    (level, clash, involved), (reached, few, exact) = both(later, now, shift)
    assert (level, clash) == (reached, few)
    assert involved.tolist() == exact.tolist()


def moved(what, by):
    return replace(what, start=what.start + by, end=what.end + by)
