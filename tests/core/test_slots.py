"""The slot finder is never worse than trying every start."""

import random
from dataclasses import replace

from coordination.core.detect import reckon
from coordination.core.facts import Block, Demand, Event, Period, StationFacts
from coordination.core.slots import Call, Finder
from tests.core import slotting


def test_as_brute_force_says():
    seeds = random.Random(7).sample(range(10**6), 400)
    assert [(seed, told) for seed in seeds if (told := slotting.differs(seed))] == []
