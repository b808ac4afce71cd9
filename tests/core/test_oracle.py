"""The detector against an independent max-flow, case by case."""

import random
from itertools import combinations

import pytest

from coordination.core.detect import detect
from tests.core import cases, oracle

CHUNKS = range(10)


def check(facts, *, as_of, now, limits):
    """Every claim of a verdict, recomputed by brute force."""
    verdict = detect(facts, as_of=as_of, now=now)
    assert verdict.deficit == oracle.deficit(facts, as_of=as_of, now=now)
    assert verdict.feasible == (verdict.deficit == 0)
    deadline = [c for c in verdict.conflicts if c.kind == "deadline"]
    assert bool(deadline) != verdict.feasible
    for conflict in deadline:
        figures(conflict)
        if limits or not oracle.competing(facts, as_of=as_of):
            minimal(facts, conflict, as_of=as_of, now=now)
        if not limits:
            window(facts, conflict, as_of=as_of, now=now)
            irreducible(conflict)
            scope(facts, conflict)
    clashes(facts, verdict, as_of=as_of)
    return verdict


def figures(conflict):
    assert conflict.demand == sum(m.units for m in conflict.members)
    assert conflict.shortfall == conflict.demand - conflict.capacity > 0
    assert conflict.start <= conflict.release <= conflict.due <= conflict.end
    departments = {m.department for m in conflict.members}
    assert conflict.departments == tuple(sorted(departments))
    demands = {m.id for m in conflict.members if not m.event}
    assert set(conflict.victims) <= demands


def window(facts, conflict, *, as_of, now):
    start, end = conflict.start, conflict.end
    assert conflict.capacity == oracle.capacity_between(facts, start, end)
    expected = oracle.inside(facts, start, end, as_of=as_of, now=now)
    got = {m.id: m.units for m in conflict.members if not m.event}
    assert got == expected
    drawn = {m.id: m.units for m in conflict.members if m.event}
    assert drawn == oracle.event_units(facts, max(start, as_of), end)
    trimmed = oracle.capacity_between(facts, conflict.release, conflict.due)
    assert trimmed == conflict.capacity


def irreducible(conflict):
    """By sums alone, with each event at what it takes today."""
    kept = [m.units for m in conflict.members if m.minimal]
    assert sum(kept) > conflict.capacity
    assert all(sum(kept) - units <= conflict.capacity for units in kept)


def minimal(facts, conflict, *, as_of, now):
    chosen = {m.id for m in conflict.members if m.minimal and not m.event}
    events = {m.id for m in conflict.members if m.minimal and m.event}
    # Events beyond the window stay: they are no part of what could be left out.
    drawing = oracle.event_units(facts, max(conflict.start, as_of), conflict.end)
    beside = {e.id for e in facts.events} - set(drawing)

    def short(demands, kept):
        reduced = oracle.only(facts, demands, kept | beside)
        return oracle.deficit(reduced, as_of=as_of, now=now)

    assert short(chosen, events) > 0
    for one in chosen:
        assert short(chosen - {one}, events) == 0
    # Where events compete, one left out only makes room for the next.
    if oracle.competing(facts, as_of=as_of):
        return
    for one in events:
        assert short(chosen, events - {one}) == 0


def scope(facts, conflict):
    """By brute force over all subsets of the members, where there are few."""
    alone = set()
    for code in conflict.departments:
        units = sum(m.units for m in conflict.members if m.department == code)
        if units > conflict.capacity:
            alone.add(code)
    assert conflict.overloaded_by == tuple(sorted(alone))
    assert conflict.scope == ("overload" if alone else "coordination")
    assert conflict.displaces == (facts.code in conflict.departments)
    if conflict.scope == "overload" or len(conflict.members) > 8:
        return
    for size in range(1, len(conflict.members) + 1):
        for chosen in combinations(conflict.members, size):
            if sum(m.units for m in chosen) > conflict.capacity:
                assert len({m.department for m in chosen}) > 1


def clashes(facts, verdict, *, as_of):
    found = [c for c in verdict.conflicts if c.kind == "clash"]
    got = {frozenset(m.id for m in c.members) for c in found}
    heads = oracle.clash_sets(facts, as_of=as_of)
    assert got == heads | oracle.attendee_sets(facts, as_of=as_of)
    for conflict in found:
        assert conflict.shortfall > 0
        assert conflict.victims
        assert conflict.demand == sum(m.units for m in conflict.members)
        kept = [m for m in conflict.members if m.minimal]
        total = sum(m.units for m in kept)
        assert total > conflict.capacity
        assert all(total - m.units <= conflict.capacity for m in kept)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_plain_stations(chunk):
    rng = random.Random(chunk)
    for _ in range(1000):
        facts = cases.station(rng, events=False)
        as_of = rng.choice([0, 0, 7])
        now = as_of + rng.choice([0, 0, 5])
        check(facts, as_of=as_of, now=now, limits=False)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_stations_with_events(chunk):
    rng = random.Random(1000 + chunk)
    for _ in range(600):
        facts = cases.station(rng)
        as_of = rng.choice([0, 0, 7])
        check(facts, as_of=as_of, now=as_of, limits=False)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_stations_with_limits(chunk):
    rng = random.Random(2000 + chunk)
    for _ in range(500):
        facts = cases.station(rng, limits=True, events=chunk % 2 == 0)
        check(facts, as_of=0, now=0, limits=True)
