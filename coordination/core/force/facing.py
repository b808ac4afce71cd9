"""From the arrays back to the facts of one station."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Any

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
    MANY,
    MISSING,
    ONE,
    UNESTIMATED,
    UNLIMITED,
    YES,
    Blocks,
    Events,
    Findings,
    Flags,
    Ints,
    Stations,
    ints,
)

NOBODY = "\0"
"""The code of a station that is no department's: no text that anyone would use."""


def to_facts(stations: Stations, s: int) -> StationFacts:
    """Everything the arrays say of one station; blocks have no title there."""
    return _facts(stations, s, _demands(stations, s), _rows(stations.events, s))


def to_appointments(stations: Stations, s: int, involved: Flags) -> StationFacts:
    """What tells how events clash: those involved, the periods they fall into.

    All events where time is protected; never a demand.
    """
    events = _rows(stations.events, s)
    if not len(_rows(stations.blocks, s)):
        events = events[involved[events]]
    return _facts(stations, s, (), events, near=True)


def _rows(part: Events | Blocks | None, s: int) -> Ints:
    """The rows of a station."""
    return np.arange(part.at[s], part.at[s + 1]) if part else ints(())


def _facts(
    stations: Stations,
    s: int,
    demands: tuple[Demand, ...],
    events: Ints,
    *,
    near: bool = False,
) -> StationFacts:
    own = int(stations.own[s])
    return StationFacts(
        code=stations.codes[own] if own >= 0 else NOBODY,
        capacity=_periods(stations, s, events if near else None),
        demands=demands,
        events=_events(stations, events),
        blocks=_blocks(stations, s),
    )


def _periods(
    stations: Stations, s: int, near: Ints | None
) -> tuple[Period, ...] | None:
    """All periods or those that some events fall into, None where nothing is known."""
    held, events = stations.capacity, stations.events
    profile = int(held.of[s])
    if profile < 0:
        return None
    rows = slice(held.at[profile], held.at[profile + 1])
    every = held.start, held.end, held.net, held.present
    columns = [column[rows] for column in every]
    if near is not None and events is not None:
        before = columns[0][:, None] < events.end[near]
        met = (before & (columns[1][:, None] > events.start[near])).any(axis=1)
        columns = [column[met] for column in columns]
    return tuple(map(Period, *(column.tolist() for column in columns)))


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


def _events(stations: Stations, rows: Ints) -> tuple[Event, ...]:
    events, names = stations.events, stations.names
    if events is None:
        return ()
    texts = names.events if names else None
    people = names.people if names else None
    found = []
    for e in rows.tolist():
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


def conflicts_of(
    stations: Stations, findings: Findings, first: int = 0, last: int | None = None
) -> Iterator[tuple[int, Conflict]]:
    """(station, conflict) of the conflicts [first, last), as `detect` returns them."""
    last = len(findings) if last is None else last
    columns: dict[str, list[Any]] = {
        name: getattr(findings, name)[first:last].tolist() for name in ONE
    }
    for offsets, names in MANY.items():
        at = getattr(findings, offsets)[first : last + 1]
        columns[offsets] = (at - at[0]).tolist()
        for name in names:
            columns[name] = getattr(findings, name)[at[0] : at[-1]].tolist()
    for k, station in enumerate(columns["station"]):
        yield station, _conflict(stations, columns, k)


def conflict_of(stations: Stations, findings: Findings, k: int) -> Conflict:
    """The k-th conflict of the findings as `detect` returns it."""
    return next(conflicts_of(stations, findings, k, k + 1))[1]


def _conflict(stations: Stations, columns: dict[str, list[Any]], k: int) -> Conflict:
    names, codes = stations.names, stations.codes
    kind = KINDS[columns["kind"][k]]
    work = names.work if names else None
    events = names.events if names else None
    blocks = names.blocks if names else None
    hurt = {"deadline": work, "clash": events, "displacement": blocks}[kind]

    def many(offsets: str, name: str) -> list[Any]:
        at = columns[offsets]
        return columns[name][at[k] : at[k + 1]]

    who = [codes[code] for code in many("departments_at", "departments")]
    return Conflict(
        kind=kind,
        start=columns["start"][k],
        end=columns["end"][k],
        demand=columns["demand"][k],
        capacity=columns["capacity"][k],
        victims=tuple(text(hurt, n) for n in many("victims_at", "victims")),
        members=tuple(
            Member(text(events if event else work, n), codes[code], units, least, event)
            for n, code, units, least, event in zip(
                *(many("members_at", name) for name in MANY["members_at"]), strict=True
            )
        ),
        departments=tuple(who),
        scope="overload" if columns["overload"][k] else "coordination",
        overloaded_by=tuple(compress(who, many("departments_at", "overloads"))),
        displaces=columns["displaces"][k],
        release=columns["release"][k],
        due=columns["due"][k],
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
        conflicts=tuple(c for _, c in conflicts_of(stations, findings, low, high)),
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
