"""The trial run: what a directive would do to each station, before it is sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from coordination.core.facts import (
    Demand,
    Event,
    StationFacts,
    minute_down,
    minute_up,
)
from coordination.core.preview import Preview, preview
from coordination.moments import instant
from coordination.snapshot import milli, snapshot, start_of_day
from organization.models import Station
from tasking.content import Content, Targets
from tasking.models import Assignment

# No stored assignment has this id; it sorts after every number.
CANDIDATE = "new"


@dataclass(frozen=True)
class Finding:
    """The answer for one station; hours are units (1 officer-hour = 60,000)."""

    station: Station
    verdict: str
    window: tuple[dt.datetime, dt.datetime] | None
    demand: int
    capacity: int
    shortfall: int
    departments: tuple[tuple[str, int], ...]
    earliest_due: dt.datetime | None


def try_out(
    content: Content, targets: Targets, *, department: str, now: dt.datetime
) -> tuple[Finding, ...]:
    """Findings in the order of the stations' ids. A fixed number of queries.

    `department` is the code the work would be counted under.
    """
    as_of = start_of_day(now)
    stations = Station.objects.in_bulk(targets.stations)
    until = max(
        (d for d in [content.due, *(o.due for o in targets.overrides.values())] if d),
        default=None,
    )
    known = snapshot(targets.stations, as_of=as_of, until=until)
    minute = minute_up(as_of)
    replaced = _relayed(content)
    found = []
    for pk in sorted(known):
        known[pk] = _without(known[pk], replaced)
        candidate = _candidate(content, targets, pk, department)
        answer = preview(known[pk], candidate, as_of=minute, now=minute)
        found.append(finding(stations[pk], answer))
    return tuple(found)


def _relayed(content: Content) -> frozenset[str]:
    """Assignments of the task above, which a relayed task takes the place of."""
    if content.parent is None:
        return frozenset()
    ids = Assignment.objects.filter(directive=content.parent).values_list(
        "pk", flat=True
    )
    return frozenset(str(pk) for pk in ids)


def _without(facts: StationFacts, ids: frozenset[str]) -> StationFacts:
    if not ids:
        return facts
    return replace(
        facts,
        demands=tuple(d for d in facts.demands if d.id not in ids),
        events=tuple(e for e in facts.events if e.id not in ids),
    )


def _candidate(
    content: Content, targets: Targets, station: int, department: str
) -> Demand | Event:
    """The demand the directive would put on one station."""
    override = targets.overrides.get(station)
    due = (override.due if override else None) or content.due
    effort = override.effort_units if override else None
    if content.is_event and content.release and due:
        return Event(
            id=CANDIDATE,
            department=department,
            start=minute_up(content.release),
            end=minute_down(due),
            officers=milli(content.officers) or 0,
            attendees=content.attendees,
        )
    return Demand(
        id=CANDIDATE,
        department=department,
        release=minute_up(content.release) if content.release else None,
        due=minute_down(due) if due else None,
        effort=content.effort_units if effort is None else effort,
        max_officers=milli(content.max_officers),
        priority=content.priority,
    )


def finding(station: Station, answer: Preview) -> Finding:
    """The engine's answer as instants of the database."""
    return Finding(
        station=station,
        verdict=answer.verdict,
        window=(instant(answer.window[0]), instant(answer.window[1]))
        if answer.window
        else None,
        demand=answer.demand,
        capacity=answer.capacity,
        shortfall=answer.shortfall,
        departments=answer.departments,
        earliest_due=None
        if answer.earliest_due is None
        else instant(answer.earliest_due),
    )
