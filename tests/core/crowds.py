"""Many random stations for a sweep, small corners and large ones, plain and odd."""

from dataclasses import replace

from coordination.core.facts import Block, Demand, Period, StationFacts
from tests.core import cases


def crowd(rng, count):
    """So many stations of every kind there is."""
    return [any_station(rng) for _ in range(count)]


def any_station(rng):
    if rng.random() < 0.15:
        return large(rng)
    facts = cases.station(
        rng, events=rng.random() < 0.5, limits=rng.random() < 0.2, size=9
    )
    return replace(
        facts,
        capacity=None if rng.random() < 0.05 else facts.capacity,
        demands=tuple(odd(rng, demand) for demand in facts.demands),
        blocks=blocks(rng) if rng.random() < 0.2 else (),
    )


def odd(rng, demand):
    """Now and then without an estimate, long past, or with an unusual id."""
    chance = rng.random()
    if chance < 0.03:
        return replace(demand, effort=None)
    if chance < 0.1:
        return replace(demand, id=rng.choice("xyz") + demand.id)
    if chance < 0.15:
        return replace(demand, priority=rng.choice([-1, 5]))
    if chance < 0.2:
        return replace(demand, release=None, due=rng.choice([-5, 0, 3]))
    return demand


def blocks(rng):
    return tuple(
        Block(
            f"b{n}", "", start := rng.randint(0, 50), start + rng.choice([0, 3, 9]), 800
        )
        for n in range(rng.randint(1, 2))
    )


def large(rng):
    """Full days in a row: sorting, merging of busy blocks and long walks."""
    days = rng.randint(5, 40)
    officers = rng.choice([1000, 2500, 6000])
    size = rng.randint(10, 120)
    capacity = tuple(
        Period(100 * day + start, 100 * day + start + 30, officers, officers)
        for day in range(days)
        if day % 7 < 5 or rng.random() < 0.1
        for start in (20, 60)
    )
    share = 60 * officers * days * 5 // 7 // size
    return StationFacts(
        code="S",
        capacity=capacity,
        demands=tuple(_piece(rng, n, days, share) for n in range(size)),
    )


def _piece(rng, n, days, share):
    due = rng.randint(1, days)
    release = max(0, due - rng.randint(0, 12))
    return Demand(
        id=str(n),
        department=rng.choice("ABCS"),
        release=100 * release + rng.choice([0, 0, 25]),
        due=100 * due + rng.choice([0, 0, 45]),
        effort=int(share * rng.uniform(0.2, 1.8)),
        max_officers=rng.choice([None] * 9 + [6000]),
        priority=rng.choice([0, 0, 0, 1]),
    )
