"""Random stations, small enough to judge by brute force and full of corners."""

import random

from coordination.core.facts import Demand, Event, Period, StationFacts

DAY = 10


def station(rng: random.Random, *, events=True, limits=False, size=7):
    """Ties, empty days, nights, make-up days, zero windows, too much work."""
    days = rng.randint(1, 6)
    return StationFacts(
        code=rng.choice(["S", "A"]),
        capacity=tuple(periods(rng, days)),
        demands=tuple(
            demand(rng, i, days, limits=limits) for i in range(rng.randint(0, size))
        ),
        events=tuple(event(rng, i, days) for i in range(rng.randint(0, 3)))
        if events
        else (),
    )


def periods(rng, days):
    for day in range(days):
        if rng.random() < 0.3:
            continue
        for _ in range(rng.choice([1, 1, 2])):
            start = day * DAY + rng.randint(0, 4)
            end = start + rng.choice([0, 2, 4, 5])
            officers = rng.choice([0, 500, 1000, 2000, 3000])
            extra = rng.choice([0, 0, 1000, -500])
            yield Period(start, end, officers, max(officers + extra, 0))


def demand(rng, i, days, *, limits):
    end = days * DAY
    release = rng.choice([None, rng.randint(0, end), rng.randrange(0, end, DAY)])
    low = 0 if release is None else release
    due = rng.choice([low, rng.randint(low, end), min(low + DAY, end), end + DAY])
    return Demand(
        id=str(i),
        department=rng.choice("ABC"),
        release=release,
        due=None if rng.random() < 0.04 else max(due, low),
        effort=rng.choice([0, 1, 500, 1000, 3000, 5000, 9000, 14000]),
        max_officers=rng.choice([None, 500, 1000]) if limits else None,
        priority=rng.choice([0, 0, 1]),
    )


def event(rng, i, days):
    start = rng.randint(0, days * DAY)
    return Event(
        id=f"e{i}",
        department=rng.choice("ABC"),
        start=start,
        end=start + rng.choice([0, 1, 3, 8, 20]),
        officers=rng.choice([0, 500, 1000, 2000, 4000]),
        attendees=rng.choice([(), (), ("chief",), ("chief", "deputy")]),
    )
