"""Plans as they are kept with a proposal, and back again.

Plain JSON of the core's dataclasses: minutes since the epoch, units, milli-officers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from coordination.core.facts import Block, Demand, Event, Period, StationFacts
from coordination.core.plans import TIMED, Balance, Change, Part, Plan, StationPlan


def written(plan: Plan) -> dict[str, Any]:
    """The plan as JSON."""
    return {
        "method": plan.method,
        "cost": plan.cost,
        "stations": [
            {
                "station": each.station,
                "changes": [asdict(change) for change in each.changes],
                "before": asdict(each.before),
                "after": asdict(each.after),
            }
            for each in plan.stations
        ],
    }


def plan_in(stored: Mapping[str, Any]) -> Plan:
    """The inverse of `written`."""
    return Plan(
        method=stored["method"],
        cost=stored["cost"],
        stations=tuple(
            StationPlan(
                station=each["station"],
                changes=tuple(change_in(change) for change in each["changes"]),
                before=Balance(**each["before"]),
                after=Balance(**each["after"]),
            )
            for each in stored["stations"]
        ),
    )


def change_in(stored: Mapping[str, Any]) -> Change:
    """One change as it was kept."""
    lists = {
        "parts": tuple(Part(**part) for part in stored["parts"]),
        "periods": tuple(Period(**period) for period in stored["periods"]),
        "names": tuple(stored.get("names", ())),
    }
    return Change(**{**stored, **lists})


def changes_of(plan: Plan) -> Iterable[tuple[str, Change]]:
    """Every change with the code of the station it is for."""
    for each in plan.stations:
        for change in each.changes:
            yield each.station, change


def with_changes(
    plan: Plan, station: str, changes: Mapping[str, tuple[Change, ...]]
) -> Plan:
    """The plan with all changes of some demands at one station replaced or added."""
    stations = []
    if station not in {each.station for each in plan.stations}:
        none = StationPlan(station, (), Balance(None, 0), Balance(None, 0))
        plan = replace(plan, stations=(*plan.stations, none))
    for each in plan.stations:
        if each.station == station:
            kept = [change for change in each.changes if change.demand not in changes]
            more = [change for given in changes.values() for change in given]
            each = replace(each, changes=(*kept, *more))
        stations.append(each)
    return replace(plan, stations=tuple(stations))


Was = Mapping[str, Mapping[str, Any]]
"""Id -> due and effort of a demand when the plan was made; of an event or a protected
block its start, due, officers, names and title."""


def was_of(facts: Iterable[StationFacts]) -> dict[str, dict[str, Any]]:
    """What is kept of what a plan may change, to say later what it changed."""
    found: dict[str, dict[str, Any]] = {}
    for each in facts:
        for demand in each.demands:
            found[demand.id] = {"due": demand.due, "effort": demand.effort}
        for event in each.events:
            found[event.id] = _timed(event, event.need, list(event.attendees), "")
        for block in each.blocks:
            found[block.id] = _timed(block, block.officers, [], block.title)
    return found


def _timed(
    held: Event | Block, officers: int, names: list[str], title: str
) -> dict[str, Any]:
    units = officers * (held.end - held.start)
    start, end = held.start, held.end
    if isinstance(held, Event):
        start, end = held.begins, held.ends
    said = {"start": start, "due": end, "effort": units}
    return said | {"officers": officers, "names": names, "title": title}


def fitted(
    changes: Iterable[Change], demands: Mapping[str, Demand], was: Was
) -> tuple[Change, ...]:
    """The changes for what is left today: work done meanwhile is done.

    KeyError when one of the demands is no longer owed.
    """
    return tuple(
        change if change.kind in AS_THEY_ARE else _fit(change, demands, was)
        for change in changes
    )


AS_THEY_ARE = TIMED | {"shift", "waive", "lend"}


def _fit(change: Change, demands: Mapping[str, Demand], was: Was) -> Change:
    left = demands[change.demand].effort or 0
    if change.kind == "reduce":
        return replace(change, effort=min(change.effort or 0, left))
    if change.kind == "split":
        return replace(change, parts=_parts(change.parts, left))
    then, now = (
        sum(effort or 0 for effort in efforts)
        for efforts in (
            (was[change.demand]["effort"], was[change.into]["effort"]),
            (left, demands[change.into].effort),
        )
    )
    return replace(change, effort=max(0, (change.effort or 0) - then + now))


def _parts(parts: tuple[Part, ...], left: int) -> tuple[Part, ...]:
    """Done work comes off the first part, more work goes to the last."""
    over = sum(part.effort for part in parts) - left
    found = []
    for part in parts:
        less = min(over, part.effort) if over > 0 else 0
        over -= less
        found.append(replace(part, effort=part.effort - less))
    if over < 0:
        found[-1] = replace(found[-1], effort=found[-1].effort - over)
    return tuple(found)
