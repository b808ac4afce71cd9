"""Leave is asked for, by the officer or by the chief for him, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Department, Station, User
from organization.permissions import POLICY, authorise, may
from organization.services.problems import Days, Problems, days, overlaps, told_as
from personnel.hindrances import heads
from personnel.holders import heads_of, lowest_above
from personnel.models import Leave, LeavePart, LeaveRequest, LeaveStep, Officer
from personnel.services import telling_leave
from personnel.services.alerts import check_alerts
from personnel.services.leave import OVERLAP
from personnel.services.ordering import NOT_NOW
from personnel.services.posts import CHANGED

S = LeaveRequest.State
LONGEST = dt.timedelta(days=366)
BEFOREHAND = (Leave.Kind.ANNUAL, Leave.Kind.COMPENSATORY)
"""Kinds that are asked for before they begin; illness is not."""
APART = _("Nobody decides for both of his bureaus: ask for each part.")
ASKED_ALREADY = _("Leave is asked for already in this period.")


@transaction.atomic
def ask_leave(
    *,
    by: User,
    officer: Officer,
    kind: str,
    during: Days,
    reason: str,
    now: dt.datetime,
) -> LeaveRequest:
    """A wish to be away on a half-open period of days; somebody else decides, once for
    all of it, also where he is posted elsewhere meanwhile."""
    with Problems() as problems:
        period = days(during, problems)
        if kind not in Leave.Kind.values:
            problems.add("kind", _("There is no such kind of leave."))
        if period.upper is None and not problems.found:
            problems.add("during", _("Leave needs a last day."))
        problems.raise_if_any()
        _check_days(officer, kind, period, timezone.localdate(now), problems)
        parts = stretches(officer, period, problems)
        if len(parts) > 1 and lowest_above([part.unit for part in parts]) is None:
            problems.add("during", APART)
        for part in parts:
            check_alerts(part.unit, kind, part.during, problems, approving=False)
    _authorise(by, officer, parts)
    with told_as("leave_request_no_overlap", "during", ASKED_ALREADY):
        row = LeaveRequest.objects.create(
            officer=officer,
            kind=kind,
            during=period,
            reason=(reason or "").strip(),
            to_leader=is_leaders(officer, parts),
            asked_by=by,
            asked_at=now,
        )
    LeavePart.objects.bulk_create(part.of(row) for part in parts)
    note(request=row, act=LeaveStep.Act.ASK, by=by, at=now, text=row.reason)
    telling_leave.tell_asked(row, by=by)
    return row


def may_take_back(user: User, row: LeaveRequest) -> bool:
    """Who asked, the officer himself, and the chief of all his stations."""
    mine = user.pk in (row.asked_by_id, row.officer.user_id)
    return mine or all(may(user, "leave.edit_own", part.unit) for part in row.places)


@transaction.atomic
def take_back_leave(
    *, by: User, request: LeaveRequest, now: dt.datetime, version: int | None = None
) -> LeaveRequest:
    """It is no longer wished."""
    if not may_take_back(by, request):
        raise PermissionDenied(str(POLICY["leave.ask"].title))
    row = held(request, version)
    row.state = S.TAKEN_BACK
    row.version += 1
    row.save()
    note(request=row, act=LeaveStep.Act.TAKE_BACK, by=by, at=now)
    telling_leave.tell_taken_back(row, by=by)
    return row


def held(
    request: LeaveRequest, version: int | None, state: str = S.ASKED
) -> LeaveRequest:
    """The request as it is now, locked; ValidationError unless it is in that state."""
    rows = LeaveRequest.objects.with_parts().select_for_update(of=("self",))
    row = rows.get(pk=request.pk)
    if row.state != state:
        raise ValidationError({"state": [NOT_NOW]})
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    return row


@dataclass(frozen=True)
class Stretch:
    """Days of a leave on which the officer serves in one unit."""

    unit: Station | Department
    during: DateRange

    def of(self, row: LeaveRequest) -> LeavePart:
        side = "station" if isinstance(self.unit, Station) else "department"
        return LeavePart(request=row, during=self.during, **{side: self.unit})


def stretches(officer: Officer, period: DateRange, problems: Problems) -> list[Stretch]:
    """Where he serves on these days, in order of time; a gap is told."""
    rows = officer.postings.filter(during__overlap=period).order_by("during")
    found: list[Stretch] = []
    reached = period.lower
    for row in rows.select_related("station__bureau", "department__bureau"):
        if row.during.lower > reached:
            break
        end = min(row.during.upper or period.upper, period.upper)
        first = reached
        if found and found[-1].unit == row.unit:
            first = found.pop().during.lower
        found.append(Stretch(row.unit, DateRange(first, end)))
        reached = end
    if reached < period.upper:
        problems.add("during", _("On some of these days the officer is not posted."))
    return found


def is_leaders(officer: Officer, parts: Sequence[Stretch]) -> bool:
    """Is it the bureau's leader who decides? For who heads his unit, for a unit that
    nobody else heads, and where two units would have to agree."""
    (part, *more) = parts
    alone = set(heads_of(part.unit)) <= {officer.user_id}
    return bool(more) or alone or heads(officer, part.unit, part.during)


def _authorise(by: User, officer: Officer, parts: Sequence[Stretch]) -> None:
    """Anybody for himself; a chief for who serves with him on all of the days."""
    if officer.user_id == by.pk:
        authorise(by, "leave.ask")
        return
    for part in parts:
        authorise(by, "leave.edit_own", part.unit)


def _check_days(
    officer: Officer, kind: str, period: DateRange, today: dt.date, problems: Problems
) -> None:
    if period.upper - period.lower > LONGEST:
        problems.add("during", _("At most a year at a time."))
    if kind in BEFOREHAND and period.lower < today:
        problems.add("during", _("The first day has already passed."))
    taken = Leave.objects.filter(officer=officer, during__overlap=period)
    if taken.exists():
        problems.add("during", OVERLAP)
    asked = LeaveRequest.objects.filter(officer=officer, state=S.ASKED)
    if any(overlaps(period, one) for one in asked.values_list("during", flat=True)):
        problems.add("during", ASKED_ALREADY)


def note(
    *,
    request: LeaveRequest,
    act: str,
    by: User | None,
    at: dt.datetime,
    text: str = "",
    instead: str = "",
    back: dt.date | None = None,
) -> None:
    """One more step of the request, and of the audit trail."""
    LeaveStep.objects.create(
        request=request, act=act, by=by, at=at, text=text, instead=instead, back=back
    )
    record(
        f"leave_request.{act}",
        by=by,
        subject=request,
        unit=request.places[0].unit.code,
        reason=text,
        officer=request.officer.police_number,
        kind=request.kind,
        start=str(request.during.lower),
        end=str(request.during.upper),
        instead=instead,
        back=str(back or ""),
    )
