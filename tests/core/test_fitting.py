"""What is plain to see is what the definition says of work put on the grid."""

import random

import pytest

from coordination.core import force
from coordination.core.facts import Demand, Period, StationFacts
from coordination.core.force import fitting, levels, rates, tables

HALF_DAY = 720


def told(facts, as_of, now):
    """(fits, how much is live, overdue, its units, whether all is known) and width."""
    stations = force.pack([facts])
    work, capacity = stations.work, stations.capacity
    events = tables.appointments(stations, 0, 1)
    clock, _ = rates.scratch(len(facts.capacity), len(facts.events))
    fit, marks = fitting.scratch(len(facts.demands))
    plain, end, shift, _clash = levels.fill_levels(
        clock, marks, capacity, 0, events, 0, len(facts.events), as_of
    )
    assert plain
    said = fitting.read(0, len(facts.demands), as_of, now, work, end, shift, fit, marks)
    fits = said[0] >= 0 and fitting.fits(end - as_of, shift, fit, marks)
    return bool(fits), said, HALF_DAY << shift


def expected(facts, as_of, now, width):
    """Each release at the next mark, each due at the last: no window is too full."""
    end = max([as_of, *(p.end for p in facts.capacity)])
    live = [d for d in facts.demands if d.effort and d.due > now]
    jobs = []
    for d in live:
        release = min(max(d.release, as_of), end) - as_of
        due = max(d.due, as_of) - as_of
        last = due // width if d.due < end else -(-(end - as_of) // width)
        jobs.append((-(-release // width), last, d.effort))

    def level(mark):
        until = as_of + mark * width
        return sum(
            max(min(p.end, until) - max(p.start, as_of), 0) * p.officers
            for p in facts.capacity
        )

    return all(
        sum(e for r, d, e in jobs if r >= a and d <= b) <= level(b) - level(a)
        for a in {job[0] for job in jobs}
        for b in {job[1] for job in jobs}
        if any(r >= a and d <= b for r, d, _ in jobs)
    )


def drawn(rng):
    days, scale = rng.choice([(2, 1), (6, 1), (6, 100)])
    half = HALF_DAY * scale
    capacity = [
        Period(
            start := n * half + rng.choice([0, 0, 7]),
            start + rng.randint(1, half - 9),
            2,
            2,
        )
        for n in range(2 * days)
        if rng.random() < 0.8
    ] or [Period(0, 5, 1, 1)]
    whole = sum((p.end - p.start) * p.officers for p in capacity)
    count = rng.randint(0, 7)
    moments = [n * half for n in range(2 * days + 2)]
    demands = []
    for n in range(count):
        release, due = sorted(
            rng.choice(moments) + rng.choice([0, 0, 1, -1, 300]) for _ in "ab"
        )
        effort = rng.choice([0, 1, whole // (count + 1), whole // (2 * count), half])
        demands.append(Demand(str(n), "A", release, due, effort))
    return StationFacts("S", tuple(capacity), tuple(demands))


@pytest.mark.parametrize("seed", range(30))
def test_work_on_the_grid_is_judged_by_the_definition(seed):
    rng, answers = random.Random(seed), []
    for _ in range(30):
        facts, as_of = drawn(rng), rng.choice([0, 0, 100])
        now = as_of + rng.choice([0, 50])
        fits, said, width = told(facts, as_of, now)
        assert fits == expected(facts, as_of, now, width), facts
        late = [d for d in facts.demands if d.effort and d.due <= now]
        live = [d for d in facts.demands if d.effort and d.due > now]
        assert said == (len(live), len(late), sum(d.effort for d in late), True)
        answers.append(fits)
    assert set(answers) == {True, False}


@pytest.mark.parametrize("shift", [0, 1, 2])
def test_a_longer_clock_has_a_coarser_grid(shift):
    span = (511 * HALF_DAY << shift) - 1
    assert levels.grid(span) == shift
    assert levels.grid(span + 1) == shift + 1


def read(*demands, now=0):
    facts = StationFacts("S", (Period(0, 1440, 1000, 1000),), demands)
    return told(facts, 0, now)[:2]


def test_what_is_not_known_is_left_out_and_said():
    assert read(Demand("a", "A", 0, 720, None)) == (True, (0, 0, 0, False))
    late = (Demand("a", "A", 0, 5, None), Demand("b", "A", 0, 5, 7))
    assert read(*late, now=5) == (True, (0, 2, 7, True))
    assert read(Demand("a", "A", 0, None, 9**9)) == (True, (0, 0, 0, True))


def test_what_takes_more_than_sums_is_looked_at_closely():
    few = Demand("a", "A", 0, 720, 1, max_officers=0)
    assert read(few) == (False, (-1, 0, 0, False))
    most = 2**61 // 2
    assert read(Demand("a", "A", 0, 720, most)) == (False, (1, 0, 0, True))
    assert read(Demand("a", "A", 0, 720, most + 1)) == (False, (-1, 0, 0, False))
