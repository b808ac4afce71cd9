"""From the arrays back to the facts of one station."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from ..facts import (
    Block,
    Conflict,
    Demand,
    Event,
    Member,
    Period,
    StationFacts,
    Verdict,
)
from .arrays import (
    CANNOT_SAY,
    KINDS,
    MISSING,
    UNESTIMATED,
    UNLIMITED,
    YES,
    Findings,
    Stations,
)

NOBODY = "\0"
"""The code of a station that is no department's: no text that anyone would use."""


def to_facts(stations: Stations, s: int) -> StationFacts:
    """Everything the arrays say of one station; blocks have no title there."""
    return _facts(stations, s, _demands(stations, s), _periods(stations, s, ALWAYS))


def to_appointments(stations: Stations, s: int) -> StationFacts:
    """Events and protected time, and the periods they fall into: no demands."""
    if stations.events is None:
        return _facts(stations, s, (), None)
    rows = slice(stations.events.at[s], stations.events.at[s + 1])
    start = stations.events.start[rows].min(initial=ALWAYS[1])
    end = stations.events.end[rows].max(initial=ALWAYS[0])
    return _facts(stations, s, (), _periods(stations, s, (int(start), int(end))))


ALWAYS = -(2**62), 2**62


def _facts(
    stations: Stations,
    s: int,
    demands: tuple[Demand, ...],
    capacity: tuple[Period, ...] | None,
) -> StationFacts:
    own = int(stations.own[s])
    return StationFacts(
        code=stations.codes[own] if own >= 0 else NOBODY,
        capacity=capacity,
        demands=demands,
        events=_events(stations, s),
        blocks=_blocks(stations, s),
    )


def _periods(
    stations: Stations, s: int, within: tuple[int, int]
) -> tuple[Period, ...] | None:
    """The periods that touch the minutes `within`, None where nothing is known."""
    held = stations.capacity
    profile = int(held.of[s])
    if profile < 0:
        return None
    rows = slice(held.at[profile], held.at[profile + 1])
    near = (held.start[rows] < within[1]) & (held.end[rows] > within[0])
    columns = (held.start, held.end, held.net, held.present)
    values = zip(*(column[rows][near].tolist() for column in columns), strict=True)
    return tuple(Period(*row) for row in values)


def _demands(stations: Stations, s: int) -> tuple[Demand, ...]:
    work, names = stations.work, stations.names
    texts = names.work if names else None
    rows = slice(work.at[s], work.at[s + 1])
    columns = (
        work.id,
        work.department,
        work.release,
        work.due,
        work.effort,
        work.limit,
        work.priority,
    )
    return tuple(
        Demand(
            text(texts, id_),
            stations.codes[department],
            None if release == MISSING else release,
            None if due == MISSING else due,
            None if effort == UNESTIMATED else effort,
            None if limit == UNLIMITED else limit,
            priority,
        )
        for id_, department, release, due, effort, limit, priority in zip(
            *(column[rows].tolist() for column in columns), strict=True
        )
    )


def _events(stations: Stations, s: int) -> tuple[Event, ...]:
    events, names = stations.events, stations.names
    if events is None:
        return ()
    texts = names.events if names else None
    people = names.people if names else None
    found = []
    for e in range(int(events.at[s]), int(events.at[s + 1])):
        asked = events.people[events.people_at[e] : events.people_at[e + 1]].tolist()
        found.append(
            Event(
                text(texts, int(events.id[e])),
                stations.codes[events.department[e]],
                int(events.start[e]),
                int(events.end[e]),
                int(events.officers[e]),
                tuple(text(people, n) for n in asked),
            )
        )
    return tuple(found)


def _blocks(stations: Stations, s: int) -> tuple[Block, ...]:
    blocks, names = stations.blocks, stations.names
    if blocks is None:
        return ()
    texts = names.blocks if names else None
    rows = slice(blocks.at[s], blocks.at[s + 1])
    columns = (blocks.id, blocks.start, blocks.end, blocks.officers)
    return tuple(
        Block(text(texts, id_), "", start, end, officers)
        for id_, start, end, officers in zip(
            *(column[rows].tolist() for column in columns), strict=True
        )
    )


def text(names: Sequence[str] | None, id_: int) -> str:
    """An id as the facts have it."""
    return str(id_) if names is None else names[id_]


def number(names: Sequence[str] | None, id_: str) -> int:
    """An id as the arrays have it."""
    return int(id_) if names is None else bisect_left(names, id_)


def conflict_of(stations: Stations, findings: Findings, k: int) -> Conflict:
    """The k-th conflict of the findings as `detect` returns it."""
    names, kind = stations.names, KINDS[findings.kind[k]]
    work = names.work if names else None
    events = names.events if names else None
    blocks = names.blocks if names else None
    hurt = {"deadline": work, "clash": events, "displacement": blocks}[kind]
    members = slice(findings.members_at[k], findings.members_at[k + 1])
    victims = slice(findings.victims_at[k], findings.victims_at[k + 1])
    named = slice(findings.departments_at[k], findings.departments_at[k + 1])
    columns = (
        findings.member,
        findings.member_department,
        findings.member_units,
        findings.member_minimal,
        findings.member_event,
    )
    codes = findings.departments[named]
    return Conflict(
        kind=kind,
        start=int(findings.start[k]),
        end=int(findings.end[k]),
        demand=int(findings.demand[k]),
        capacity=int(findings.capacity[k]),
        victims=tuple(text(hurt, n) for n in findings.victims[victims].tolist()),
        members=tuple(
            Member(
                text(events if event else work, id_),
                stations.codes[code],
                units,
                minimal,
                event,
            )
            for id_, code, units, minimal, event in zip(
                *(column[members].tolist() for column in columns), strict=True
            )
        ),
        departments=tuple(stations.codes[code] for code in codes),
        scope="overload" if findings.overload[k] else "coordination",
        overloaded_by=tuple(
            stations.codes[code] for code in codes[findings.overloads[named]]
        ),
        displaces=bool(findings.displaces[k]),
        release=int(findings.release[k]),
        due=int(findings.due[k]),
    )


def verdict_of(stations: Stations, findings: Findings, s: int) -> Verdict:
    """Everything the findings say of station s, as `detect` returns it."""
    to = s - findings.first
    feasible, deficit = int(findings.feasible[to]), int(findings.deficit[to])
    low, high = np.searchsorted(findings.station, (s, s + 1))
    return Verdict(
        feasible=None if feasible == CANNOT_SAY else feasible == YES,
        deficit=None if deficit < 0 else deficit,
        overdue=_overdue(stations, s, findings.now),
        overdue_units=int(findings.overdue_units[to]),
        conflicts=tuple(conflict_of(stations, findings, k) for k in range(low, high)),
    )


def _overdue(stations: Stations, s: int, now: int) -> tuple[str, ...]:
    work = stations.work
    texts = stations.names.work if stations.names else None
    rows = slice(work.at[s], work.at[s + 1])
    due = work.due[rows]
    late = (due != MISSING) & (due <= now) & (work.effort[rows] != 0)
    ids = (text(texts, n) for n in work.id[rows][late].tolist())
    found = sorted(zip(due[late].tolist(), ids, strict=True))
    return tuple(id_ for _, id_ in found)
