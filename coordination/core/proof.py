"""The table a person adds up to see that a conflict is real."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Conflict, StationFacts
from .supply import supply


@dataclass(frozen=True, slots=True)
class Entry:
    """One member: units inside the window and, for demands, when it is due."""

    id: str
    units: int
    due: int
    event: bool


@dataclass(frozen=True, slots=True)
class DepartmentShare:
    """What one department asks for inside the window, largest entries first."""

    code: str
    units: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Running sums from the start of the window to one due (units)."""

    due: int
    demand: int
    capacity: int
    crossed: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """``steps`` by due; ``crosses`` is the first due whose demand exceeds capacity."""

    departments: tuple[DepartmentShare, ...]
    steps: tuple[Step, ...]
    demand: int
    capacity: int
    crosses: int | None


def proof(facts: StationFacts, conflict: Conflict, as_of: int) -> Proof:
    """Per department who asks for what, and per due date what that adds up to.

    The last step carries the conflict's own figures. Conflicts of limited work and
    of simultaneous events have that one step: there only the end can be added up.
    """
    entries = _entries(facts, conflict)
    steps = _steps(facts, conflict, entries, as_of)
    crossed = [step.due for step in steps if step.crossed]
    return Proof(
        departments=_shares(conflict, entries),
        steps=steps,
        demand=conflict.demand,
        capacity=conflict.capacity,
        crosses=crossed[0] if crossed else None,
    )


def _entries(facts: StationFacts, conflict: Conflict) -> dict[tuple[bool, str], Entry]:
    dues = {(False, d.id): d.due for d in facts.demands}
    dues.update({(True, e.id): e.end for e in facts.events})
    found = {}
    for member in conflict.members:
        due = dues.get((member.event, member.id))
        end = conflict.end if due is None else min(due, conflict.end)
        key = member.event, member.id
        found[key] = Entry(member.id, member.units, end, member.event)
    return found


def _shares(
    conflict: Conflict, entries: dict[tuple[bool, str], Entry]
) -> tuple[DepartmentShare, ...]:
    shares = []
    for code in conflict.departments:
        own = [entries[m.event, m.id] for m in conflict.members if m.department == code]
        own.sort(key=lambda e: (-e.units, e.due, e.id))
        shares.append(DepartmentShare(code, sum(e.units for e in own), tuple(own)))
    shares.sort(key=lambda share: (-share.units, share.code))
    return tuple(shares)


def _steps(
    facts: StationFacts,
    conflict: Conflict,
    entries: dict[tuple[bool, str], Entry],
    as_of: int,
) -> tuple[Step, ...]:
    last = Step(conflict.end, conflict.demand, conflict.capacity, crossed=True)
    if conflict.kind != "deadline" or facts.capacity is None:
        return (last,)
    given = supply(facts.capacity, facts.events, as_of=as_of)
    start = conflict.start
    if given.gross.between(start, conflict.end) != conflict.capacity:
        return (last,)
    work = sorted((e.due, e.units) for e in entries.values() if not e.event)
    steps: list[Step] = []
    total = 0
    for i, (due, units) in enumerate(work):
        total += units
        if i + 1 < len(work) and work[i + 1][0] == due:
            continue
        asked = total + sum(u for _, u in given.drawn(start, due))
        holds = given.gross.between(start, due)
        steps.append(Step(due, asked, holds, asked > holds))
    return tuple(steps)
