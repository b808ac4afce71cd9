"""Profiles and backlogs against the full preview, and the staircase by definition."""

import random
from dataclasses import replace

import numpy as np
import pytest

from coordination.core.backlog import Backlog, pack_backlog
from coordination.core.detect import reckon
from coordination.core.facts import Demand, Event, Period, StationFacts
from coordination.core.preview import preview
from coordination.core.profile import LIMITED, Profile, held, pack
from coordination.core.rooms import at_once, verdicts
from coordination.core.staircase import Staircase, carried
from tests.core import cases

UNTIL = 90
CHUNKS = 10
STATIONS = 700
ORDERS = 5
ENOUGH = 2000  # of 3,500 in a chunk are answered: 20,000 of either kind in all


def stations(seed):
    """Random stations, some of them unknown or not estimated, some with limits."""
    rng = random.Random(seed)
    for _ in range(STATIONS):
        facts = cases.station(rng, limits=rng.random() < 0.1, size=9)
        after = Period(60, UNTIL, rng.choice([0, 3000, 3000]), 3000)
        facts = replace(facts, capacity=(*facts.capacity, after))
        if rng.random() < 0.03:
            facts = replace(facts, capacity=None)
        if rng.random() < 0.03:
            missing = Demand("m", "A", 0, 40, None)
            facts = replace(facts, demands=(*facts.demands, missing))
        yield rng, facts


def order(rng, *, later):
    demand = replace(cases.demand(rng, 99, 6, limits=rng.random() < 0.1), id="new")
    if not later:
        return replace(demand, release=rng.choice([None, -5, 0]))
    return demand


def hold(facts, until=UNTIL):
    return held(reckon(facts, as_of=0, now=0), until=until)


def apart(answer):
    """All but the departments, which a profile does not hold."""
    return replace(answer, departments=())


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_profile_says_what_the_preview_says(chunk):
    told = 0
    for rng, facts in stations(7000 + chunk):
        profile = Profile(pack(hold(facts)))
        for _ in range(ORDERS):
            new = order(rng, later=False)
            if not profile.answers(new.due, new.max_officers):
                assert profile.flags & LIMITED or new.max_officers
                continue
            full = preview(facts, new, as_of=0, now=0)
            found = profile.preview(new.effort, new.due)
            if found is not None:
                assert found == apart(full)
            told += 1
            if profile.known and new.due is not None and (new.due or not new.effort):
                fits = profile.fits(new.effort, new.due)
                assert fits == (full.shortfall == 0)
                assert profile.earliest_due(new.effort) == full.earliest_due
                assert found is None or fits
            elif profile.known:
                assert profile.earliest_due(new.effort) == full.earliest_due
    assert told > ENOUGH


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_backlog_says_what_the_preview_says(chunk):
    told = 0
    for rng, facts in stations(8000 + chunk):
        backlog = Backlog(pack_backlog(hold(facts)))
        for _ in range(ORDERS):
            new = order(rng, later=rng.random() < 0.9)
            if not backlog.answers(new):
                continue
            full = preview(facts, new, as_of=0, now=0)
            found = backlog.preview(new)
            if found is None:
                assert full.earliest_due is None or not new.due
                continue
            assert found == full
            told += 1
    assert told > ENOUGH


@pytest.mark.parametrize("chunk", range(3))
def test_the_staircase_by_definition(chunk):
    """Every start at or before the release, every end at or after the due."""
    rng = random.Random(9000 + chunk)
    for _ in range(2000):
        work = sorted(pieces(rng), key=lambda job: job[1])
        opens, due, effort = rng.randint(0, 30), rng.randint(0, 30), rng.randint(0, 12)
        due += opens
        stairs = Staircase(
            *([list(c) for c in zip(*work, strict=True)] or [[], [], []])
        )
        windows = [
            (load(work, s, e) + effort - (e - s), s, e)
            for s in {opens, *(j[0] for j in work if j[0] < opens)}
            for e in {due, *(j[1] for j in work if j[1] > due)}
        ]
        tight = stairs.tightest(opens, due, effort)
        assert (tight.excess, tight.opens, tight.closes) in windows
        assert tight.excess == max(windows)[0]
        worst = [w for w in windows if w[0] == tight.excess]
        pick = min if tight.excess > 0 else max
        assert tight.closes == pick(e for _, _, e in worst)
        first = stairs.earliest_close(opens, effort)
        assert stairs.tightest(opens, first, effort).excess <= 0
        if first > opens:
            assert stairs.tightest(opens, first - 1, effort).excess > 0


def pieces(rng):
    for _ in range(rng.randint(0, 9)):
        opens = rng.choice([0, 0, rng.randint(0, 30)])
        yield opens, opens + rng.choice([0, rng.randint(0, 30)]), rng.randint(1, 9)


def load(work, start, end):
    return sum(effort for s, e, effort in work if s >= start and e <= end)


def test_what_is_left_when_the_earliest_due_is_worked_first():
    # Due by 4, by 6, by 9; the first comes in while the second is being worked.
    assert carried([2, 0, 0], [3, 4, 5], 5) == [0, 2, 5]
    assert carried([2, 0, 0], [3, 4, 5], 0) == [3, 4, 5]
    assert carried([2, 0, 0], [3, 4, 5], 99) == [0, 0, 0]


ONE_DAY = (Period(0, 10, 1000, 1000),)


def station(*demands, capacity=ONE_DAY, events=()):
    return StationFacts("S", capacity, demands, events)


def profile(facts, until=UNTIL):
    return Profile(pack(hold(facts, until)))


def test_work_due_before_the_release_is_not_forgotten():
    """Overload that is over before the new work may begin still delays it."""
    facts = station(Demand("a", "A", 0, 2, 6000))
    new = Demand("n", "B", 3, 8, 3000)
    found = Backlog(pack_backlog(hold(facts))).preview(new)
    assert found == preview(facts, new, as_of=0, now=0)
    assert (found.verdict, found.earliest_due) == ("conflict", 9)


def test_large_figures_take_eight_bytes():
    large = (Period(0, 80_000, 100_000, 100_000),)
    narrow, wide = pack_of(ONE_DAY), pack_of(large)
    assert (narrow[1:2], wide[1:2]) == (b"i", b"q")
    assert Profile(wide).room(80_000) == 8_000_000_000
    assert Profile(wide).earliest_due(7_999_999_999) == 80_000
    new = Demand("n", "B", 5, 80_000, 7_000_000_000)
    facts = station(capacity=large)
    backlog = Backlog(pack_backlog(hold(facts, 90_000)))
    assert backlog.preview(new) == preview(facts, new, as_of=0, now=0)


def pack_of(capacity):
    return pack(hold(station(capacity=capacity), 90_000))


def test_a_limit_that_may_bind_is_left_to_the_preview():
    two = (Period(0, 10, 2000, 2000),)
    free = profile(station(capacity=two))
    assert free.answers(10, None)
    assert free.answers(10, 2000)
    assert not free.answers(10, 1999)
    assert free.answers(UNTIL, None)
    assert not free.answers(UNTIL + 1, None)
    bound = Demand("a", "A", 0, 10, 1000, max_officers=1000)
    assert not profile(station(bound, capacity=two)).answers(10, None)
    loose = replace(bound, max_officers=2000)
    assert profile(station(loose, capacity=two)).answers(10, None)


def test_a_profile_is_stored_with_its_version():
    """Those that are stored have to be read by what comes later."""
    assert (pack_of(ONE_DAY)[0], pack_backlog(hold(station()))[0]) == (1, 1)


def test_an_order_that_fills_the_room_exactly_is_shown():
    facts = profile(station(Demand("a", "A", 0, 8, 4000)))
    assert facts.preview(6000, 10).verdict == "fits"
    assert facts.preview(6001, 10) is None


def test_of_which_orders_a_backlog_can_tell():
    backlog = Backlog(pack_backlog(hold(station())))
    new = Demand("n", "B", 5, 8, 1000)
    for change, told in (
        ({}, True),
        ({"release": 9}, False),
        ({"release": 8}, True),
        ({"release": UNTIL, "due": None}, True),
        ({"release": UNTIL + 1, "due": None}, False),
        ({"due": UNTIL + 1}, False),
        ({"due": UNTIL}, True),
        ({"max_officers": 1000}, True),
        ({"max_officers": 999}, False),
    ):
        assert backlog.answers(replace(new, **change)) is told, change


def test_unknown_is_said_without_figures():
    assert profile(station(capacity=None)).preview(1000, 5).verdict == "unknown"
    missing = profile(station(Demand("a", "A", 0, 5, None))).preview(1000, 5)
    assert (missing.verdict, missing.capacity) == ("unknown", 5000)


def test_events_count_in_the_window_that_is_shown():
    meeting = Event("e", "C", 2, 4, 500)
    facts = station(Demand("a", "A", 0, 8, 4000), events=(meeting,))
    found = profile(facts).preview(1000, 10)
    assert (found.window, found.demand, found.capacity) == ((0, 10), 6000, 10_000)
    assert found == apart(
        preview(facts, Demand("n", "B", None, 10, 1000), as_of=0, now=0)
    )


@pytest.mark.parametrize("kind", [Profile, Backlog])
def test_another_version_is_refused(kind):
    with pytest.raises(ValueError, match="version 9"):
        kind(b"\x09i" + bytes(6 + 4 * 8))


def test_the_short_verdict_is_the_long_one():
    for rng, facts in stations(6000):
        short = Profile(pack(hold(facts)))
        for _ in range(ORDERS):
            new = order(rng, later=False)
            found = short.verdict(new.effort, new.due, new.max_officers)
            assert (found is None) == (not short.answers(new.due, new.max_officers))
            if found is not None:
                full = preview(facts, new, as_of=0, now=0)
                assert found == (full.verdict, full.earliest_due)


@pytest.mark.parametrize("limit", [None, 500, 5000])
@pytest.mark.parametrize("seed", range(5))
def test_many_rooms_at_once(seed, limit):
    rng = random.Random(seed)
    packed = [bytes(8) + pack(hold(facts)) for _, facts in stations(seed)]
    packed[::50] = [bytes(8) + pack_of((Period(0, 80_000, 90_000, 90_000),))] * 14
    efforts = [rng.choice([0, 1, 500, 5000, 20_000]) for _ in packed]
    dues = [rng.randint(-2, UNTIL + 3) for _ in packed]
    last = rng.choice([-1, 50, UNTIL + 1])
    found = verdicts(packed, 8, efforts, dues, limit, last)
    for room, effort, due, *answer in zip(packed, efforts, dues, *found, strict=True):
        one = Profile(room[8:])
        expected = one.verdict(effort, due, limit)
        tells = expected and (last <= one.until or not one.known)
        assert tuple(answer) == (expected if tells else (None, None))


def test_only_few_rooms_are_looked_at_one_by_one():
    """Those of eight bytes, the unknown, and what hangs on a limit or lies beyond."""
    fixed = station(Demand("a", "A", 0, 5, 10, max_officers=500))
    rooms = [
        *(pack(hold(station(capacity=each))) for each in (ONE_DAY, None)),
        *(
            pack(hold(facts))
            for facts in (fixed, station(Demand("m", "A", 0, 5, None)))
        ),
        pack_of((Period(0, 80_000, 90_000, 90_000),)),
        pack(hold(station(), UNTIL - 1)),
    ]
    rows, six = [bytes(8) + room for room in rooms], [0] * 6

    def told(rows, due, limit=None, last=0):
        return at_once(rows, 8, six[: len(rows)], [due] * len(rows), limit, last)[0]

    assert np.flatnonzero(told(rows, UNTIL - 1, 1000, UNTIL - 1)).tolist() == [0, 3, 5]
    for due, last in ((UNTIL, 0), (0, UNTIL)):
        assert np.flatnonzero(told(rows, due, None, last)).tolist() == [0, 3]
    assert not told(rows, UNTIL - 1, 999).any()
    assert told(rows[::3], 5).all()


def test_a_room_of_eight_bytes_tells_up_to_its_last_minute():
    row = pack_of((Period(0, 80_000, 90_000, 90_000),))
    assert verdicts([row], 0, [90_000], [5], None, 90_000) == (["fits"], [1])
    assert verdicts([row], 0, [90_000], [5], None, 90_001) == ([None], [None])
