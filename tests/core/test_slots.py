"""The slot finder is never worse than trying every start."""

import random

from coordination.core.detect import reckon
from coordination.core.facts import Block, Demand, Event, Period, StationFacts
from coordination.core.slots import Call, Finder
from tests.core import slotting


def test_as_brute_force_says():
    seeds = random.Random(7).sample(range(10**6), 400)
    assert [(seed, told) for seed in seeds if (told := slotting.differs(seed))] == []


def call(*, demands=(), events=(), blocks=(), capacity=((0, 100, 2000),), **asked):
    periods = tuple(Period(a, b, n, n) for a, b, n in capacity)
    facts = StationFacts("S", periods, tuple(demands), tuple(events), tuple(blocks))
    terms = {"length": 10, "officers": 1000} | asked
    return Call(reckon(facts, as_of=0, now=0), **terms)


def test_what_counts_first_and_what_only_then():
    """A clash goes before lost work, that before protected time, that before a date."""
    meeting = Event("e", "A", 20, 40, 2000)
    tight = Demand("1", "A", 45, 55, 20_000)
    block = Block("b", "", 60, 75, 2000)
    finder = Finder(
        [call(demands=[tight], events=[meeting], blocks=[block])], [25, 45, 60, 80]
    )
    best = finder.best(4)
    assert [slot.start for slot in best] == [80, 60, 45, 25]
    assert [slot.score[:3] for slot in best] == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 10_000, 0),
        (1, 0, 0),
    ]


def test_the_way_there_and_back_is_part_of_it():
    meeting = Event("e", "A", 30, 40, 2000)
    finder = Finder([call(events=[meeting], before=5, after=8)], [11, 12, 13, 44, 45])
    clean = [slot.start for slot in finder.best(5) if not slot.clashing]
    assert clean == [11, 12, 45]


def test_the_best_of_each_day_and_stations_by_place():
    busy = call(events=[Event("e", "A", 0, 25, 2000)])
    unknown = Call(
        reckon(StationFacts("U", None, ()), as_of=0, now=0), length=10, officers=1000
    )
    finder = Finder([unknown, busy], [10, 12, 30, 31])
    first, second = finder.best(5, group=lambda start: start // 20)
    assert (first.start, first.clashing, first.unknown) == (30, (), (0,))
    assert (second.start, second.clashing) == (10, (1,))
    assert finder.at(31).score == (0, 0, 0, 31) and finder.at(32) is None
