"""The compiled loops do not look where an array ends: the worst case fills it."""

import numpy as np
import pytest

from coordination.core import force
from coordination.core.facts import Demand, Event, Period, StationFacts
from coordination.core.force import (
    cutting,
    fitting,
    profiles,
    rates,
    sizes,
    stairs,
    tables,
    windows,
)
from tests.core.test_force_profiles import one_by_one

FAR = 10_000


def fullest(periods, events, rows, *, reach=5):
    """A station in which every end counts, of a period, of an event, of work.

    All periods overlap in the middle, where the events lie but the first, which goes
    through all of them: what it takes is another amount between any two ends.
    """
    middle = max(periods - 2, 0)
    people = [1000, *range(10, 10 + middle), 1000][:periods]
    least = 1000 + sum(people[1:-1])
    held = [
        Period(10 * n, FAR + 10 * n, 3 * each, each)
        for n, each in enumerate(people if periods > 1 else [2000], start=1)
    ]
    long = Event("e", "E0", 15, FAR + 10 * periods - reach, least + 5)
    short = [
        Event(f"e{n}", f"E{n}", 1000 + 10 * n, 2000 + 10 * n, n)
        for n in range(1, events)
    ]
    work = [Demand(f"{n}", f"D{n}", 0, 3001 + 7 * n, 1) for n in range(rows)]
    return StationFacts(
        "S", tuple(held[:periods]), tuple(work), tuple([long, *short][:events])
    )


def written(*facts):
    """(flags, what rooms, backlogs and departments leave of their arrays, minus)."""
    stations, until = force.pack(facts), np.full(len(facts), FAR)
    flags, *columns = profiles.written(stations, until, 0, 0, len(facts))
    full = [at[-1] - len(cells) for cells, at in zip(*[iter(columns)] * 2, strict=True)]
    bytes_ = list(force.packed_profiles(stations, until, as_of=0))
    assert bytes_ == [one_by_one(each, 0, FAR) for each in facts]
    return flags.tolist(), full


@pytest.mark.parametrize("rows", [0, 1, 5])
@pytest.mark.parametrize(
    ("periods", "events"), [(1, 0), (2, 0), (1, 1), (2, 1), (3, 1), (4, 3), (6, 4)]
)
def test_rooms_and_departments_are_as_large_as_can_be(periods, events, rows):
    (flag,), (room, backlog, used) = written(fullest(periods, events, rows))
    assert (flag, room, used) == (0, 0, 0)
    assert backlog <= 0


def test_a_station_of_nobody_has_a_room_too():
    assert written(StationFacts("S", (), ())) == ([0], [0, 0, 0])


def test_many_stations_are_the_sum_of_each():
    empty = StationFacts("S", None, ())
    facts = [fullest(2, 1, 3), fullest(1, 0, 5), fullest(3, 2, 0)]
    assert written(*facts)[1][0] == written(*facts)[1][2] == 0
    flags, (room, _, used) = written(*facts, empty)
    assert (flags, room, used) == ([0, 0, 0, stairs.UNKNOWN], -3, 0)


def test_a_backlog_is_as_large_as_can_be():
    """An event that takes eight different amounts; with one more it is the slow way."""
    flags, (_, backlog, used) = written(fullest(5, 1, 4, reach=15))
    assert (flags, backlog, used) == ([0], 0, 0)
    slow, quick = fullest(5, 1, 4), fullest(2, 1, 3)
    assert written(quick, slow, quick)[0] == [0, stairs.SLOW, 0]


@pytest.mark.parametrize(("periods", "events"), [(1, 0), (3, 0), (1, 1), (4, 3)])
def test_clocks_are_cut_as_often_as_can_be(periods, events):
    facts = fullest(periods, events, 0)
    stations = force.pack([facts])
    clock, draws = rates.scratch(periods, events)
    told = tables.appointments(stations, 0, 1)
    pieces, drawn, _ = cutting.build_cut(
        clock, draws, stations.capacity, 0, told, 0, events, 0
    )
    assert pieces == sizes.most_pieces(periods, events)
    assert clock.shape[1] == sizes.most_buckets(pieces)
    assert drawn <= draws.shape[1] == pieces * events
    short = draws[:, :drawn]
    again = cutting.build_cut(clock, short, stations.capacity, 0, told, 0, events, 0)
    assert again[:2] == (pieces, drawn)
    if drawn:
        again = cutting.build_cut(
            clock, short[:, 1:], stations.capacity, 0, told, 0, events, 0
        )
        assert again == (rates.ALONE, 0, False)


def test_the_table_of_a_clock_is_as_long_as_can_be():
    """Twelve minutes and three pieces: a bucket each for two minutes, and one more."""
    clock = np.full((rates.CLOCK_ROWS, sizes.most_buckets(3)), -1, np.int64)
    clock[rates.TIME, :3] = 0, 3, 11
    assert rates.index_clock(clock, 3) == 1
    clock[rates.TIME, :3] = 0, 3, 5
    assert rates.index_clock(clock, 3) == 0
    assert clock[rates.TABLE].tolist() == [0, 0, 0, 1, 1, 2, 2]


def test_few_events_at_once_have_room_and_many_have_a_limit():
    assert sizes.most_draws(10, 0) == 0
    assert sizes.most_draws(10, 64) == sizes.most_draws(10, 65) == 640


def test_rows_of_some_stations():
    at = np.array([0, 4, 4, 7, 9])
    assert sizes.lengths(at, 0, 4).tolist() == [4, 0, 3, 2]
    assert sizes.lengths(at, 1, 3).tolist() == [0, 3]
    assert sizes.most(sizes.lengths(at, 1, 3)) == 3
    assert sizes.most(sizes.lengths(at, 2, 2)) == 0


def test_scratch_is_as_wide_as_its_rows():
    assert stairs.scratch(5, 9)[0].shape[1] == 6
    assert stairs.scratch(5, 9)[1].shape[1] == 9
    assert [windows.scratch(*n, 7)[0].shape[1] for n in [(0, 0), (0, 3), (5, 3)]] == [
        1,
        4,
        10,
    ]
    assert windows.scratch(1, 1, 7)[1].shape[1] == 7
    assert fitting.scratch(5)[0].shape[1] == 5
