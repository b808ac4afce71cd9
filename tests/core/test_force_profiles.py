"""The profiles of many stations are, byte for byte, those of one station each."""

import random

import pytest

from coordination.core.backlog import pack_backlog
from coordination.core.detect import reckon
from coordination.core.facts import Demand, Period, StationFacts
from coordination.core.force import pack as stations_of
from coordination.core.force import packed_profiles, profiles
from coordination.core.profile import held, pack
from tests.core.crowds import crowd

UNTIL = 5000


def one_by_one(facts, as_of, until=UNTIL):
    made = held(reckon(facts, as_of=as_of, now=as_of), until=until)
    return pack(made), pack_backlog(made)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("as_of", [0, 7])
def test_byte_for_byte(seed, as_of):
    facts = crowd(random.Random(seed), 500)
    found = packed_profiles(stations_of(facts), [UNTIL] * len(facts), as_of=as_of)
    for one, (room, backlog) in zip(facts, found, strict=True):
        assert (room, backlog) == one_by_one(one, as_of)


def test_some_of_them():
    facts = crowd(random.Random(9), 40)
    stations = stations_of(facts)
    found = list(packed_profiles(stations, [UNTIL] * 5, as_of=0, first=10, last=15))
    assert found == [one_by_one(one, 0) for one in facts[10:15]]


def work(effort, *, rate=1000):
    """A station of one piece of work, whose clock goes on for long."""
    period = Period(0, 2**30, rate, rate)
    return StationFacts("S", (period,), (Demand("a", "A", 0, 2**30, effort),))


@pytest.mark.parametrize("edge", [2**31 - 1, 2**31, 2**31 + 1])
def test_large_figures_and_stations_left_to_the_slow_way(monkeypatch, edge):
    monkeypatch.setattr(profiles, "PART", 3)
    plain = crowd(random.Random(11), 6)
    slow = work(5, rate=2**30)
    small = StationFacts("S", (Period(0, 10, 1, 1),), (Demand("a", "A", 0, 9, edge),))
    facts = [work(5), slow, small, *plain, slow, work(edge), small, slow]
    ends = [2**30 + n for n in range(len(facts))]
    stations = stations_of(facts)
    expected = [one_by_one(*pair) for pair in zip(facts, [0] * 99, ends, strict=False)]
    assert list(packed_profiles(stations, ends, as_of=0)) == expected
    part = packed_profiles(stations, ends[2:9], as_of=0, first=2, last=9)
    assert list(part) == expected[2:9]


def test_without_numba(monkeypatch):
    monkeypatch.setenv("YIPAN_NO_NUMBA", "1")
    facts = crowd(random.Random(10), 20)
    found = packed_profiles(stations_of(facts), [UNTIL] * 20, as_of=0)
    assert list(found) == [one_by_one(one, 0) for one in facts]
