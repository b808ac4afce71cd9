"""Whose date somebody may move at a station, and what that takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    user: User, row: Assignment, conflicts: Iterable[Conflict] = ()
) -> Leave | None:
    """How the user may move the date; None: not at all. `conflicts` are those of the
    station about which he may ask, see `askable`."""
    if row.is_event or not row.is_live or row.due is None:
        return None
    if row.department is None:
        if may(user, "plan.edit", row.station):
            return Leave()
    elif may(user, "assignment.redate", row.department):
        return Leave()
    if not may_move(row):
        return None
    for conflict in conflicts:
        if _is_in(row, conflict):
            return Leave(conflict)
    return None


def askable(user: User, conflicts: Iterable[Conflict]) -> Iterator[Conflict]:
    """Of open ones those for which the user may put a plan forward. At most a query
    for each."""
    for conflict in conflicts:
        if conflict.state == Conflict.State.OPEN and may_propose(user, conflict):
            yield conflict


def _is_in(row: Assignment, conflict: Conflict) -> bool:
    return conflict.kind == Conflict.Kind.DEADLINE and any(
        member["assignment"] == str(row.pk) for member in conflict.members
    )
