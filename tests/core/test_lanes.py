"""Which stations the compiled loops decide, how much room they need for it, and that
what one station left behind does not count at the next."""

from dataclasses import replace

import numpy as np
import pytest

from coordination.core import force
from coordination.core.detect import detect
from coordination.core.facts import Block, Demand, Event, Period, StationFacts
from coordination.core.force import facing, rates, sweeping, writing
from tests.core.test_force import assert_equal, numbered, station

PLAIN = Period(0, 100, 1000, 1000)
TOO_MUCH = Demand("a", "A", 0, 100, 100_001)
GREAT = Period(0, 10, 2**30, 2**30)


def exact(*facts, as_of=0):
    return assert_equal(facts, as_of=as_of, now=as_of)[1].exact.tolist()


def test_only_what_is_too_large_is_left_to_the_slow_way():
    assert exact(
        station(TOO_MUCH),
        station(TOO_MUCH, capacity=(GREAT,)),
        station(TOO_MUCH),
        station(TOO_MUCH, capacity=None),
        station(TOO_MUCH),
    ) == [False, True, False, False, False]


@pytest.mark.parametrize("more", [0, 1])
def test_the_largest_effort_of_a_station_that_is_not_the_first(more):
    half = Demand("a", "A", 0, 10, 2**61 // 2 + more)
    few = replace(half, effort=1, due=5, id="b", max_officers=1000)
    found = exact(station(TOO_MUCH), station(half), station(TOO_MUCH))
    assert found == [False, bool(more), False]
    assert exact(station(TOO_MUCH), station(few), station(TOO_MUCH)) == [False] * 3


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize("field", ["rate", "end"])
def test_the_largest_periods(more, field):
    as_of = 3
    period = {
        "rate": Period(as_of, 20, rates.LARGEST_RATE + more, 1),
        "end": Period(as_of, as_of + rates.LONGEST + more, 1, 1),
    }[field]
    work = Demand("a", "A", as_of, as_of + 1, 2**40)
    over = (period, replace(period, start=as_of + 1))
    assert (
        exact(
            station(work, capacity=(period,)), station(work, capacity=over), as_of=as_of
        )
        == [bool(more)] * 2
    )


def test_a_conflict_beside_a_limit_that_does_not_bind_is_found_by_trying():
    """As long as an event could be left out; without one the sums decide."""
    event = Event("e", "B", 0, 50, 1)
    wide = Demand("b", "A", 0, 100, 1, max_officers=1000)
    assert exact(
        station(TOO_MUCH, wide),
        station(TOO_MUCH, wide, events=(event,)),
        station(TOO_MUCH, events=(event,)),
    ) == [False, True, False]


def test_work_for_nobody_in_a_window_that_an_event_fills():
    """Nobody is free, so the limit binds nothing; without the event it does."""
    nobody = Demand("a", "A", 0, 10, 1, max_officers=0)
    facts = station(nobody, capacity=(PLAIN,), events=(Event("e", "B", 0, 10, 1000),))
    stations, findings = assert_equal([facts], as_of=0, now=0)
    assert [m.id for m in force.conflict_of(stations, findings, 0).members] == ["a"]


@pytest.fixture
def coarse(monkeypatch):
    """Without room for draws a station with events has no clock to the minute."""

    def scratch(periods, events):
        clock, _ = whole(periods, events)
        return clock, np.zeros((rates.DRAW_ROWS, 0), np.int64)

    whole = rates.scratch
    monkeypatch.setattr(rates, "scratch", scratch)


def test_whether_all_fits_needs_no_clock_to_the_minute(coarse):
    event, work = Event("e", "B", 20, 40, 500), Demand("a", "A", 0, 100, 7)
    near, far = Block("w", "", 30, 50, 800), Block("w", "", 60, 70, 800)
    clash = Event("f", "B", 30, 35, 1000)
    assert exact(
        station(work, events=(event,)),
        station(work, blocks=(near,)),
        station(work, events=(event,), blocks=(near,)),
        station(work, events=(event,), blocks=(far,)),
        station(work, events=(event, clash), blocks=(near,)),
        station(TOO_MUCH, events=(event,)),
        station(TOO_MUCH),
        station(events=(event,)),
    ) == [False, False, True, True, False, True, False, False]


def test_nor_does_it_far_from_the_epoch(coarse):
    day = 29_000_000
    event = Event("e", "B", day + 20, day + 40, 500)
    work = Demand("a", "A", day, day + 2000, 50_000)
    long = Period(day, day + 1440, 1000, 1000)
    facts = station(work, capacity=(long,), events=(event,))
    assert exact(facts, as_of=day) == [False]


def test_one_profile_with_and_without_events():
    event = Event("e", "B", 20, 40, 500)
    kept = [station(TOO_MUCH), station(TOO_MUCH, events=(event,)), station(TOO_MUCH)]
    for facts in (kept, kept[1:], kept[::-1][1:]):
        packed = force.pack(facts)
        shared = replace(
            packed, capacity=packed.capacity._replace(of=np.zeros(len(facts), np.int32))
        )
        one, two = (force.sweep(each, as_of=0, now=0) for each in (shared, packed))
        assert np.array_equal(one.demand, two.demand)
        assert np.array_equal(one.capacity, two.capacity)
        assert np.array_equal(one.deficit, two.deficit)


def test_work_without_estimate_is_overdue_without_units():
    late = Demand("a", "A", 0, 0, None), Demand("b", "A", 0, 0, 5)
    assert exact(station(*late), station(*late, capacity=None)) == [False, False]


def test_an_event_of_a_single_unit_is_named():
    """It is the smallest there can be, and the last of the members."""
    one = Event("e", "B", 5, 6, 1)
    stations, findings = assert_equal(
        [station(replace(TOO_MUCH, effort=100_000), events=(one,))], as_of=0, now=0
    )
    assert [m.id for m in force.conflict_of(stations, findings, 0).members] == [
        "a",
        "e",
    ]


def test_each_station_alone_is_what_it_is_among_the_others():
    event = Event("e", "B", 20, 40, 500)
    shorter = replace(TOO_MUCH, effort=30_000, due=20)
    facts = [station(TOO_MUCH, events=(event,)), station(shorter, capacity=None)]
    facts += [station(shorter), station(shorter, capacity=(Period(5, 9, 1, 1),))]
    stations = force.pack(facts * 2)
    for s in range(len(stations)):
        alone = force.sweep(stations, as_of=0, now=0, first=s, last=s + 1)
        whole = force.sweep(stations, as_of=0, now=0)
        told = force.verdict_of(stations, alone, s)
        assert told == force.verdict_of(stations, whole, s)


def test_the_order_of_admission_of_the_station_before_is_forgotten():
    """The shortest window that fails is seen among what is admitted by then."""
    fits = (Demand("a", "A", 0, 100, 1), Demand("b", "A", 0, 100, 1))
    later = Demand("a", "A", 5, 100, 20_000)
    refused = Demand("b", "A", 0, 10, 20_000)
    assert exact(station(*fits), station(later, refused)) == [False, False]


def test_a_window_that_is_filled_exactly_does_not_fail():
    """The victim alone fills its own; it is the longer window that fails."""
    facts = station(Demand("a", "A", 0, 10, 6000), Demand("v", "A", 5, 10, 5000))
    _, findings = assert_equal([facts], as_of=0, now=0)
    assert findings.capacity.tolist() == [10_000]


@pytest.fixture
def rooms(monkeypatch):
    """How many conflicts there was room for, from one on."""
    made = []

    def room(size):
        made.append(size)
        return whole(size)

    whole = writing.room
    monkeypatch.setattr(writing, "room", room)
    monkeypatch.setattr(sweeping, "CONFLICTS", 1)
    return made


@pytest.mark.parametrize(
    ("members", "victims", "departments", "fits"),
    [
        (10, 8, 1, True),
        (11, 9, 1, False),
        (128, 1, 2, True),
        (129, 1, 2, False),
        (20, 1, 16, True),
        (20, 1, 17, False),
    ],
)
@pytest.mark.parametrize("officers", [0, 1, 900])
def test_room_is_used_to_the_last_entry(
    rooms, members, victims, departments, fits, officers
):
    """A conflict that needs one entry more finds it too, whatever it is that lacks;
    an event is the smallest of its members or larger than most."""
    admitted = members - victims - bool(officers)
    each = 200 * (1000 - officers) // admitted
    efforts = [each] * admitted + [200_001] * victims
    work = [
        Demand(f"{n:03}", f"D{n % departments}", 0, 200, effort)
        for n, effort in enumerate(efforts)
    ]
    events = (Event("e", "D0", 0, 200, officers),) if officers else ()
    day = Period(0, 200, 1000, 1000)
    stations, findings = assert_equal(
        [station(*work, capacity=(day,), events=events)], as_of=0, now=0
    )
    (conflict,) = (c for _, c in force.conflicts_of(stations, findings))
    assert len(conflict.members) == members
    assert len(conflict.victims) == victims
    assert len(conflict.departments) == departments
    assert rooms == ([1] if fits else [1, 2])


def test_a_second_conflict_finds_room(rooms):
    """One after the other, in the room there is for one."""
    assert exact(station(TOO_MUCH), station(), station(TOO_MUCH)) == [False] * 3
    assert rooms == [1]


def test_events_are_ordered_as_the_text_of_their_numbers():
    """Of equal size and beginning: '10' comes before '9'."""
    base = numbered([1], effort=100_000)
    count, none = 2, np.zeros(3, np.int64)
    events = force.Events(
        at=np.array([0, count]),
        id=np.array([9, 10]),
        start=np.array([20, 20]),
        end=np.array([30, 30]),
        officers=np.array([100, 100]),
        department=np.array([0, 0], np.int32),
        people_at=none,
        people=none[:0],
    )
    stations = replace(base, events=events)
    findings = force.sweep(stations, as_of=0, now=0)
    assert findings.member.tolist() == [1, 10, 9]
    facts = force.to_facts(stations, 0)
    told = force.verdict_of(stations, findings, 0)
    assert told == detect(facts, as_of=0, now=0)


def test_near_an_event_are_the_periods_it_falls_into():
    """Those that only touch it, and events that meet no other, are left out."""
    periods = [Period(n, n + 10, 1000, 1000) for n in range(0, 60, 10)]
    events = (
        Event("e", "B", 20, 40, 500, ("anna", "bert")),
        Event("f", "B", 25, 30, 0, ("anna",)),
        Event("g", "C", 50, 55, 1),
    )
    full = StationFacts("S", tuple(periods), (TOO_MUCH,), events)
    stations = force.pack([station(), full])
    assert force.to_facts(stations, 1) == full
    told = facing.to_appointments(stations, 1, np.array([True, True, False]))
    assert told == replace(
        full, capacity=tuple(periods[2:4]), demands=(), events=events[:2]
    )
    bare = replace(stations, events=None)
    assert force.to_facts(bare, 1) == replace(full, events=())
    found = force.sweep(stations, as_of=0, now=0)
    all_of_them = list(force.conflicts_of(stations, found))
    assert len(all_of_them) == len(found) > 1
    assert [force.conflict_of(stations, found, k) for k in range(len(found))] == [
        conflict for _, conflict in all_of_them
    ]
