"""The profiles of many stations are, byte for byte, those of one station each."""

import random

import pytest

from coordination.core.backlog import pack_backlog
from coordination.core.detect import reckon
from coordination.core.force import pack as stations_of
from coordination.core.force import packed_profiles
from coordination.core.profile import held, pack
from tests.core.crowds import crowd

UNTIL = 5000


def one_by_one(facts, as_of):
    made = held(reckon(facts, as_of=as_of, now=as_of), until=UNTIL)
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


def test_without_numba(monkeypatch):
    monkeypatch.setenv("YIPAN_NO_NUMBA", "1")
    facts = crowd(random.Random(10), 20)
    found = packed_profiles(stations_of(facts), [UNTIL] * 20, as_of=0)
    assert list(found) == [one_by_one(one, 0) for one in facts]
