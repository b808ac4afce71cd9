"""The schedule for work that few may share, against the same said in plain words."""

import random
from itertools import pairwise

import numpy as np
import pytest

from coordination.core import force
from coordination.core.detect import reckon
from coordination.core.facts import Demand, Period, StationFacts
from coordination.core.flow import fits
from coordination.core.force import kernel, rates, reading, windows, witness


def drawn(rng):
    at, periods = rng.choice([0, 3]), []
    for _ in range(rng.randint(1, 5)):
        at += rng.choice([0, 0, 2])
        end = at + rng.randint(1, 6)
        periods.append(Period(at, end, rate := rng.randint(0, 6), rate))
        at = end
    demands = []
    for n in range(rng.randint(1, 6)):
        release = rng.randint(-2, at)
        due = rng.randint(max(release, 1), at + 4)
        limit = rng.choice([None, 1, 2, 3])
        most = (due - max(release, 0)) * (limit or 3)
        effort = rng.randint(1, max(most // rng.choice([1, 2]), 1))
        demands.append(Demand(str(n), "A", release, due, effort, max_officers=limit))
    return StationFacts("S", tuple(periods), tuple(demands))


def held(facts):
    """Whether the loops find the schedule; what they left in scratch must not count."""
    stations, rows = force.pack([facts]), len(facts.demands)
    clock, _ = rates.scratch(len(facts.capacity), 0)
    jobs, _, _ = windows.scratch(rows + 2, 0, 1)
    clock[:], jobs[:] = 3, 3
    pieces = rates.build_plain(clock, stations.capacity, 0, 0)
    shift = rates.index_clock(clock, pieces)
    said = reading.Said(*np.zeros((6, 1), np.int64))
    n, _ = reading.read_work(
        0, 0, 0, 0, False, stations.work, clock, pieces, shift, jobs, said
    )
    kernel._order(n, jobs)
    order = jobs[windows.ORDER, :n].tolist()
    return bool(witness.holds(n, jobs, clock, pieces, shift)), order


def in_plain_words(facts, order):
    """Piece by piece: first what cannot be had later, then those due first."""
    periods, jobs = facts.capacity, facts.demands
    ends = {m for p in periods for m in (p.start, p.end)} | {0}
    ends |= {m for d in jobs for m in (max(d.release, 0), d.due)}
    pieces = [
        (a, b, sum(p.officers for p in periods if p.start <= a < p.end))
        for a, b in pairwise(sorted(end for end in ends if end >= 0))
    ]

    def most(j, piece):
        a, b, rate = piece
        limit = jobs[j].max_officers
        if jobs[j].release > a or jobs[j].due < b:
            return 0
        return (rate if limit is None else min(limit, rate)) * (b - a)

    left = {j: jobs[j].effort for j in order}
    for n, piece in enumerate(pieces):
        room, taken = piece[2] * (piece[1] - piece[0]), {}
        for j in order:
            later = sum(most(j, each) for each in pieces[n + 1 :])
            taken[j] = max(left[j] - later, 0)
            if taken[j] > most(j, piece):
                return False
            room -= taken[j]
        if room < 0:
            return False
        for j in order:
            more = min(most(j, piece) - taken[j], left[j] - taken[j], room)
            taken[j] += more
            room -= more
        left = {j: left[j] - taken[j] for j in order}
    return not any(left.values())


@pytest.mark.parametrize("seed", range(15))
def test_the_schedule_is_the_one_in_plain_words(seed):
    rng, answers = random.Random(seed), []
    for _ in range(60):
        facts = drawn(rng)
        holds, order = held(facts)
        assert holds == in_plain_words(facts, order), facts
        reckoned = reckon(facts, as_of=0, now=0)
        if holds:
            assert fits(reckoned.given.free, reckoned.jobs), facts
        answers.append(holds)
    assert set(answers) == {True, False}


def test_nobody_gets_more_than_a_limit_lets_through_at_a_time():
    """Who needs all his time may not be given more at first, to make room later."""
    people = (Period(0, 2, 3, 3), Period(2, 4, 1, 1))
    critical = Demand("a", "A", 0, 4, 4, max_officers=1)
    later = Demand("b", "A", 2, 4, 1)
    assert not held(StationFacts("S", people, (critical, later)))[0]
    assert held(StationFacts("S", people, (critical,)))[0]


def test_work_that_is_due_within_a_piece_has_no_more_than_that():
    two = Demand("a", "A", 0, 2, 2, max_officers=9), Demand("b", "A", 0, 2, 1)
    assert not held(StationFacts("S", (Period(0, 4, 1, 1),), two))[0]
    assert not held(StationFacts("S", (Period(0, 4, 1, 1),), two[::-1]))[0]
