"""One clash, or one protected block that is taken, and what would end it.

A set of changes holds when the detector finds the conflict no more, and finds nothing
at any of the stations that was not there before or lacked less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from ..clashes import clashes
from ..consequence import compared
from ..detect import verdict
from ..displacement import displacements
from ..facts import Block, Conflict, Event
from ..plans import Change, Method, Plan, applied
from .case import Case
from .terms import Appointment, Site

Changes = Mapping[str, tuple[Change, ...]]
Place = tuple[str, Appointment]
"""A station's code and the terms of an event or block there."""


@dataclass(frozen=True)
class Meeting:
    """The conflict as the detector finds it at one of the stations of a case."""

    case: Case
    code: str
    conflict: Conflict

    @property
    def site(self) -> Site:
        return self.case.site[self.code]

    @cached_property
    def had(self) -> dict[str, tuple[Conflict, ...]]:
        return {c: verdict(read).conflicts for c, read in self.case.reckoned.items()}

    @cached_property
    def places(self) -> list[Place]:
        """Terms of the events in it, and of the block they take; cheapest first."""
        inside = {member.id for member in self.conflict.members}
        inside |= set(self.conflict.victims)
        found = [(self.code, t) for t in self.site.appointments if t.event in inside]
        return sorted(found, key=lambda place: (place[1].weight, _age(place[1].event)))

    def one(self, terms: Appointment) -> list[Place]:
        """The same event at every station it is held for."""
        if not terms.group:
            return [(self.code, terms)]
        return [
            (site.code, each)
            for site in self.case.sites
            for each in site.appointments
            if each.group == terms.group
        ]

    def held(self, code: str, name: str) -> Event | Block:
        """The event or block itself."""
        facts = self.case.site[code].facts
        return next(each for each in facts.timed if each.id == name)

    def holds(self, changes: Changes) -> bool:
        """The conflict goes and nothing else becomes worse."""
        for code, made in changes.items():
            site = self.case.site[code]
            after = verdict(site.reckon(applied(site.facts, made)))
            still, worse = compared(self.had[code], after.conflicts)
            if worse or (code == self.code and self._place in still):
                return False
        return bool(changes.get(self.code))

    def ends_without(self, terms: Appointment) -> bool:
        """Whether it ends at all if the event is taken away."""
        gone = tuple((c, Change("waive", each.event)) for c, each in self.one(terms))
        return self.holds(by_station([gone]))

    @cached_property
    def _place(self) -> int:
        return self.had[self.code].index(self.conflict)

    def plan(self, method: Method, changes: Changes, cost: int) -> Plan:
        """With the detector's word on every station that changes."""
        made = self.case.plan(method, changes, cost)
        return replace(made, stations=tuple(s for s in made.stations if s.changes))


def _age(name: str) -> tuple[int, str]:
    """Numbered names by their number: of two alike the older one is first."""
    return len(name), name


def fits_in(site: Site, name: str, made: tuple[Change, ...]) -> bool:
    """Whether, after the changes, this event or block meets nothing at its time."""
    facts = applied(site.facts, made)
    own = next(each for each in facts.timed if each.id == name)
    near = [e for e in facts.events if e.start < own.end and own.start < e.end]
    beside = replace(facts, demands=(), events=tuple(near))
    if isinstance(own, Block):
        kept = Event(own.id, facts.code, own.start, own.end, own.officers)
        alone = replace(beside, events=(kept,), blocks=())
        there = not clashes(alone, as_of=site.as_of)
        taken = displacements(replace(beside, blocks=(own,)), as_of=site.as_of)
        return there and not taken
    found = clashes(beside, as_of=site.as_of) + displacements(beside, as_of=site.as_of)
    return not any(member.id == name for each in found for member in each.members)


Step = tuple[tuple[str, Change], ...]
"""What is done at once: (station, change); a meeting moves at all of its stations."""


def irreducible(meeting: Meeting, made: list[Step]) -> list[Step]:
    """Without the steps that can be left out, the last first."""
    for each in reversed(made):
        fewer = [other for other in made if other is not each]
        if fewer and meeting.holds(by_station(fewer)):
            made = fewer
    return made


def by_station(made: Iterable[Step]) -> dict[str, tuple[Change, ...]]:
    """The changes of all steps under the codes of their stations."""
    found: dict[str, tuple[Change, ...]] = {}
    for code, change in chain.from_iterable(made):
        found[code] = (*found.get(code, ()), change)
    return found


def minutes(held: Event | Block) -> int:
    return held.end - held.start


def needs(held: Event | Block) -> int:
    """Milli-officers it takes."""
    return held.need if isinstance(held, Event) else held.officers


def starts(meeting: Meeting, terms: Appointment) -> Iterator[tuple[int, int]]:
    """(start, price) of the times on offer wherever the event is held."""
    others = [dict(each.starts) for _code, each in meeting.one(terms)]
    for start, steps in terms.starts:
        if all(start in offered for offered in others):
            yield start, steps * terms.weight
