"""Ways out where people are wanted twice, each by hand: which, in which order, for how
much."""

from dataclasses import replace

from coordination.core.facts import Block, Event, Period, StationFacts
from coordination.core.plans import Change
from coordination.core.repair import appointments, lending, meeting
from coordination.core.repair.case import Case
from coordination.core.repair.lending import Lenders
from coordination.core.repair.obstacles import Obstacle, Stuck
from coordination.core.repair.terms import Appointment, Site
from tests.core.appointments import conflicts

DAY = 1440
NINE, TEN, ELEVEN, TWO, THREE = 540, 600, 660, 840, 900


def station(*events, officers=3, blocks=(), code="S", demands=()):
    """Two days of some officers, 08:30 to 18:00, half of their time for tasks."""
    capacity = tuple(
        Period(day + 510, day + 1080, 500 * officers, 1000 * officers)
        for day in (0, DAY)
    )
    return StationFacts(code, capacity, tuple(demands), tuple(events), tuple(blocks))


def event(name, officers, start=NINE, end=TEN, names=(), who="A"):
    return Event(name, who, start, end, 1000 * officers, names)


def met(facts, *terms, others=(), goal=0):
    """The conflict of a station, with other stations that are called to the same."""
    own = Site(facts, (), as_of=0, now=0, appointments=terms)
    return meeting.Meeting(Case.of([own, *others]), "S", conflicts(facts)[goal])


def told(plans):
    """(changes by station, cost) of each plan, in order."""
    return [
        ({each.station: list(each.changes) for each in plan.stations}, plan.cost)
        for plan in plans
    ]


def at(name, start, length=60):
    return Change("move", name, start=start, due=start + length)


def times(*starts):
    return tuple((start, n) for n, start in enumerate(starts, 1))


# --- another time ---------------------------------------------------------------------
def test_each_event_moves_to_its_nearest_time_by_itself_the_cheapest_first():
    facts = station(event("1", 2), event("2", 2))
    two = Appointment("2", times(TEN, ELEVEN))
    one = Appointment("1", times(ELEVEN, TWO), weight=3)
    assert told(appointments.moved(met(facts, one, two))) == [
        ({"S": [at("2", TEN)]}, 1),
        ({"S": [at("1", ELEVEN)]}, 3),
    ]


def test_of_a_kind_three_are_named():
    facts = station(*(event(f"{n}", 2) for n in range(5)), officers=9)
    terms = [Appointment(f"{n}", times(ELEVEN), weight=9 - n) for n in range(5)]
    found = appointments.ways_apart(met(facts, *terms), Lenders())
    assert [plan.cost for plan in found] == [5, 6, 7]


def test_no_more_move_where_one_is_enough():
    """The first does not end it; the second would find the hour of the first taken."""
    facts = station(event("1", 1), event("2", 3), event("3", 2))
    terms = [Appointment(n, times(TEN, ELEVEN)) for n in "12"]
    assert told(appointments.moved(met(facts, *terms))) == [({"S": [at("2", TEN)]}, 1)]


def test_several_move_together_each_out_of_the_way_of_those_before():
    facts = station(*(event(n, 3) for n in "123"))
    terms = [Appointment(n, times(TEN, ELEVEN), weight=int(n)) for n in "123"]
    assert told(appointments.moved(met(facts, *terms))) == [
        ({"S": [at("1", TEN), at("2", ELEVEN)]}, 1 + 2 * 2)
    ]


def test_at_the_new_time_it_need_only_be_out_of_its_own_way():
    """Two others are at odds at ten about somebody whom it does not need."""
    facts = station(
        *(event("1", 1), event("2", 3)),
        *(event(n, 1, TEN, ELEVEN, ("x",)) for n in "34"),
    )
    found = appointments.moved(met(facts, Appointment("1", times(TEN))))
    assert told(found) == [({"S": [at("1", TEN)]}, 1)]


def called(*events, terms):
    """Another station, called to the same meetings."""
    return Site(station(*events, code="T"), (), 0, 0, terms)


def test_a_meeting_of_two_stations_moves_at_both_to_a_time_on_offer_at_both():
    facts = station(event("1", 2), event("2", 2))
    own = Appointment("1", times(TEN, ELEVEN), group="m")
    other = Appointment("1", ((ELEVEN, 1),), group="m")
    there = called(event("1", 2), terms=(other,))
    third = Site(station(code="U"), (), 0, 0)
    found = appointments.moved(met(facts, own, others=[there, third]))
    both = [at("1", ELEVEN)]
    assert told(found) == [({"S": both, "T": both}, 2)]
    alone = replace(own, group="")
    found = appointments.moved(met(facts, alone, others=[there, third]))
    assert told(found) == [({"S": [at("1", TEN)]}, 1)]


def test_at_the_other_station_it_does_not_stay_in_the_way_of_somebody():
    """Where it meets one already it might go on doing so, and nothing would be new."""
    facts = station(event("1", 2), event("2", 2))
    terms = Appointment("1", times(TEN, ELEVEN), group="m")
    there = called(event("1", 2), event("5", 2, 570, 630), terms=(terms,))
    found = appointments.moved(met(facts, terms, others=[there]))
    both = [at("1", ELEVEN)]
    assert told(found) == [({"S": both, "T": both}, 2)]


def protected(*events):
    """From nine to ten two of three officers are wanted for a plan of their own."""
    return station(*events, blocks=[Block("b", "走访", NINE, TEN, 2000)])


def test_protected_time_moves_to_where_officers_are_and_nobody_takes_them():
    facts = protected(event("1", 2), event("2", 2, TEN, ELEVEN), event("3", 1, TWO))
    night = 300
    terms = Appointment("b", times(night, TEN, TWO), weight=2)
    assert told(appointments.moved(met(facts, terms))) == [({"S": [at("b", TWO)]}, 6)]
    elsewhere = replace(terms, event="c")
    assert told(appointments.moved(met(facts, elsewhere))) == []


# --- fewer ----------------------------------------------------------------------------
def fewer(name, officers):
    return Change("fewer", name, officers=officers)


def test_as_many_stay_as_can_in_whole_officers_above_the_least():
    facts = station(event("1", 6), event("2", 1), officers=4)
    exactly = Appointment("1", least=0, worth=5)
    assert told(appointments.fewer(met(facts, exactly))) == [
        ({"S": [fewer("1", 3000)]}, 5 * 3)
    ]
    odd = Appointment("1", least=500)
    assert told(appointments.fewer(met(facts, odd))) == [({"S": [fewer("1", 2500)]}, 4)]


def test_the_last_whole_officer_is_tried_too():
    """One thousandth of an officer is too much."""
    held = replace(event("1", 0), officers=3001)
    facts = station(held, event("2", 1), officers=4)
    terms = Appointment("1", least=1000)
    assert told(appointments.fewer(met(facts, terms))) == [
        ({"S": [fewer("1", 3000)]}, 1)
    ]


def test_nobody_is_spared_below_the_least_or_the_names_or_without_terms():
    facts = station(event("1", 3), event("2", 1))
    assert told(appointments.fewer(met(facts, Appointment("1", least=2001)))) == []
    assert told(appointments.fewer(met(facts, Appointment("1")))) == []
    facts = station(event("1", 3, names=("x", "y", "z")), event("2", 1))
    assert told(appointments.fewer(met(facts, Appointment("1", least=0)))) == []


def test_one_after_the_other_gives_its_most_until_it_is_enough():
    """Of ten officers seven are to go: two give all three, the third one of four."""
    facts = station(event("1", 3), event("2", 3), event("3", 4))
    terms = [Appointment(n, weight=int(n), least=0) for n in "123"]
    assert told(appointments.fewer(met(facts, *terms))) == [
        ({"S": [fewer("1", 0), fewer("2", 0), fewer("3", 3000)]}, 3 + 3 + 1)
    ]
    terms[1] = replace(terms[1], least=3000)
    assert told(appointments.fewer(met(facts, *terms))) == [
        ({"S": [fewer("1", 0), fewer("3", 0)]}, 3 + 4)
    ]


def test_where_one_is_enough_the_others_keep_theirs():
    """The first cannot end it: he gives nothing for the second to give less."""
    facts = station(event("1", 1), event("2", 4), officers=2)
    terms = [Appointment(n, weight=int(n), least=0) for n in "12"]
    assert told(appointments.fewer(met(facts, *terms))) == [
        ({"S": [fewer("2", 1000)]}, 3)
    ]


def test_protected_time_may_be_kept_with_fewer():
    facts = protected(event("1", 2))
    terms = Appointment("b", least=300, worth=2)
    assert told(appointments.fewer(met(facts, terms))) == [
        ({"S": [fewer("b", 300)]}, 2 * 2)
    ]


# --- not here -------------------------------------------------------------------------
def waived(*names):
    return [Change("waive", name) for name in names]


def test_the_station_is_spared_one_or_where_one_is_not_enough_as_few_as_are():
    facts = station(event("1", 1, end=ELEVEN), event("2", 0, names=("x", "y", "z")))
    terms = [Appointment(n, waivable=True) for n in "12"]
    assert told(appointments.spared(met(facts, *terms))) == [
        ({"S": waived("1")}, 2),
        ({"S": waived("2")}, 3),
    ]
    facts = station(*(event(n, int(n)) for n in "123"), event("4", 2), officers=4)
    terms = [Appointment(n, waivable=True, worth=int(n)) for n in "1234"]
    assert told(appointments.spared(met(facts, *terms[:3]))) == [
        ({"S": waived("1", "3")}, 1 + 3 * 3)
    ]
    kept = [replace(terms[2], waivable=False), *terms[:2]]
    assert told(appointments.spared(met(facts, *kept))) == []


# --- somebody else --------------------------------------------------------------------
def named(*names, event="1"):
    return [Change("name", event, names=names)]


def test_only_who_is_asked_for_twice_is_stood_in_for_by_somebody_free():
    """Who is busy before and behind is free; who attends meanwhile is not."""
    facts = station(
        event("1", 0, names=("chief", "clerk")),
        event("2", 0, names=("chief",)),
        event("3", 0, 510, NINE, ("free",)),
        event("4", 0, TEN, ELEVEN, ("free",)),
        event("5", 0, names=("busy",)),
        event("6", 0, 590, ELEVEN, ("late",)),
        event("7", 0, TWO, THREE, ("busy", "late")),
        officers=9,
    )
    others = (("chief", ("busy", "late", "free", "x")), ("clerk", ("y",)))
    terms = Appointment("1", others=others)
    assert told(appointments.named(met(facts, terms))) == [
        ({"S": named("free", "clerk")}, 1)
    ]
    nobody = replace(terms, others=(("chief", ("busy",)),))
    assert told(appointments.named(met(facts, nobody))) == []


def test_two_who_are_asked_for_twice_have_two_to_stand_in():
    facts = station(*(event(n, 0, names=("a", "b")) for n in "12"), officers=4)
    both = tuple((name, ("x", "y")) for name in "ab")
    one = Appointment("1", others=(both[0],)), Appointment("2", others=both)
    assert told(appointments.named(met(facts, *one))) == [
        ({"S": named("x", "y", event="2")}, 2)
    ]


def test_what_stands_is_told_with_what_is_asked_and_there():
    facts = station(event("1", 2), event("2", 2, who="B"))
    terms = Appointment("1", why="superior")
    work = (
        Stuck("1", "A", 120_000, True, None, "superior"),
        Stuck("2", "B", 120_000, True, None, "no_time"),
    )
    assert appointments.standing(met(facts, terms)) == (
        Obstacle("S", NINE, TEN, 240_000, 180_000, work),
    )
    assert Obstacle("S", NINE, TEN, 240_000, 180_000, work).shortfall == 60_000


# --- officers of another --------------------------------------------------------------
LONG = range(20)


def lender(officers, *events, begins=0, code="L", days=LONG):
    """So many officers around the clock, in two shifts of each day."""
    shifts = [(n * DAY + begins + k * 720) for n in days for k in (0, 1)]
    officers *= 1000
    capacity = tuple(Period(a, a + 720, officers, officers) for a in shifts)
    return Site(StationFacts(code, capacity, (), tuple(events)), (), 0, 0)


def lent(facts, *sites, **more):
    """(lender, officers, [start, due)) of each plan."""
    plans = lending.hands(met(facts), Lenders(sites, **more))
    return [
        [(c.lender, c.officers, c.start, c.due) for c in plan.stations[0].changes]
        for plan in plans
    ]


def test_as_few_officers_as_end_it_come_from_each_but_never_five():
    facts = station(event("1", 6))
    bound = lender(9, event("9", 8), code="B")
    unknown = Site(replace(bound.facts, capacity=None), (), 0, 0)
    few = lender(3, code="F")
    assert lent(facts, bound, unknown, few, lender(4)) == [[("L", 3000, 0, DAY)]]
    assert lent(station(event("1", 4)), few, lender(9)) == [
        [("F", 1000, 0, DAY)],
        [("L", 1000, 0, DAY)],
    ]
    assert lent(station(event("1", 7)), lender(9)) == [[("L", 4000, 0, DAY)]]
    assert lent(station(event("1", 8)), lender(9)) == []


def test_they_come_for_the_days_of_the_clash_wherever_a_day_begins():
    """Days that begin at 16:00: an event that ends then needs nobody of the next."""
    begins = 960
    for start, end, first, last in (
        (900, 960, 0, 0),
        (900, 961, 0, 1),
        (960, 961, 1, 1),
    ):
        facts = station(event("1", 5, DAY + start, DAY + end), officers=4)
        found = lent(facts, lender(9, begins=begins), day_begins=begins)
        days = begins + first * DAY, begins + (last + 1) * DAY
        assert found == [[("L", 1000, *days)]]


def test_the_cost_of_a_loan_is_the_hours_that_are_missed_at_home():
    facts = station(event("1", 4))
    third = Site(station(code="U"), (), 0, 0)
    (plan,) = lending.hands(met(facts, others=[third]), Lenders([lender(5)]))
    assert (plan.method, plan.cost) == ("lend", 24)
    assert [each.station for each in plan.stations] == ["S", "L"]


def test_kinds_stand_by_their_cost_and_the_same_change_only_once():
    facts = station(event("1", 2), event("2", 2))
    terms = Appointment("1", times(TEN), weight=3, least=1000, waivable=True, worth=2)
    found = appointments.ways_apart(met(facts, terms), Lenders([lender(5)]))
    assert [(plan.method, plan.cost) for plan in found] == [
        ("fewer", 2),
        ("move", 3),
        ("waive", 4),
        ("lend", 24),
    ]
