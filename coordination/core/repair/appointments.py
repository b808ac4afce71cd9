"""Ways out where people are wanted twice: another time, fewer, others, not here.

What may be done is in the terms. Each way is looked for with one event alone first,
then with as many as it takes; whether it holds is the detector's word.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator
from itertools import chain

from ..facts import Event
from ..plans import Change, Plan
from .lending import Lenders
from .lending import hands as lent_hands
from .lessening import hours
from .meeting import (
    Changes,
    Meeting,
    Place,
    Step,
    by_station,
    fits_in,
    irreducible,
    minutes,
    needs,
    starts,
)
from .obstacles import Obstacle, Stuck
from .terms import Appointment

OFFICER = 1_000
EACH = 3
"""So many plans of a kind are named."""


def ways_apart(meeting: Meeting, lenders: Lenders) -> tuple[Plan, ...]:
    """Plans that end the conflict and make nothing worse, by their cost."""
    found = [
        *_best(moved(meeting)),
        *_best(named(meeting)),
        *_best(fewer(meeting)),
        *_best(spared(meeting)),
        *_best(lent_hands(meeting, lenders)),
    ]
    kept: dict[object, Plan] = {}
    for plan in sorted(found, key=lambda each: each.cost):
        kept.setdefault(tuple(each.changes for each in plan.stations), plan)
    return tuple(kept.values())


def _best(plans: Iterable[Plan]) -> list[Plan]:
    return sorted(plans, key=lambda plan: plan.cost)[:EACH]


def moved(meeting: Meeting) -> Iterator[Plan]:
    """Each event at the nearest time at which that holds, or several of them."""
    alone = False
    for _code, terms in meeting.places:
        for start, price in (
            starts(meeting, terms) if meeting.ends_without(terms) else ()
        ):
            changes = by_station([_at(meeting, terms, start)])
            if _clear(meeting, terms, changes) and meeting.holds(changes):
                alone = True
                yield meeting.plan("move", changes, price)
                break
    made = {} if alone else _moved_together(meeting)
    if made:
        yield meeting.plan("move", by_station(made), sum(made.values()))


def _moved_together(meeting: Meeting) -> dict[Step, int]:
    """One event after the other out of the way of the rest, until it holds."""
    made: dict[Step, int] = {}
    for _code, terms in meeting.places:
        for start, price in starts(meeting, terms):
            step = _at(meeting, terms, start)
            if _clear(meeting, terms, by_station([*made, step])):
                made[step] = price
                break
        if made and meeting.holds(by_station(made)):
            return {step: made[step] for step in irreducible(meeting, list(made))}
    return {}


def _at(meeting: Meeting, terms: Appointment, start: int) -> Step:
    """The event moved to a start, at every station it is held for."""
    made = []
    for code, each in meeting.one(terms):
        held = meeting.held(code, each.event)
        length = minutes(held)
        if isinstance(held, Event):
            length = held.ends - held.begins
        change = Change("move", each.event, start=start, due=start + length)
        made.append((code, change))
    return tuple(made)


def _clear(meeting: Meeting, terms: Appointment, changes: Changes) -> bool:
    return all(
        fits_in(meeting.case.site[code], each.event, changes[code])
        for code, each in meeting.one(terms)
    )


def fewer(meeting: Meeting) -> Iterator[Plan]:
    """Whole officers off one event, as few as end it; or off several."""
    offers = [(place, _stays(meeting, place)) for place in meeting.places]
    alone = False
    for place, stays in offers:
        step = _eased(meeting, place, stays, [])
        if step is not None:
            alone = True
            yield meeting.plan("fewer", by_station([step]), _lost(meeting, [step]))
    made: list[Step] = []
    for place, stays in () if alone else offers:
        step = _eased(meeting, place, stays, made)
        if step is not None:
            found = irreducible(meeting, [*made, step])
            yield meeting.plan("fewer", by_station(found), _lost(meeting, found))
            return
        made += [_with(place, officers) for officers in stays[:1]]


def _with(place: Place, officers: int) -> Step:
    code, terms = place
    return ((code, Change("fewer", terms.event, officers=officers)),)


def _eased(
    meeting: Meeting, place: Place, stays: range, before: list[Step]
) -> Step | None:
    """The most officers that may stay, after what was changed before; by bisection:
    fewer only relieve."""

    def too_many(officers: int) -> bool:
        return not meeting.holds(by_station([*before, _with(place, officers)]))

    count = bisect(stays, False, key=too_many)
    return _with(place, stays[count - 1]) if count else None


def _stays(meeting: Meeting, place: Place) -> range:
    """How many may stay (milli-officers), fewest first; none if none can be spared."""
    code, terms = place
    held = meeting.held(code, terms.event)
    names = len(set(held.attendees)) if isinstance(held, Event) else 0
    if terms.least is None:
        return range(0)
    return range(max(terms.least, OFFICER * names), needs(held), OFFICER)


def _lost(meeting: Meeting, made: Iterable[Step]) -> int:
    """What the officer-hours cost that these steps take off."""
    worth = {terms.event: terms.worth for _code, terms in meeting.places}
    price = 0
    for code, change in chain.from_iterable(made):
        held = meeting.held(code, change.demand)
        units = (needs(held) - change.officers) * minutes(held)
        price += worth[change.demand] * hours(units)
    return price


def spared(meeting: Meeting) -> Iterator[Plan]:
    """The station is spared one event, or several where one is not enough."""
    steps: list[Step] = [
        ((code, Change("waive", terms.event)),)
        for code, terms in meeting.places
        if terms.waivable
    ]
    alone = [step for step in steps if meeting.holds(by_station([step]))]
    for step in alone:
        yield meeting.plan("waive", by_station([step]), _lost(meeting, [step]))
    if not alone and steps and meeting.holds(by_station(steps)):
        found = irreducible(meeting, steps)
        yield meeting.plan("waive", by_station(found), _lost(meeting, found))


def named(meeting: Meeting) -> Iterator[Plan]:
    """Somebody else attends for those who are asked for twice."""
    facts = meeting.site.facts
    inside = {member.id for member in meeting.conflict.members}
    events = {event.id: event for event in facts.events if event.id in inside}
    for code, terms in (place for place in meeting.places if place[1].event in events):
        held = events[terms.event]
        others = [event for event in events.values() if event is not held]
        elsewhere = {name for event in others for name in event.attendees}
        asked = [e for e in facts.events if e.start < held.end and held.start < e.end]
        busy = {name for event in asked for name in event.attendees}
        names, stand_ins = list(held.attendees), dict(terms.others)
        for n, name in enumerate(names):
            if name in elsewhere:
                free = [each for each in stand_ins.get(name, ()) if each not in busy]
                names[n] = free[0] if free else name
                busy |= set(free[:1])
        change = Change("name", terms.event, names=tuple(names))
        count = sum(a != b for a, b in zip(names, held.attendees, strict=True))
        if count and meeting.holds({code: (change,)}):
            yield meeting.plan("name", {code: (change,)}, count)


def standing(meeting: Meeting) -> tuple[Obstacle, ...]:
    """Why no other time ends it: what stands, and what fits at no time on offer."""
    words = {terms.event: terms.why for _code, terms in meeting.places}
    conflict = meeting.conflict
    work = tuple(
        Stuck(m.id, m.department, m.units, True, None, words.get(m.id) or "no_time")
        for m in conflict.members
    )
    return (
        Obstacle(
            meeting.code,
            conflict.start,
            conflict.end,
            conflict.demand,
            conflict.capacity,
            work,
        ),
    )
