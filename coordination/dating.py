"""Whose date somebody may move at a station, and what that takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coordination.leeway import may_move
from coordination.models import Conflict
from coordination.services.negotiation.rights import may_propose
from organization.models import User
from organization.permissions import may
from tasking.models import Assignment


@dataclass(frozen=True)
class Leave:
    """`conflict` is set where a date is only asked for: the plan that settles it needs
    the consent of whose task it is."""

    conflict: Conflict | None = None


def leave(
    user: User, row: Assignment, asks: Mapping[str, Conflict] | None = None
) -> Leave | None:
    """How the user may move the date; None: not at all. `asks` is what `askable` finds
    at the station."""
    if row.is_event or not row.is_live or row.due is None:
        return None
    if row.department is None:
        if may(user, "plan.edit", row.station):
            return Leave()
    elif may(user, "assignment.redate", row.department):
        return Leave()
    conflict = (asks or {}).get(str(row.pk))
    return Leave(conflict) if conflict is not None and may_move(row) else None


def askable(user: User, conflicts: Iterable[Conflict]) -> dict[str, Conflict]:
    """By assignment the first open conflict over deadlines for which the user may put
    a plan forward. At most a query for each conflict, and each is gone through once:
    it has hundreds of members."""
    found: dict[str, Conflict] = {}
    for conflict in conflicts:
        free = conflict.state == Conflict.State.OPEN
        by_hours = conflict.kind == Conflict.Kind.DEADLINE
        if free and by_hours and may_propose(user, conflict):
            for member in conflict.members:
                found.setdefault(member["assignment"], conflict)
    return found
