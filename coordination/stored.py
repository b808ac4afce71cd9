"""A stored conflict as the engine's own fact."""

from __future__ import annotations

from coordination.core import facts
from coordination.core.facts import minute_down, minute_up
from coordination.models import Conflict


def as_core(row: Conflict) -> facts.Conflict:
    """The inverse of what a check stores."""
    return facts.Conflict(
        kind=row.kind,  # type: ignore[arg-type]
        start=minute_up(row.window_start),
        end=minute_down(row.window_end),
        demand=row.demand_units,
        capacity=row.capacity_units,
        victims=tuple(str(pk) for pk in row.misses),
        members=tuple(
            facts.Member(
                id=m["assignment"],
                department=m["department"],
                units=m["units"],
                minimal=m["minimal"],
                event=m["event"],
            )
            for m in row.members
        ),
        departments=tuple(row.departments),
        scope=row.scope,  # type: ignore[arg-type]
        overloaded_by=tuple(row.overloaded_by),
        displaces=row.displaces,
        release=minute_up(row.release),
        due=minute_down(row.due),
    )
