"""Letters about leave: to who decides, and to the officer and who asked for him."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from organization.models import Role, User
from personnel.holders import heads_of, holders, lowest_above
from personnel.models import LeaveRequest
from personnel.services.about import About, tell_about

LEAVE = About("leave:", "personnel:leave_request")


def tell_asked(row: LeaveRequest, *, by: User) -> None:
    _tell(row, deciders(row), "leave_asked", by, row.reason)


def tell_taken_back(row: LeaveRequest, *, by: User) -> None:
    _tell(row, deciders(row) | _own(row), "leave_taken_back", by)


def tell_decided(row: LeaveRequest, *, by: User, reason: str) -> None:
    """The officer reads it; the chiefs too where the leader decided."""
    approved = row.state == LeaveRequest.State.APPROVED
    kind = "leave_approved" if approved else "leave_refused"
    _tell(row, _own(row) | _heads(row), kind, by, reason)


def tell_shortened(row: LeaveRequest, *, by: User, reason: str, back: dt.date) -> None:
    off = row.state == LeaveRequest.State.RECALLED
    kind = "leave_recalled" if off else "leave_shortened"
    people = _own(row) | _heads(row)
    _tell(row, people, kind, by, reason, back=_day(back))


def deciders(row: LeaveRequest) -> set[int]:
    """Whose decision it is today, the officer himself never."""
    people = _heads(row)
    if row.to_leader:
        above = lowest_above([part.unit for part in row.places])
        people = holders(Role.LEADER, above) if above else set()
    return people - {row.officer.user_id}


def _heads(row: LeaveRequest) -> set[int]:
    """Whoever heads one of the units he serves in meanwhile."""
    return {pk for part in row.places for pk in heads_of(part.unit)}


def _own(row: LeaveRequest) -> set[int]:
    return {pk for pk in (row.officer.user_id, row.asked_by_id) if pk is not None}


def _tell(
    row: LeaveRequest,
    people: Iterable[int],
    kind: str,
    by: User,
    reason: str = "",
    **more: str,
) -> None:
    facts = {
        "officer": row.officer.name,
        "station": _station(row),
        "first": _day(row.first),
        "last": _day(row.last),
        "reason": reason,
        **more,
    }
    tell_about(LEAVE, row, people, kind, facts, by)


def _station(row: LeaveRequest) -> str:
    """The first he serves at; "" in a department."""
    return next((part.unit.code for part in row.at_stations), "")


def _day(day: dt.date) -> str:
    return day.isoformat()
