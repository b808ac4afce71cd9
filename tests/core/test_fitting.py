"""What is plain to see is what the definition says of work put on the grid."""

import random

import pytest

from coordination.core import force
from coordination.core.facts import Demand, Period, StationFacts
from coordination.core.force import fitting, levels, rates, tables

HALF_DAY = 720


OTHER = StationFacts("A", (), (Demand("o", "A", 0, 5, 5),) * 3)


def told(facts, as_of, now):
    """(fits, how much is live, overdue, its units, whether all is known) and width.

    The station is the second of two. What is read stands at the marks it belongs to.
    """
    stations, rows = force.pack([OTHER, facts]), len(facts.demands)
    work, capacity = stations.work, stations.capacity
    events = tables.appointments(stations, 0, 2)
    clock, _ = rates.scratch(len(facts.capacity), 0)
    fit, marks = fitting.scratch(rows)
    plain, end, shift, _clash = levels.fill_levels(
        clock, marks, capacity, 1, events, 0, 0, as_of
    )
    assert plain
    said = fitting.read(3, 3 + rows, as_of, now, work, end, shift, fit, marks)
    width = HALF_DAY << shift
    if said[0] >= 0:
        assert laid(fit, marks, said[0]) == on_grid(facts, as_of, now, end, width)
    fits = said[0] >= 0 and fitting.fits(end - as_of, shift, fit, marks)
    return bool(fits), said, width


def laid(fit, marks, count):
    """[(mark of release, mark of due, effort)] in the order of rows, and all dues."""
    found = {}
    for mark in range(fitting.MARKS):
        j = marks[fitting.FIRST, mark]
        while j > -1 and j not in found and j < count:
            if fit[fitting.EFFORT, j]:
                found[int(j)] = mark, *fit[[fitting.DUE, fitting.EFFORT], j].tolist()
            j = fit[fitting.NEXT, j]
    dues = {n for n, flag in enumerate(marks[fitting.PLACE].tolist()) if flag == 1}
    return [found[j] for j in range(count)], dues


def on_grid(facts, as_of, now, end, width):
    """Each release at the next mark, each due at the last, both on the clock."""
    jobs = []
    for d in facts.demands:
        if d.due is None or d.due <= now or not d.effort:
            continue
        release = min(max(d.release, as_of), end) - as_of
        due = max(d.due, as_of) - as_of
        last = due // width if d.due < end else -(-(end - as_of) // width)
        jobs.append((-(-release // width), last, d.effort))
    return jobs, {due for _, due, _ in jobs}


def expected(facts, as_of, now, width):
    """No window of the grid is too full."""
    end = max([as_of, *(p.end for p in facts.capacity)])
    jobs, _ = on_grid(facts, as_of, now, end, width)

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
    moments = [n * half for n in range(2 * days + 2)] + [p.end for p in capacity]
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


@pytest.mark.parametrize("seed", range(20))
def test_no_window_is_overlooked(seed):
    """A unit of room per mark or none, and work between marks that nearly fills it."""
    rng, answers = random.Random(seed), []
    fit, marks = fitting.scratch(9)
    for _ in range(150):
        final = rng.randint(1, 12)
        level = [0]
        for _ in range(final):
            level.append(level[-1] + rng.choice([0, 1, 1, 2, 5]))
        jobs = []
        for _ in range(rng.randint(1, 9)):
            opens, closes = sorted(rng.choices(range(final + 1), k=2))
            room = level[closes] - level[opens]
            jobs.append((opens, closes, rng.randint(1, max(room // 2, 1))))
        found = whole(fit, marks, level, jobs)
        holds = all(
            sum(e for o, c, e in jobs if o >= a and c <= b) <= level[b] - level[a]
            for a in range(final + 1)
            for b in range(a, final + 1)
        )
        backwards = any(
            sum(e for o, c, e in jobs if o >= a and c <= b) > 0 > level[b] - level[a]
            for a in range(final + 1)
            for b in range(a)
        )
        assert found == (holds and not backwards), (level, jobs)
        answers.append(found)
    assert set(answers) == {True, False}


def whole(fit, marks, level, jobs):
    """Whether work between marks fits what there is until each mark."""
    final = len(level) - 1
    marks[fitting.LEVEL, : final + 1] = level
    marks[fitting.FIRST, : final + 1] = fitting.NO_WORK
    marks[fitting.PLACE, : final + 1] = 0
    for n, (opens, closes, effort) in enumerate(jobs):
        fit[:, n] = effort, closes, marks[fitting.FIRST, opens]
        marks[fitting.FIRST, opens] = n
        marks[fitting.PLACE, closes] = 1
    return bool(fitting.fits(HALF_DAY * final, 0, fit, marks))


def test_work_that_fills_a_window_fits_and_one_unit_more_does_not():
    fit, marks = fitting.scratch(3)
    level = [0, 4, 9, 9]
    assert whole(fit, marks, level, [(0, 1, 4)])
    assert not whole(fit, marks, level, [(0, 1, 5)])
    assert whole(fit, marks, level, [(0, 1, 4), (1, 2, 5)])
    assert not whole(fit, marks, level, [(0, 2, 5), (0, 1, 4), (1, 3, 1)])
    assert not whole(fit, marks, level, [(2, 3, 1)])


def test_the_longest_clock_fills_the_grid_to_its_last_mark():
    end = 511 * HALF_DAY - 1
    facts = StationFacts("S", (Period(0, end, 1, 1),), (Demand("a", "A", end, end, 1),))
    assert told(facts, 0, 0) == (False, (1, 0, 0, True), HALF_DAY)


@pytest.mark.parametrize("end", [719, 720, 721, 1440, 1441])
def test_what_is_due_behind_the_clock_is_due_at_its_last_mark(end):
    work = Demand("a", "A", 0, 5000, 1), Demand("b", "A", 0, end, 1)
    fits, said, _ = told(StationFacts("S", (Period(0, end, 1, 1),), work), 0, 0)
    assert (fits, said[0]) == (True, 2)
