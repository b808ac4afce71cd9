"""A way counts up to the nearest minute at which nobody is at the station."""

import random

import numpy as np

from coordination.core.facts import Event, Period, StationFacts
from coordination.core.plans import Change, applied
from coordination.core.slots import present_around
from coordination.core.ways import closes, counted, opened, spans


def event(begins: int, ends: int, way: int) -> Event:
    return Event("e", "A", begins, ends, 1000).on_the_way(way)


def morning_and_afternoon() -> tuple[Period, ...]:
    return Period(100, 200, 0, 3000), Period(250, 350, 0, 3000)


def test_who_leaves_before_it_opens_or_comes_back_over_noon_is_not_missed():
    day = morning_and_afternoon()
    assert (counted(event(100, 150, 40), day).start) == 100
    back = counted(event(150, 190, 40), day)
    assert (back.start, back.end, back.begins, back.ends) == (110, 200, 150, 190)
    far = counted(event(300, 320, 90), day)
    assert (far.start, far.end) == (250, 350), "not the morning before it either"
    assert counted(event(150, 190, 40), None).end == 230, "nobody knows the hours"
    assert counted(counted(event(150, 190, 40), day), day) == back


def test_minute_by_minute():
    for seed in range(300):
        rng = random.Random(seed)
        periods = [
            Period(at := rng.randint(0, 40), at + rng.randint(0, 15), 0, present)
            for present in rng.choices([0, 1000, 2000], k=rng.randint(0, 5))
        ]
        there = {m for p in periods if p.present for m in range(p.start, p.end)}
        begins = rng.randint(0, 50)
        ends, way = begins + rng.randint(1, 10), rng.randint(0, 20)
        found = counted(event(begins, ends, way), periods)
        lead = next((n for n in range(way) if begins - 1 - n not in there), way)
        tail = next((n for n in range(way) if ends + n not in there), way)
        told = (seed, periods, begins, ends, way)
        assert (found.start, found.end) == (begins - lead, ends + tail), told
        assert (found.begins, found.ends) == (begins, ends), told
        present = spans(periods)
        many = present_around(present, np.array([begins]), np.array([ends]))
        one = opened(begins, present), closes(ends, present)
        assert tuple(int(each[0]) for each in many) == one, told


def test_moved_it_has_its_way_anew():
    facts = StationFacts("S", morning_and_afternoon(), ())
    held = counted(event(100, 150, 40), facts.capacity)
    facts = StationFacts("S", facts.capacity, (), (held,))
    (moved,) = applied(facts, [Change("move", "e", start=150, due=180)]).events
    assert (moved.start, moved.end) == (110, 200)
    assert (moved.begins, moved.ends) == (150, 180)
