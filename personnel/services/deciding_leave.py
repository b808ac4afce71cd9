"""Leave is approved or not, and called off or shortened afterwards."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.permissions import POLICY, authorise, may
from organization.services.problems import Problems
from personnel.hindrances import Instead, of_request, tell_instead
from personnel.models import Leave, LeavePart, LeaveRequest, LeaveStep
from personnel.models.posts import Category
from personnel.services import telling_leave
from personnel.services.alerts import hold_to_alerts
from personnel.services.asking_leave import held, note, stretches
from personnel.services.leave import NAMED, drop_leave, end_leave, record_leave

S = LeaveRequest.State
MOVED = _("His postings on these days are others by now: ask for it anew.")


def may_decide(user: User, row: LeaveRequest) -> bool:
    """Who heads the unit, or the leader above all of its parts; nobody for himself."""
    if row.officer.user_id == user.pk:
        return False
    return all(may(user, _right(row), part.unit) for part in row.places)


def _right(row: LeaveRequest) -> str:
    return "leave.decide_below" if row.to_leader else "leave.decide"


@transaction.atomic
def approve_leave(
    *,
    by: User,
    request: LeaveRequest,
    now: dt.datetime,
    text: str = "",
    instead: str = "",
    version: int | None = None,
) -> LeaveRequest:
    """He may go: from now on his hours are not there, at any of the units he is to
    serve in meanwhile.

    `instead` says who attends the appointments that name him; without it such a leave
    is not approved. Who asks for him there is told.
    """
    _demand(by, request)
    row = held(request, version)
    instead = (instead or "").strip()
    with Problems() as problems:
        found = stretches(row.officer, row.during, problems)
        if [(p.unit, p.during) for p in found] != [
            (p.unit, p.during) for p in row.places
        ]:
            problems.add("state", MOVED)
        if row.officer.category == Category.POLICE:
            stays = [(part.unit, part.during) for part in row.places]
            hold_to_alerts(row.kind, stays, problems)
        named = of_request(row)
        if named and not instead:
            problems.add("instead", NAMED)
    leave = record_leave(
        by=by,
        officer=row.officer,
        kind=row.kind,
        during=(row.during.lower, row.during.upper),
    )
    row.leave = leave
    _decide(row, S.APPROVED, by, now)
    note(
        request=row,
        act=LeaveStep.Act.APPROVE,
        by=by,
        at=now,
        text=text.strip(),
        instead=instead,
    )
    telling_leave.tell_decided(row, by=by, reason=text.strip())
    tell_instead(named, Instead(leave, instead, by))
    return row


@transaction.atomic
def refuse_leave(
    *,
    by: User,
    request: LeaveRequest,
    text: str,
    now: dt.datetime,
    version: int | None = None,
) -> LeaveRequest:
    """He may not, for a reason he reads."""
    _demand(by, request)
    row = held(request, version)
    with Problems() as problems:
        text = problems.require("text", text)
    _decide(row, S.REFUSED, by, now)
    note(request=row, act=LeaveStep.Act.REFUSE, by=by, at=now, text=text)
    telling_leave.tell_decided(row, by=by, reason=text)
    return row


@transaction.atomic
def shorten_leave(
    *,
    by: User,
    request: LeaveRequest,
    back: dt.date,
    text: str,
    now: dt.datetime,
    version: int | None = None,
) -> LeaveRequest:
    """He is back on the day `back`. On or before the first day: it is called off."""
    _demand(by, request)
    row = held(request, version, S.APPROVED)
    # One that was asked for changes with its request alone, which is held.
    leave = Leave.objects.filter(request=row).first()
    with Problems() as problems:
        text = problems.require("text", text)
        _check_back(leave, back, timezone.localdate(now), problems)
    if leave is None:
        raise ValueError("Problems were told")
    if back > leave.during.lower:
        end_leave(by=by, leave=leave, back=back, reason=text)
        act = LeaveStep.Act.SHORTEN
        row.during = DateRange(row.during.lower, back)
        _cut(row, back)
    else:
        drop_leave(by=by, leave=leave, reason=text)
        act, row.state, row.leave = LeaveStep.Act.RECALL, S.RECALLED, None
    row.version += 1
    row.save()
    note(request=row, act=act, by=by, at=now, text=text, back=back)
    telling_leave.tell_shortened(row, by=by, reason=text, back=back)
    return row


def _cut(row: LeaveRequest, back: dt.date) -> None:
    """Its parts end where the leave does."""
    LeavePart.objects.filter(request=row, during__startswith__gte=back).delete()
    for part in LeavePart.objects.filter(request=row, during__contains=back):
        part.during = DateRange(part.during.lower, back)
        part.save(update_fields=["during"])


def _check_back(
    leave: Leave | None, back: dt.date, today: dt.date, problems: Problems
) -> None:
    if leave is None or leave.during.upper <= today:
        problems.add("back", _("This leave is over."))
    elif back >= leave.during.upper:
        problems.add("back", _("That is not sooner than the leave ends anyway."))
    elif back < today and leave.during.lower < today:
        problems.add("back", _("He was away until yesterday: from today on at most."))


def _demand(by: User, request: LeaveRequest) -> None:
    """PermissionDenied unless it is his to decide."""
    if request.officer.user_id == by.pk:
        raise PermissionDenied(str(POLICY["leave.decide"].title))
    for part in request.places:
        authorise(by, _right(request), part.unit)


def _decide(row: LeaveRequest, state: str, by: User, now: dt.datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, by, now
    row.version += 1
    row.save()
