"""The sweep says of every station what the detector says of one."""

import os
import random
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from coordination.core import force
from coordination.core.detect import detect
from coordination.core.facts import Block, Demand, Event, Period, StationFacts
from tests.core import crowds

PLAIN = Period(0, 100, 1000, 1000)
CROWD = int(os.environ.get("CROWD", "800"))
"""Stations per seed; `make mutants` takes fewer, without the compiler."""


def assert_equal(facts, *, as_of, now):
    """Every field of every verdict; the findings, to look further."""
    stations = force.pack(facts)
    findings = force.sweep(stations, as_of=as_of, now=now)
    for s, each in enumerate(facts):
        told = force.verdict_of(stations, findings, s)
        assert told == detect(each, as_of=as_of, now=now), each
    return stations, findings


def station(*demands, capacity=(PLAIN,), **more):
    return StationFacts("S", capacity, demands, **more)


def numbered(ids, *, effort=60_000, due=100):
    """One station of equal work with ids that are numbers."""
    return force.Stations(
        codes=("A", "S"),
        own=np.array([1], np.int32),
        capacity=force.pack([station()]).capacity,
        work=force.work_of(
            [0, len(ids)],
            id=ids,
            release=[0] * len(ids),
            due=[due] * len(ids),
            effort=[effort] * len(ids),
            department=[0] * len(ids),
        ),
    )


@pytest.mark.parametrize("seed", range(4))
def test_random_stations_agree_in_every_field(seed):
    rng = random.Random(seed)
    as_of = rng.choice([0, 7])
    facts = crowds.crowd(rng, CROWD)
    _, findings = assert_equal(facts, as_of=as_of, now=as_of + rng.choice([0, 5]))
    assert len(findings) > CROWD / 2
    assert findings.exact.mean() < 0.5


def test_the_rare_lane_is_rare_where_work_is_plain():
    rng = random.Random(7)
    facts = [crowds.large(rng) for _ in range(200)]
    _, findings = assert_equal(facts, as_of=0, now=0)
    assert not findings.exact.any()
    assert set(findings.feasible.tolist()) == {force.YES, force.NO}


def test_without_numba_the_answers_are_the_same(monkeypatch):
    facts = crowds.crowd(random.Random(11), 150)
    stations = force.pack(facts)
    fast = force.sweep(stations, as_of=0, now=0)
    monkeypatch.setenv("YIPAN_NO_NUMBA", "1")
    slow = force.sweep(stations, as_of=0, now=0)
    assert slow.exact.all()
    assert not fast.exact.all()
    for name in force.Findings.__slots__:
        if name != "exact":
            assert np.array_equal(getattr(fast, name), getattr(slow, name)), name


def test_slices_of_stations_add_up_to_the_whole():
    stations = force.pack(crowds.crowd(random.Random(12), 90))
    whole = force.sweep(stations, as_of=0, now=0)
    parts = [
        force.sweep(stations, as_of=0, now=0, first=a, last=a + 30) for a in (0, 30, 60)
    ]
    for name in ("feasible", "deficit", "station", "demand", "victims", "member"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert np.array_equal(getattr(whole, name), joined), name
    for part in parts:
        for s in range(part.first, part.last):
            told = force.verdict_of(stations, part, s)
            assert told == force.verdict_of(stations, whole, s)


def test_room_for_conflicts_grows_with_them(monkeypatch):
    facts = crowds.crowd(random.Random(13), 120)
    expected = [detect(each, as_of=0, now=0) for each in facts]
    monkeypatch.setattr(force.sweeping, "CONFLICTS", 1)
    stations = force.pack(facts)
    findings = force.sweep(stations, as_of=0, now=0)
    told = [force.verdict_of(stations, findings, s) for s in range(len(facts))]
    assert told == expected


def test_the_order_of_rows_changes_nothing():
    rng = random.Random(14)
    facts = crowds.crowd(rng, 200)
    mixed = [
        replace(
            each,
            capacity=each.capacity
            and tuple(rng.sample(each.capacity, len(each.capacity))),
            demands=tuple(rng.sample(each.demands, len(each.demands))),
            events=tuple(rng.sample(each.events, len(each.events))),
        )
        for each in facts
    ]
    one = force.sweep(force.pack(facts), as_of=0, now=0)
    two = force.sweep(force.pack(mixed), as_of=0, now=0)
    for name in force.Findings.__slots__:
        assert np.array_equal(getattr(one, name), getattr(two, name)), name


def test_numbers_are_ordered_as_text():
    stations = numbered([9, 10, 100, 1, 99, 2])
    findings = force.sweep(stations, as_of=0, now=0)
    assert not findings.exact.any()
    # Admitted is '1', the first of the texts; then come 10, 100, 2, 9, 99.
    assert findings.victims.tolist() == [10, 100, 2, 9, 99]
    assert findings.member.tolist() == [1, 10, 100, 2, 9, 99]
    facts = force.to_facts(stations, 0)
    assert force.verdict_of(stations, findings, 0) == detect(facts, as_of=0, now=0)


def test_long_numbers_are_ordered_as_text():
    rng = random.Random(15)
    ids = list({rng.randrange(10 ** rng.randint(1, 18)) for _ in range(60)})
    ids += [2**63 - 1, 922337203685477580]
    findings = force.sweep(numbered(ids), as_of=0, now=0)
    assert findings.member.tolist() == sorted(ids, key=str)


def test_work_beyond_all_measure_is_decided_exactly():
    facts = [station(Demand("a", "A", 0, 50, 2**61), Demand("b", "A", 0, 50, 2**61))]
    _, findings = assert_equal(facts, as_of=0, now=0)
    assert findings.exact.all()


def test_periods_far_away_and_at_great_rates():
    far = Period(2**34, 2**34 + 10, 1000, 1000)
    great = Period(0, 10, 2**30, 2**30)
    work = Demand("a", "A", 0, 2**34 + 5, 200_000)
    facts = [station(work, capacity=(PLAIN, far)), station(work, capacity=(great,))]
    assert_equal(facts, as_of=0, now=0)


def test_nothing_at_all():
    findings = force.sweep(force.pack([]), as_of=0, now=0)
    assert len(findings) == 0
    assert (force.YES, force.NO, force.CANNOT_SAY) == (1, 0, -1)  # as promised
    assert_equal(
        [station(capacity=None), station(capacity=()), station()], as_of=0, now=0
    )


def test_a_profile_may_be_shared():
    rng = random.Random(16)
    facts = [
        replace(crowds.large(rng), capacity=tuple(crowds.large(rng).capacity))
        for _ in range(3)
    ]
    same = [replace(each, capacity=facts[0].capacity) for each in facts]
    packed, apart = force.pack(same), force.pack(same)
    shared = replace(
        packed, capacity=packed.capacity._replace(of=np.zeros(3, np.int32))
    )
    one = force.sweep(shared, as_of=0, now=0)
    two = force.sweep(apart, as_of=0, now=0)
    assert np.array_equal(one.member, two.member)
    assert np.array_equal(one.deficit, two.deficit)


def test_events_that_only_take_room_stay_in_the_fast_lane():
    event = Event("e", "B", 20, 40, 500)
    facts = [station(Demand("a", "A", 0, 100, 95_000), events=(event,))]
    _, findings = assert_equal(facts, as_of=0, now=0)
    assert not findings.exact.any()
    assert findings.member_event.sum() == 1


def test_a_person_named_twice_is_one():
    event = Event("e", "B", 20, 40, 0, ("chief", "chief"))
    two = (Period(0, 100, 2000, 2000),)
    work = Demand("a", "A", 0, 100, 181_000)
    facts = [station(work, capacity=two, events=(event,))]
    _, findings = assert_equal(facts, as_of=0, now=0)
    assert findings.demand.tolist() == [201_000]


def test_events_in_a_conflict_come_largest_first():
    events = (
        Event("a", "B", 10, 20, 100),
        Event("b", "B", 30, 40, 900),
        Event("c", "C", 50, 60, 500),
    )
    facts = [station(Demand("d", "A", 0, 100, 95_000), events=events)]
    stations, findings = assert_equal(facts, as_of=0, now=0)
    members = force.conflict_of(stations, findings, 0).members
    assert [m.id for m in members] == ["d", "b", "c", "a"]


def test_limits_that_cannot_bind_leave_the_window_to_decide():
    facts = [station(Demand("a", "A", 0, 100, 101_000, max_officers=1000))]
    _, findings = assert_equal(facts, as_of=0, now=0)
    assert not findings.exact.any()
    assert findings.feasible.tolist() == [force.NO]


def test_a_schedule_proves_that_work_under_limits_fits():
    """Each is first given what it could not get later, then the first due."""
    work = (
        Demand("a", "A", 0, 100, 40_000, max_officers=400),
        Demand("b", "B", 0, 60, 35_000),
        Demand("c", "C", 50, 100, 25_000, max_officers=900),
    )
    _, findings = assert_equal([station(*work)], as_of=0, now=0)
    assert not findings.exact.any()
    assert findings.feasible.tolist() == [force.YES]
    more = (*work, Demand("d", "D", 0, 100, 1))
    _, findings = assert_equal([station(*more)], as_of=0, now=0)
    assert findings.exact.all()
    assert findings.feasible.tolist() == [force.NO]


@pytest.mark.parametrize("limit", [0, 1, 500])
def test_one_unit_more_than_a_limit_lets_through_is_not_proved(limit):
    most = Demand("a", "A", 0, 100, 100 * limit, max_officers=limit)
    facts = [station(most), station(replace(most, effort=100 * limit + 1))]
    _, findings = assert_equal(facts, as_of=0, now=0)
    assert findings.feasible.tolist() == [force.YES, force.NO]
    assert findings.exact.tolist() == [False, True]


def test_a_block_that_others_take_is_seen_without_a_clash():
    order = Event("e", "A", 20, 40, 500)
    held = Block("w", "", 30, 50, 800)
    facts = [station(events=(order,), blocks=(held,))]
    _, findings = assert_equal(facts, as_of=0, now=0)
    assert findings.kind.tolist() == [force.KINDS.index("displacement")]


def test_one_station_alone_has_room_for_its_periods_and_its_work():
    rng = random.Random(18)
    facts = crowds.large(rng)
    stations = force.pack([facts])
    findings = force.sweep(stations, as_of=0, now=0)
    assert force.verdict_of(stations, findings, 0) == detect(facts, as_of=0, now=0)


def test_a_conflict_of_many_departments_finds_room(monkeypatch):
    monkeypatch.setattr(force.sweeping, "CONFLICTS", 1)
    work = [Demand(str(n), f"D{n}", 0, 100, 2510) for n in range(40)]
    _, findings = assert_equal([station(*work)], as_of=0, now=0)
    assert not findings.exact.any()
    assert np.diff(findings.departments_at).tolist() == [40]
    assert len(findings.victims) == 1  # so that it is the departments that lack room


def test_work_under_limits_mostly_needs_no_flow():
    rng = random.Random(17)
    facts = [limited(rng, crowds.large(rng)) for _ in range(60)]
    _, findings = assert_equal(facts, as_of=0, now=0)
    fits = findings.feasible == force.YES
    assert fits.sum() > 10
    assert findings.exact[fits].mean() < 0.1
    assert findings.exact[~fits].all()


def limited(rng, facts):
    """The same station with less work in longer windows, half of it under limits."""
    return replace(
        facts,
        demands=tuple(
            replace(
                d,
                effort=d.effort // 2,
                release=max(0, d.release - 400),
                due=d.due + 300,
                max_officers=rng.choice([None, 800]),
            )
            for d in facts.demands
        ),
    )


def test_arrays_that_cannot_be_meant_are_refused():
    good = numbered([1, 2])
    with pytest.raises(ValueError, match="offsets"):
        replace(good, work=good.work._replace(at=np.array([0, 3, 2])))
    with pytest.raises(ValueError, match="rows"):
        replace(good, work=good.work._replace(due=good.work.due[:1]))
    with pytest.raises(ValueError, match="ascend"):
        replace(good, codes=("S", "A"))
    with pytest.raises(ValueError, match="profile"):
        of = np.array([1], np.int32)
        replace(good, capacity=good.capacity._replace(of=of))
    with pytest.raises(ValueError, match="every station"):
        of = np.array([], np.int32)
        replace(good, capacity=good.capacity._replace(of=of))
    with pytest.raises(ValueError, match="negative"):
        numbered([-1])
    with pytest.raises(ValueError, match="capacity"):
        short = good.capacity._replace(net=good.capacity.net[:0])
        replace(good, capacity=short)


def test_rows_in_any_order_are_grouped_by_station():
    station = np.array([2, 0, 2, 0, 3])
    at, order = force.grouped(station, 4)
    assert at.tolist() == [0, 2, 2, 4, 5]
    assert order.tolist() == [1, 3, 0, 2, 4]
    at, order = force.grouped(np.array([0, 0, 1]), 2)
    assert (at.tolist(), order.tolist()) == ([0, 2, 3], [0, 1, 2])


def test_pages_and_checks_import_neither_numpy_nor_numba():
    code = (
        "import sys, coordination.core.detect, coordination.core.preview;"
        "assert not {'numpy', 'numba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ})
