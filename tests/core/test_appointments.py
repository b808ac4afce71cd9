"""Ways out of clashes and of taken protected time: sound, near, and cheap first."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from coordination.core.facts import Block, Event, Period, StationFacts
from coordination.core.plans import Change
from coordination.core.repair.appointments import standing, ways_apart
from coordination.core.repair.case import Case
from coordination.core.repair.lending import Lenders
from coordination.core.repair.meeting import Meeting
from coordination.core.repair.terms import Appointment, Site
from tests.core import appointments

NINE, TEN, TWO, FOUR = 540, 600, 840, 960
NEAR = tuple((start, 1) for start in (TEN, 660, TWO, NINE + 1440))


@pytest.mark.parametrize("seed", range(6))
def test_every_plan_is_what_it_says(seed):
    rng = random.Random(seed)
    seen = Counter()
    for _ in range(60):
        for methods in appointments.judged(rng):
            seen.update(methods or {"none"})
    assert {"move", "fewer", "waive", "name", "lend", "none"} <= set(seen)


def facts(*events, officers=3, blocks=()):
    """A working day of some officers, 08:30 to 18:00, and the next one."""
    capacity = tuple(
        Period(day + 510, day + 1080, 500 * officers, 1000 * officers)
        for day in (0, 1440)
    )
    return StationFacts("S", capacity, (), tuple(events), tuple(blocks))


def plans(held, *terms, lenders=Lenders()):  # noqa: B008 - frozen
    place = Site(held, (), as_of=0, now=0, appointments=terms)
    (goal,) = appointments.conflicts(held)
    meeting = Meeting(Case.of([place]), "S", goal)
    found = ways_apart(meeting, lenders)
    return {plan.method: plan for plan in reversed(found)}, standing(meeting)


def test_a_plan_that_does_not_hold_is_noticed():
    """The check above must be able to fail."""
    held = facts(Event("1", "A", NINE, TEN, 2000), Event("2", "B", NINE, TEN, 2000))
    found, _ = plans(held, Appointment("1", starts=NEAR))
    place = Site(held, (), 0, 0, (Appointment("1", starts=NEAR),))
    (goal,) = appointments.conflicts(held)
    appointments.check(found["move"], goal, [place])
    (station,) = found["move"].stations
    lied = replace(found["move"], stations=(replace(station, changes=()),))
    with pytest.raises(AssertionError):
        appointments.check(lied, goal, [place])


def test_the_nearest_time_that_holds_is_taken():
    """At ten a third event is in the way, at eleven it fits."""
    held = facts(
        Event("1", "A", NINE, TEN, 2000),
        Event("2", "B", NINE, TEN, 2000),
        Event("3", "C", TEN, 660, 2000),
    )
    found, _ = plans(held, Appointment("1", starts=NEAR, weight=2))
    (change,) = found["move"].stations[0].changes
    assert change == Change("move", "1", start=660, due=720)
    assert found["move"].cost == 2


def test_an_event_does_not_move_onto_protected_time_or_a_named_person():
    held = facts(
        Event("1", "A", NINE, TEN, 1000, ("chief",)),
        Event("2", "B", NINE, TEN, 1000, ("chief",)),
        Event("3", "C", TEN, 660, 1000, ("chief",)),
        blocks=[Block("b1", "走访", 660, 780, 3000)],
    )
    found, _ = plans(held, Appointment("1", starts=NEAR))
    assert found["move"].stations[0].changes[0].start == TWO


def test_as_few_officers_as_end_it_and_never_fewer_than_are_named():
    held = facts(Event("1", "A", NINE, TEN, 3000), Event("2", "B", NINE, TEN, 2000))
    found, _ = plans(held, Appointment("1", least=1000, worth=3))
    assert found["fewer"].stations[0].changes == (Change("fewer", "1", officers=1000),)
    assert found["fewer"].cost == 6
    named = facts(
        Event("1", "A", NINE, TEN, 3000, ("x", "y")), Event("2", "B", NINE, TEN, 2000)
    )
    assert "fewer" not in plans(named, Appointment("1", least=1000))[0]


def test_two_give_way_where_one_is_not_enough():
    held = facts(*(Event(n, "A", NINE, TEN, 3000) for n in "123"))
    found, _ = plans(held, *(Appointment(n, starts=NEAR) for n in "123"))
    changes = found["move"].stations[0].changes
    assert [change.start for change in changes] == [TEN, 660]


def test_another_attends_who_is_free():
    held = facts(
        Event("1", "A", NINE, TEN, 0, ("chief",)),
        Event("2", "B", NINE, TEN, 0, ("chief", "instructor")),
    )
    terms = Appointment("1", others=(("chief", ("instructor", "7")),))
    found, _ = plans(held, terms)
    assert found["name"].stations[0].changes == (Change("name", "1", names=("7",)),)


def test_the_lender_must_not_clash_itself():
    held = facts(Event("1", "A", NINE, TEN, 4000))
    day = Period(510, 1080, 1500, 3000)
    free = StationFacts("L", (day,), ())
    bound = replace(free, events=(Event("9", "A", NINE, TEN, 3000),))
    lent, _ = plans(held, lenders=Lenders([Site(free, (), 0, 0)]))
    assert [each.station for each in lent["lend"].stations] == ["S", "L"]
    assert not plans(held, lenders=Lenders([Site(bound, (), 0, 0)]))[0]


def test_protected_time_is_kept_or_moved_by_its_owner():
    held = facts(
        Event("1", "A", TWO, FOUR, 2000), blocks=[Block("b1", "走访", TWO, FOUR, 2000)]
    )
    own = Appointment("b1", starts=((FOUR, 1),), weight=2)
    found, _ = plans(held, own, Appointment("1", starts=((TEN, 1),), least=1000))
    assert found["move"].stations[0].changes[0] == Change(
        "move", "1", start=TEN, due=TEN + 120
    )
    assert found["fewer"].stations[0].changes[0].officers == 1000


def test_what_stands_is_named_with_the_reason():
    held = facts(Event("1", "A", NINE, TEN, 2000), Event("2", "B", NINE, TEN, 2000))
    found, (obstacle,) = plans(held, Appointment("1", why="superior"))
    assert not found
    assert {work.id: work.why for work in obstacle.work} == {
        "1": "superior",
        "2": "no_time",
    }
