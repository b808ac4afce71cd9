"""Random stations where people are wanted twice, with what may be done; what holds."""

from dataclasses import replace

from coordination.core.detect import detect
from coordination.core.facts import Block, Demand, Event, Period, StationFacts
from coordination.core.plans import applied
from coordination.core.repair.appointments import ways_apart
from coordination.core.repair.case import Case
from coordination.core.repair.lending import Lenders
from coordination.core.repair.meeting import Meeting
from coordination.core.repair.terms import Appointment, Site

DAY, HALF, DAYS = 1440, 30, 6
HOURS = ((510, 720), (810, 1080))
NAMES = ("chief", "instructor", "010001", "010002")
STAND_INS = ("020001", "020002", "020003")


def station(rng, code="S", officers=None, busy=True):
    """Working days of some officers, events, protected time and some work to do."""
    there = officers or rng.randint(2, 6)
    capacity = tuple(
        Period(d * DAY + a, d * DAY + b, 700 * there, 1000 * there)
        for d in range(DAYS)
        for a, b in HOURS
    )
    events = tuple(event(rng, n, code) for n in range(rng.randint(2, 7) if busy else 0))
    blocks = tuple(block(rng, n, there) for n in range(rng.choice([0, 1, 1, 2])))
    demands = tuple(demand(rng, n) for n in range(rng.randint(0, 4)))
    return StationFacts(code, capacity, demands, events, blocks if busy else ())


def event(rng, n, code):
    start, end = time(rng)
    names = tuple(rng.sample(NAMES, rng.choice([0, 0, 1, 1, 2])))
    who = rng.choice(["A", "B", "C", code])
    return Event(f"{100 + n}", who, start, end, 1000 * rng.randint(0, 4), names)


def block(rng, n, there):
    start, end = time(rng)
    return Block(f"b{n}", "走访", start, end, 1000 * rng.randint(1, there))


def demand(rng, n):
    due = rng.randint(1, DAYS) * DAY
    return Demand(
        f"{200 + n}", rng.choice("AB"), None, due, rng.randint(1, 20) * 60_000
    )


def time(rng):
    start = rng.randint(0, 2) * DAY + rng.choice(range(510, 1000, HALF))
    return start, start + rng.choice([60, 90, 120, 180])


def site(rng, facts, groups=()):
    """The facts with terms for most events and blocks, times in no order."""
    terms = tuple(
        appointment(rng, each, groups) for each in facts.timed if rng.random() < 0.85
    )
    return Site(facts, (), as_of=0, now=0, appointments=terms)


def appointment(rng, held, groups=()):
    times = {
        rng.randint(0, DAYS - 1) * DAY + rng.choice(range(510, 1000, HALF))
        for _ in range(rng.choice([0, 3, 12]))
    }
    near = sorted(times - {held.start}, key=lambda start: abs(start - held.start))
    own = isinstance(held, Block)
    return Appointment(
        held.id,
        starts=tuple((s, 1 + abs(s - held.start) // DAY) for s in near),
        weight=rng.randint(1, 4),
        least=None if own else rng.choice([None, 1000, 1000]),
        waivable=not own and rng.random() < 0.5,
        worth=rng.randint(1, 3),
        others=() if own else tuple((n, STAND_INS) for n in held.attendees),
        group="meeting" if held.id in groups else "",
    )


def judged(rng):
    """The ways out of every conflict of one random station; the methods that end it."""
    first = station(rng)
    events = [each.id for each in first.events]
    groups = rng.sample(events, min(len(events), rng.choice([0, 0, 1])))
    sites = [site(rng, first, groups)]
    if groups:
        sites.append(_called(rng, sites[0], groups))
    lender = Site(station(rng, "L", 6, busy=False), (), as_of=0, now=0)
    found = []
    for goal in conflicts(first):
        meeting = Meeting(Case.of(sites), "S", goal)
        plans = ways_apart(meeting, Lenders([lender]))
        for plan in plans:
            check(plan, goal, [*sites, lender])
        found.append({plan.method for plan in plans})
    return found


def _called(rng, first, groups):
    """Another station that the same meetings summon, on the same terms."""
    other = station(rng, "T")
    held = tuple(each for each in first.facts.events if each.id in groups)
    rest = tuple(each for each in other.events if each.id not in groups)
    made = site(rng, replace(other, events=(*held, *rest)))
    own = tuple(each for each in made.appointments if each.event not in groups)
    shared = tuple(each for each in first.appointments if each.event in groups)
    return replace(made, appointments=(*own, *shared))


def conflicts(facts):
    found = detect(facts, as_of=0, now=0).conflicts
    return [each for each in found if each.kind != "deadline"]


def check(plan, goal, sites):
    """The plan is what it says it is: nothing here is taken from the plan's word."""
    by_code = {each.code: each for each in sites}
    for each in plan.stations:
        place = by_code[each.station]
        had = detect(place.facts, as_of=0, now=0).conflicts
        after = detect(applied(place.facts, each.changes), as_of=0, now=0)
        assert each.after.deficit == after.deficit
        beside = [c for c in after.conflicts if c.kind != "deadline"]
        assert each.after.beside == len(beside)
        for conflict in after.conflicts:
            assert any(continues(conflict, old) for old in had), (conflict, had)
        if each.station == "S":
            assert not any(same(conflict, goal) for conflict in after.conflicts)
        for change in each.changes:
            allowed(change, place)
    one_meeting(plan, by_code)


def continues(conflict, old):
    """There was one of its kind that shares a member and lacked no less."""
    shared = {m.id for m in conflict.members} & {m.id for m in old.members}
    return conflict.kind == old.kind and shared and conflict.shortfall <= old.shortfall


def same(conflict, goal):
    """All that met meets still, for the same people or on the same block."""
    inside = {m.id for m in conflict.members}
    victims = set(goal.victims) & set(conflict.victims)
    whole = {m.id for m in goal.members} <= inside and conflict.kind == goal.kind
    named = [all(m.units == c.capacity for m in c.members) for c in (conflict, goal)]
    alike = conflict.demand == goal.demand and named[0] == named[1]
    return whole and bool(victims) and alike


def allowed(change, place):
    """A change stays within its terms."""
    if change.kind == "lend":
        return
    terms = {each.event: each for each in place.appointments}[change.demand]
    held = next(each for each in place.facts.timed if each.id == change.demand)
    if change.kind == "move":
        assert change.start in [start for start, _steps in terms.starts]
        assert change.due - change.start == held.end - held.start
    elif change.kind == "fewer":
        need = held.need if isinstance(held, Event) else held.officers
        assert terms.least <= change.officers < need
        assert change.officers >= 1000 * len(set(getattr(held, "attendees", ())))
    elif change.kind == "name":
        assert len(set(change.names)) == len(held.attendees)
        fresh = set(change.names) - set(held.attendees)
        others = {each for _name, found in terms.others for each in found}
        assert fresh and fresh <= others
    else:
        assert change.kind == "waive" and terms.waivable


def one_meeting(plan, by_code):
    """What is one meeting begins at one time everywhere."""
    starts = {}
    for each in plan.stations:
        groups = {t.event: t.group for t in by_code[each.station].appointments}
        for change in each.changes:
            if change.kind == "move" and groups.get(change.demand):
                starts.setdefault(groups[change.demand], set()).add(change.start)
    assert all(len(found) == 1 for found in starts.values())
