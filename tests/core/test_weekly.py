"""The tightest window of each week, against all windows there are, one by one."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from coordination.core import weekly
from coordination.core.detect import reckon
from coordination.core.facts import Demand, Period, StationFacts
from coordination.core.force import pack as stations_of
from coordination.core.force import packed_profiles
from coordination.core.force.weekly import packed_weeks
from coordination.core.weekly import WEEK, pack_weeks, unpacked
from tests.core.crowds import crowd
from tests.core.oracle import live

SCALE = 900
FIRST = -2 * WEEK


def stretched(facts):
    """The same station with so many minutes for one: its work spans many weeks."""
    return replace(
        facts,
        capacity=facts.capacity and tuple(map(longer, facts.capacity)),
        demands=tuple(map(longer, facts.demands)),
        events=tuple(map(longer, facts.events)),
        blocks=tuple(map(longer, facts.blocks)),
    )


def longer(row):
    names = {"start", "end", "release", "due", "effort"} & set(type(row).__slots__)
    values = {name: getattr(row, name) for name in names}
    return replace(row, **{n: v and v * SCALE for n, v in values.items()})


def drawn(facts, start, end):
    """What there is in a window, and what events take of it, step by step."""
    whole = taken = 0
    for t in range(start, end, SCALE):
        net = sum(p.officers for p in facts.capacity if p.start <= t < p.end)
        here = sum(p.present for p in facts.capacity if p.start <= t < p.end)
        need = sum(e.need for e in facts.events if e.start <= t < e.end)
        whole += net * SCALE
        taken += max(0, min(need, net, here)) * SCALE
    return whole, taken


def by_all_windows(facts, as_of):
    """Per week the tightest of all windows from a release to a due: (asked, given)."""
    work = [demand for demand in live(facts, as_of) if demand.effort]
    spans = [(max(d.release or as_of, as_of), d.due, d.effort) for d in work]
    spans = [(min(release, due), due, effort) for release, due, effort in spans]
    best = {}
    for start in {s for s, _, _ in spans}:
        for end in {e for s, e, _ in spans if s >= start}:
            load = sum(n for s, e, n in spans if s >= start and e <= end)
            capacity, taken = drawn(facts, start, end)
            asked = load + taken
            short = max(asked - capacity, 0)
            filled = Fraction(asked, capacity) if not short else Fraction(2)
            week = (end - 1 - FIRST) // WEEK
            best[week] = max(best.get(week, (0, 0)), (short, filled))
    return {week: found for week, found in best.items() if week < weekly.WEEKS}


def told(facts, as_of=0):
    found = unpacked(pack_weeks(reckon(facts, as_of=as_of, now=as_of), first=FIRST))
    return {
        week: (max(w.excess, 0), Fraction(2) if w.excess > 0 else Fraction(*w[2:]))
        for week, w in enumerate(found.windows)
        if w
    }


def test_every_cell_is_the_tightest_of_all_windows():
    stations = [stretched(facts) for facts in crowd(random.Random(52), 320)]
    judged = [s for s in stations if s.capacity is not None and len(s.demands) < 12]
    assert len(judged) >= 200
    cells = 0
    for facts in judged:
        expected = by_all_windows(facts, 0)
        assert told(facts) == expected
        cells += len(expected)
    assert cells > 300


@pytest.mark.parametrize("numba", [True, False])
def test_many_at_once_say_the_same_bytes(numba, monkeypatch):
    if not numba:
        monkeypatch.setenv("YIPAN_NO_NUMBA", "1")
    facts = [stretched(one) for one in crowd(random.Random(7), 300 if numba else 30)]
    stations = stations_of(facts)
    rooms = packed_profiles(stations, [5000 * SCALE] * len(facts), as_of=7)
    backlogs = [backlog for _, backlog in rooms]
    found = packed_weeks(stations, backlogs, as_of=7, first=FIRST)
    for one, packed in zip(facts, found, strict=True):
        assert packed == pack_weeks(reckon(one, as_of=7, now=7), first=FIRST)


def a_station(*demands, rate=1000):
    return StationFacts("S", (Period(0, 40 * WEEK, rate, rate),), demands)


def weeks(*demands, rate=1000, first=0):
    held = pack_weeks(
        reckon(a_station(*demands, rate=rate), as_of=0, now=0), first=first
    )
    return unpacked(held)


def test_a_due_at_midnight_is_of_the_week_that_ends():
    found = weeks(Demand("a", "A", 0, WEEK, 5), Demand("b", "A", 0, WEEK + 1, 5))
    assert [w.end for w in found.windows] == [WEEK, WEEK + 1]


def test_short_counts_hours_and_fitting_counts_shares():
    # [0, WEEK) lacks 100; of the second week [WEEK, +10) is full, [0, …) is not.
    lacking = weeks(Demand("a", "A", 0, WEEK, 1000 * WEEK + 100))
    assert lacking.windows[0].excess == 100
    late = weeks(
        Demand("a", "A", 0, WEEK, 500 * WEEK),
        Demand("b", "A", WEEK, WEEK + 10, 10_000),
    )
    assert late.windows[1] == (WEEK, WEEK + 10, 10_000, 10_000)


def test_what_is_not_estimated_and_what_is_not_known():
    unsure = weeks(
        Demand("a", "A", 0, 3 * WEEK, 5), Demand("b", "A", 0, 2 * WEEK, None)
    )
    assert (unsure.known, unsure.unsure) == (True, 0b10)
    assert weeks(Demand("a", "A", 0, 9, 5)).unsure == 0
    unknown = StationFacts("S", None, (Demand("a", "A", 0, 9, 5),))
    held = unpacked(pack_weeks(reckon(unknown, as_of=0, now=0), first=0))
    assert held == (0, False, 0, ())


def test_beyond_half_a_year_and_of_another_version():
    far = weeks(Demand("a", "A", 0, weekly.WEEKS * WEEK + 1, 5))
    assert far.windows == ()
    held = weekly.packed([], first=0, unsure=0)
    assert unpacked(bytes([weekly.VERSION + 1]) + held[1:]) is None


def test_fractions_are_told_apart_where_products_do_not_fit():
    huge = 2**40
    demands = (
        Demand("a", "A", 0, WEEK - 1, (WEEK - 1) * huge - 2),
        Demand("b", "A", 0, WEEK, huge - 1),
    )
    assert weeks(*demands, rate=huge).windows[0].end == WEEK - 1
    stations = stations_of([a_station(*demands, rate=huge)])
    backlogs = [backlog for _, backlog in packed_profiles(stations, [WEEK], as_of=0)]
    (found,) = packed_weeks(stations, backlogs, as_of=0, first=0)
    assert unpacked(found).windows[0].end == WEEK - 1
