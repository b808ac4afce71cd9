"""Which profiles the compiled loops write, and how short the numbers are."""

from dataclasses import replace

import numpy as np
import pytest

from coordination.core import force
from coordination.core.facts import Demand
from coordination.core.force import profiles, stairs
from coordination.core.profile import packed
from tests.core.test_force import station
from tests.core.test_force_profiles import one_by_one
from tests.core.test_lanes import GREAT, TOO_MUCH


def flags(*facts):
    """How each is written, and that it is written as one by one."""
    stations, until = force.pack(facts), np.arange(200, 200 + len(facts))
    told = list(force.packed_profiles(stations, until, as_of=0))
    assert told == [
        one_by_one(one, 0, end) for one, end in zip(facts, until.tolist(), strict=True)
    ]
    return profiles.written(stations, until, 0, 0, len(facts))[0].tolist()


def test_which_profiles_are_written_by_the_loops():
    """Each flag is a bit of its own."""
    bits = [stairs.UNKNOWN, stairs.UNESTIMATED, stairs.LIMITED, stairs.SLOW]
    assert sum(bits) == bits[0] | bits[1] | bits[2] | bits[3] == 15
    guess = Demand("b", "A", 0, 100, None)
    for_one = Demand("c", "A", 0, 50, 1, max_officers=999)
    assert flags(
        station(TOO_MUCH),
        station(TOO_MUCH, capacity=None),
        station(TOO_MUCH, guess),
        station(TOO_MUCH, guess, capacity=None),
        station(TOO_MUCH, for_one),
        station(TOO_MUCH, replace(for_one, max_officers=0)),
        station(TOO_MUCH, replace(for_one, max_officers=1000)),
        station(TOO_MUCH, capacity=(GREAT,)),
    ) == [
        0,
        stairs.UNKNOWN,
        stairs.UNESTIMATED,
        stairs.UNKNOWN | stairs.UNESTIMATED,
        stairs.LIMITED,
        stairs.LIMITED,
        0,
        stairs.SLOW,
    ]


def test_the_loops_are_asked_wherever_they_may_be(monkeypatch):
    """Without them, from any station on, each has its own minute."""
    facts = [station(TOO_MUCH), station(), station(TOO_MUCH, capacity=())]
    stations, until = force.pack(facts), [200, 300]
    expected = [
        one_by_one(*each) for each in zip(facts[1:], (0, 0), until, strict=True)
    ]
    with monkeypatch.context() as patch:
        patch.setattr(profiles, "_alone", None)
        told = force.packed_profiles(stations, until, as_of=0, first=1, last=3)
        assert list(told) == expected
    monkeypatch.setenv("YIPAN_NO_NUMBA", "1")
    monkeypatch.setattr(profiles, "written", None)
    told = force.packed_profiles(stations, until, as_of=0, first=1, last=3)
    assert list(told) == expected


@pytest.mark.parametrize("edge", [-(2**31), 2**31 - 1])
def test_four_bytes_are_used_to_the_last_number(edge):
    for number in (edge, edge + 1, edge - 1):
        fields = [0, number, 7]
        assert profiles._bytes(3, np.array(fields)) == packed(3, fields)


def test_an_unknown_station_says_only_of_live_work_that_it_lacks_an_estimate():
    late, never = Demand("a", "A", 0, 0, None), Demand("b", "A", 0, None, None)
    assert flags(station(late, never, capacity=None)) == [stairs.UNKNOWN]
    assert flags(station(late, never)) == [0]


def test_one_unit_of_room_is_room():
    assert flags(
        station(Demand("a", "A", 0, 10, 9999)), station(Demand("a", "A", 0, 10, 10_000))
    ) == [0, 0]
