"""The clocks of the compiled loops, their table, and what is asked of them."""

import random

import numpy as np
import pytest

from coordination.core import force
from coordination.core.facts import Block, Event, Period, StationFacts
from coordination.core.force import cutting, rates, sizes, tables

STALE = 5
"""What an earlier station may have left everywhere."""


def scratch(periods, events=0):
    clock, draws = rates.scratch(periods, events)
    clock[:] = STALE
    return clock, draws


def plain(periods, as_of=0):
    """(pieces, clock) of the second of two profiles."""
    facts = [StationFacts("S", held, ()) for held in ((Period(1, 2, 3, 3),), periods)]
    clock, _ = scratch(len(periods))
    return rates.build_plain(clock, force.pack(facts).capacity, 1, as_of), clock


def columns(clock, pieces, *rows):
    return [clock[row, :pieces].tolist() for row in rows]


def test_a_plain_clock_has_no_piece_too_many():
    held = (
        Period(-9, 4, 2, 2),
        Period(4, 6, 0, 0),
        Period(6, 6, 9, 9),
        Period(8, 9, 1, 1),
    )
    pieces, clock = plain(held)
    time, rate, before = columns(clock, pieces, rates.TIME, rates.FREE_RATE, rates.FREE)
    assert time == [0, 4, 6, 8, 9]
    assert rate == [2, 0, 0, 1, 0]
    assert before == [0, 8, 8, 8, 9]
    assert columns(clock, pieces, rates.GROSS_RATE, rates.GROSS) == [rate, before]


def test_a_station_without_events_has_no_draws_and_no_clash():
    stations = force.pack([StationFacts("S", (Period(0, 9, 1, 1),), ())])
    clock, draws = scratch(1)
    none = tables.appointments(stations, 0, 1)
    clocks = cutting.build_clocks(clock, draws, stations.capacity, 0, none, 0, 0, 0)
    assert clocks == (2, 0, False)


def test_periods_before_as_of_are_over():
    held = (Period(0, 10, 2, 2), Period(10, 20, 3, 3))
    pieces, clock = plain(held, as_of=10)
    assert columns(clock, pieces, rates.TIME, rates.GROSS) == [[10, 20], [0, 30]]


@pytest.mark.parametrize("more", [0, 1])
def test_the_largest_figures_are_reckoned_and_no_larger_ones(more):
    as_of = 7
    rate = Period(as_of, 20, rates.LARGEST_RATE + more, 1)
    long = Period(as_of, as_of + rates.LONGEST + more, 1, 1)
    for period in (rate, long):
        assert (plain((period,), as_of)[0] == rates.ALONE) == bool(more)
        inside = Period(8, 9, 1, 1)
        for held in ((period,), (period, inside), (inside, inside, period)):
            stations = force.pack([StationFacts("S", held, ())])
            none = tables.appointments(stations, 0, 1)
            clock, draws = scratch(len(held))
            pieces, *rest = cutting.build_cut(
                clock, draws, stations.capacity, 0, none, 0, 0, as_of
            )
            assert (pieces == rates.ALONE) == bool(more)
            assert rest == [0, False]


@pytest.mark.parametrize("seed", range(20))
def test_the_table_leads_to_the_piece(seed):
    rng = random.Random(seed)
    for _ in range(20):
        first = rng.choice([0, 1000])
        count = rng.randint(1, 9)
        times = sorted(
            rng.choices(range(first, first + rng.choice([9, 60, 900])), k=count)
        )
        clock = np.full((rates.CLOCK_ROWS, sizes.most_buckets(count)), STALE, np.int64)
        clock[rates.TIME, :count] = times
        clock[rates.TIME, count:] = 0
        shift = rates.index_clock(clock, count)
        span = times[-1] - times[0]
        assert span >> shift < 2 * count
        assert not shift or span >> (shift - 1) >= 2 * count
        last = (span >> shift) + 1
        for b in range(last + 1):
            begun = [k for k, t in enumerate(times) if t <= times[0] + (b << shift)]
            assert clock[rates.TABLE, b] == begun[-1]
        assert set(clock[rates.TABLE, last + 1 :].tolist()) <= {STALE}
        for minute in {*times, *(t + 1 for t in times), times[-1] + 10**6}:
            begun = [k for k, t in enumerate(times) if t <= minute]
            assert rates.piece_at(clock, count, shift, minute) == begun[-1]


def cut(periods, events, as_of=0):
    """(clock, draws, clash, involved) of the second of two stations."""
    other = StationFacts("A", (Period(0, 9, 7, 7),), (), (Event("o", "A", 3, 5, 9),))
    stations = force.pack([other, StationFacts("S", periods, (), events)])
    told = tables.appointments(stations, 0, 2)
    clock, draws = scratch(len(periods), len(events))
    pieces, drawn, clash = cutting.build_cut(
        clock, draws, stations.capacity, 1, told, 1, 1 + len(events), as_of
    )
    rows = (rates.TIME, rates.GROSS_RATE, rates.GROSS, rates.FREE_RATE, rates.FREE)
    taken = draws[:, :drawn].T.tolist()
    return columns(clock, pieces, *rows), taken, bool(clash), told.involved.tolist()[1:]


FIRST, NONE, LAST = Period(10, 20, 2, 2), Period(12, 12, 9, 9), Period(25, 30, 1, 1)
IN_ORDER = (Period(-5, 10, 3, 3), FIRST, NONE, LAST)
IN_NO_ORDER = (NONE, LAST, Period(-5, 4, 2, 2), Period(-5, 10, 1, 1), FIRST)
MORE = Period(4, 10, 2, 2)


@pytest.mark.parametrize("held", [IN_ORDER, (*IN_NO_ORDER, MORE)])
def test_a_clock_is_cut_where_something_begins_or_ends(held):
    """Once at each moment; periods and events of no length are no moments."""
    events = (
        Event("a", "A", 2, 10, 1),
        Event("b", "A", 12, 12, 1),
        Event("c", "A", 18, 27, 2),
        Event("d", "A", 31, 33, 1),
        Event("e", "A", -9, 0, 1),
    )
    found, taken, clash, involved = cut(held, events)
    times = [0, 2, 4, 10, 18, 20, 25, 27, 30, 31, 33]
    gross = [3, 3, 3, 2, 2, 0, 1, 1, 0, 0, 0]
    free = [3, 2, 2, 2, 0, 0, 0, 1, 0, 0, 0]
    uses = [1, 1, 2, 1]
    if MORE not in held:
        times, gross, free = (each[:2] + each[3:] for each in (times, gross, free))
        uses = uses[1:]
    assert found[0] == times
    assert (found[1], found[3]) == (gross, free)
    for rate, before in (found[1:3], found[3:5]):
        steps = zip(times, times[1:], rate, strict=False)
        sums = np.cumsum([0, *((then - at) * each for at, then, each in steps)])
        assert before == sums.tolist()
    assert [use for _, _, use in taken] == uses
    assert clash
    assert involved == [False, False, True, True, False]


def test_exactly_as_many_as_are_present_are_no_clash():
    held = (Period(0, 10, 5, 5),)
    two = (Event("a", "A", 0, 6, 2), Event("b", "A", 5, 9, 3))
    assert cut(held, two)[2:] == (False, [False, False])
    more = (two[0], Event("b", "A", 5, 9, 4))
    assert cut(held, more)[2:] == (True, [True, True])
    over = (Event("a", "A", 0, 5, 2), Event("b", "A", 5, 9, 6))
    assert cut(held, over)[2:] == (True, [False, True])


def displaced(event, block, *, own="S"):
    facts = StationFacts(own, (Period(0, 10, 5, 5),), (), (event,), (block,))
    stations = force.pack([facts])
    told, blocks = tables.appointments(stations, 0, 1), tables.protected(stations)
    clock, draws = scratch(1, 1)
    pieces, *_ = cutting.build_cut(clock, draws, stations.capacity, 0, told, 0, 1, 0)
    own = stations.own[0]
    return bool(rates.displaced(clock, pieces, told, 0, 1, blocks, 0, 1, own))


def test_one_too_many_beside_protected_time():
    event = Event("e", "A", 2, 5, 1)
    assert displaced(event, Block("b", "", 0, 9, 5))
    assert displaced(event, Block("b", "", 0, 9, 7))
    assert not displaced(event, Block("b", "", 0, 9, 4))
    assert not displaced(event, Block("b", "", 5, 9, 5))
    assert not displaced(event, Block("b", "", 0, 2, 5))
    assert not displaced(event, Block("b", "", 0, 9, 5), own="A")


def test_where_work_becomes_possible_again():
    clock, _ = scratch(3)
    clock[rates.TIME, :4] = 0, 5, 9, 12
    clock[rates.GROSS, :4] = 0, 10, 10, 16
    clock[rates.GROSS_RATE, :4] = 2, 0, 2, 0
    assert [rates.resumed(clock, 4, work) for work in (0, 9, 10, 11)] == [0, 0, 9, 9]
    assert [rates.earliest(clock, 4, work) for work in (1, 9, 10, 11, 16)] == [
        1,
        5,
        5,
        10,
        12,
    ]


def test_what_is_too_much_at_a_moment_is_seen_up_to_the_end():
    clock, _ = scratch(3)
    clock[rates.TIME, :4] = 0, 5, 9, 12
    clock[rates.FREE_RATE, :4] = 2, 4, 1, 0
    shift = rates.index_clock(clock, 4)

    def binds(start, end, limit):
        return bool(rates.binds(clock, 4, shift, start, end, limit))

    assert binds(0, 6, 3)
    assert not binds(0, 5, 2)
    assert binds(0, 5, 1)
    assert not binds(9, 12, 1)
    assert not binds(12, 40, 0)
    assert not binds(5, 5, 0)
    assert not binds(30, 20, 0)
