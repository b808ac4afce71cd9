"""Random stations in conflict, with what may be done about them; and what must hold."""

from dataclasses import replace

from coordination.core.detect import detect, reckon
from coordination.core.facts import Period
from coordination.core.plans import applied
from coordination.core.repair.case import Case
from coordination.core.repair.lending import Lenders
from coordination.core.repair.terms import Movable, Pair, Site
from coordination.core.repair.ways import ways_out
from tests.core import cases, crowds

DAY = cases.DAY


def site(rng, *, limits=False, code="S", large=0.1):
    """A station in conflict, half of its dues movable by up to so many days."""
    while True:
        big = rng.random() < large
        facts = crowds.large(rng) if big else cases.station(rng, limits=limits, size=9)
        day = 100 if big else DAY
        made = offered(rng, roomy(rng, replace(facts, code=code), day), day)
        if detect(made.facts, as_of=0, now=0).deficit:
            return made


def neighbour(rng, code="L"):
    """A station that can do everything it owes."""
    while True:
        facts = replace(cases.station(rng, events=False, size=3), code=code)
        if detect(facts, as_of=0, now=0).feasible:
            return Site(facts, (), as_of=0, now=0)


def roomy(rng, facts, day):
    """With more days behind the last, now and then more people and shorter work."""
    more = rng.choice([0, 0, 1000])
    held = [
        replace(p, officers=p.officers + more, present=p.present + more)
        for p in facts.capacity
    ]
    last = max((p.end for p in held), default=0) // day + 1
    held += [
        Period((last + n) * day, (last + n) * day + day // 2, 2000, 2000)
        for n in range(4)
    ]
    share = rng.choice([1, 2, 4])
    demands = [replace(d, effort=d.effort // share) for d in facts.demands]
    return replace(facts, capacity=tuple(held), demands=tuple(demands))


def offered(rng, facts, day, steps=5):
    """The facts with terms for most of their demands."""
    movables = []
    for demand in facts.demands:
        if demand.due is None or rng.random() < 0.2:
            continue
        first = (demand.due // day + 1) * day
        count = rng.choice([0, 1, 2, steps])
        movables.append(
            Movable(
                demand.id,
                tuple(first + n * day for n in range(count)),
                weight=rng.randint(1, 9),
                least=rng.choice([None, 0, (demand.effort or 0) // 2]),
                worth=rng.randint(1, 3),
            )
        )
    return Site(facts, tuple(movables), as_of=0, now=0)


def pairs(rng, facts):
    """Some demands that may be done with the next one."""
    found = []
    for one, two in zip(facts.demands, facts.demands[1:], strict=False):
        if rng.random() < 0.5 and one.effort and two.effort and one.due and two.due:
            both = max(one.effort, two.effort) + rng.randint(0, 2000)
            found.append(Pair(one.id, two.id, both))
    return tuple(found)


def judged(rng):
    """All ways out of one random conflict, checked; the methods that settle it."""
    place = site(rng, limits=rng.random() < 0.2)
    lender = neighbour(rng)
    offers = {"S": pairs(rng, place.facts)}
    plans = ways_out(Case.of([place]), pairs=offers, lenders=Lenders([lender]))
    for plan in plans:
        check(plan, [place, lender])
    return {plan.method for plan in plans if plan.settles}


def judged_together(rng):
    """The same for stations that share directives."""
    sites = [site(rng, code=code, large=0) for code in "STU"]
    dues = tuple(range(8 * DAY, 12 * DAY, DAY))
    shared = [
        replace(
            each,
            movables=tuple(
                Movable(d.id, dues, weight=rng.randint(1, 9), group=d.id)
                for d in each.facts.demands
                if rng.random() < 0.95
            ),
        )
        for each in sites
    ]
    plans = ways_out(Case.of(shared))
    for plan in plans:
        check(plan, shared)
        if plan.method == "together":
            one_date(plan)
    return {plan.method for plan in plans if plan.settles}


def one_date(plan):
    """No demand of a group was given two dues."""
    dues = {}
    for station in plan.stations:
        for change in station.changes:
            assert dues.setdefault(change.demand, change.due) == change.due


def check(plan, sites):
    """The plan is what it says it is: nothing here is taken from the plan's word."""
    by_code = {each.code: each for each in sites}
    for station in plan.stations:
        place = by_code[station.station]
        after = applied(place.facts, station.changes)
        said = detect(after, as_of=place.as_of, now=place.now)
        failing = [c for c in said.conflicts if c.kind == "deadline"]
        assert station.after.deficit == said.deficit
        assert station.after.conflicts == len(failing)
        if plan.settles:
            assert not failing
        for change in station.changes:
            allowed(change, place)


def allowed(change, place):
    """A change stays within its terms."""
    if change.kind == "lend":
        return
    terms = {each.demand: each for each in place.movables}
    demand = next(d for d in place.facts.demands if d.id == change.demand)
    assert change.kind == "merge" or change.demand in terms
    if change.kind == "shift":
        assert change.due in terms[change.demand].dues
    elif change.kind == "split":
        first, second = change.parts
        assert first.due == demand.due
        assert second.due in terms[change.demand].dues
        assert first.effort + second.effort == demand.effort
        assert min(first.effort, second.effort) > 0
    elif change.kind == "reduce":
        assert terms[change.demand].least <= change.effort < demand.effort
    elif change.kind == "waive":
        assert terms[change.demand].least == 0


def at_last(place):
    """The facts with every due at its last."""
    last = {m.demand: m.dues[-1] for m in place.sound().movables if m.dues}
    demands = [
        replace(d, due=last[d.id]) if d.id in last else d for d in place.facts.demands
    ]
    return replace(place.facts, demands=tuple(demands))


def room(facts):
    """The least room of any window with work in it, by trying all windows."""
    jobs = reckon(facts, as_of=0, now=0).jobs
    found = []
    for start in {job.opens for job in jobs}:
        for end in {job.closes for job in jobs}:
            inside = [j for j in jobs if j.opens >= start and j.closes <= end]
            if inside:
                found.append(end - start - sum(j.effort for j in inside))
    return min(found, default=None)
