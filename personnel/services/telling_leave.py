"""Letters about leave: to who decides, and to the officer and who asked for him."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from desk.services import tell_each
from organization.models import Role, User
from personnel.holders import chiefs, holders
from personnel.models import LeaveRequest


def tell_asked(row: LeaveRequest, *, by: User) -> None:
    _tell(row, deciders(row), "leave_asked", by, row.reason)


def tell_taken_back(row: LeaveRequest, *, by: User) -> None:
    _tell(row, deciders(row) | _own(row), "leave_taken_back", by)


def tell_decided(row: LeaveRequest, *, by: User, reason: str) -> None:
    """The officer reads it; the chief too where the leader decided."""
    approved = row.state == LeaveRequest.State.APPROVED
    kind = "leave_approved" if approved else "leave_refused"
    _tell(row, _own(row) | chiefs([row.station_id]), kind, by, reason)


def tell_shortened(row: LeaveRequest, *, by: User, reason: str, back: dt.date) -> None:
    off = row.state == LeaveRequest.State.RECALLED
    kind = "leave_recalled" if off else "leave_shortened"
    people = _own(row) | chiefs([row.station_id])
    _tell(row, people, kind, by, reason, back=_day(back))


def deciders(row: LeaveRequest) -> set[int]:
    """Whose decision it is today, the officer himself never."""
    if row.to_leader:
        people = holders(Role.LEADER, row.station.bureau)
    else:
        people = chiefs([row.station_id])
    return people - {row.officer.user_id}


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
    tell_each(
        people,
        but=by,
        matter=f"leave:{row.pk}",
        revision=row.version,
        kind=kind,
        facts={
            "officer": row.officer.name,
            "station": row.station.code,
            "first": _day(row.first),
            "last": _day(row.last),
            "reason": reason,
            **more,
        },
        url=reverse("personnel:leave_request", args=[row.pk]),
    )


def _day(day: dt.date) -> str:
    return day.isoformat()
