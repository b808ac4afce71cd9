"""The verdicts of a file in the form the contract gives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from coordination.core.facts import EPOCH, Conflict, StationFacts, Verdict, hours

from .values import SHANGHAI


def answer(
    stations: Sequence[StationFacts], verdicts: Sequence[Verdict]
) -> dict[str, object]:
    """The contract's JSON object; conflicts are numbered through the file."""
    result: list[dict[str, object]] = []
    number = 0
    for facts, verdict in zip(stations, verdicts, strict=True):
        conflicts = []
        for conflict in verdict.conflicts:
            number += 1
            conflicts.append(conflict_answer(conflict, number, facts.code))
        result.append(
            {
                "code": facts.code,
                "feasible": verdict.feasible,
                "deficit_hours": _hours(verdict.deficit),
                "overdue_hours": _hours(verdict.overdue_units),
                "overdue": list(verdict.overdue),
                "conflicts": conflicts,
            }
        )
    return {"stations": result}


def conflict_answer(conflict: Conflict, number: int, station: str) -> dict[str, object]:
    """One conflict; hours have at most six decimals."""
    return {
        "id": number,
        "station": station,
        "kind": conflict.kind,
        "window": [iso(conflict.start), iso(conflict.end)],
        "demand_hours": _hours(conflict.demand),
        "capacity_hours": _hours(conflict.capacity),
        "shortfall_hours": _hours(conflict.shortfall),
        "members": [
            {
                "assignment": member.id,
                "department": member.department,
                "hours": _hours(member.units),
                "minimal": member.minimal,
                "event": member.event,
            }
            for member in conflict.members
        ],
        "misses": list(conflict.victims),
        "departments": list(conflict.departments),
        "scope": conflict.scope,
        "overloaded_by": list(conflict.overloaded_by),
        "displaces": conflict.displaces,
    }


def local(minute: int) -> datetime:
    """A minute as Shanghai's wall time."""
    return (EPOCH + timedelta(minutes=minute)).astimezone(SHANGHAI)


def iso(minute: int) -> str:
    """A minute as ISO 8601 with Shanghai's offset."""
    return local(minute).isoformat()


def _hours(amount: int | None) -> int | float | None:
    if amount is None:
        return None
    exact = hours(amount)
    return int(exact) if exact == exact.to_integral_value() else float(exact)
