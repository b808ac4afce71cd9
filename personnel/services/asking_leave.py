"""Leave is asked for, by the officer or by the chief for him, and taken back."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Station, User
from organization.permissions import POLICY, authorise, may
from organization.services.problems import Days, Problems, days, overlaps, told_as
from personnel.hindrances import heads
from personnel.models import Leave, LeaveRequest, LeaveStep, Officer
from personnel.services import telling_leave
from personnel.services.alerts import check_alerts
from personnel.services.leave import OVERLAP
from personnel.services.ordering import NOT_NOW
from personnel.services.posts import CHANGED

S = LeaveRequest.State
LONGEST = dt.timedelta(days=366)
BEFOREHAND = (Leave.Kind.ANNUAL, Leave.Kind.COMPENSATORY)
"""Kinds that are asked for before they begin; illness is not."""
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
    """A wish to be away on a half-open period of days; somebody else decides."""
    with Problems() as problems:
        period = days(during, problems)
        if kind not in Leave.Kind.values:
            problems.add("kind", _("There is no such kind of leave."))
        if period.upper is None and not problems.found:
            problems.add("during", _("Leave needs a last day."))
        problems.raise_if_any()
        _check_days(officer, kind, period, timezone.localdate(now), problems)
        station = where(officer, period, problems)
        if station is not None:
            check_alerts(station, kind, period, problems, approving=False)
    if station is None:
        raise ValueError("Problems were told")
    own = officer.user_id == by.pk
    authorise(by, "leave.ask" if own else "leave.edit_own", station)
    with told_as("leave_request_no_overlap", "during", ASKED_ALREADY):
        row = LeaveRequest.objects.create(
            officer=officer,
            station=station,
            kind=kind,
            during=period,
            reason=(reason or "").strip(),
            to_leader=heads(officer, station, period),
            asked_by=by,
            asked_at=now,
        )
    note(request=row, act=LeaveStep.Act.ASK, by=by, at=now, text=row.reason)
    telling_leave.tell_asked(row, by=by)
    return row


def may_take_back(user: User, row: LeaveRequest) -> bool:
    """Who asked, the officer himself, and the chief of his station."""
    mine = user.pk in (row.asked_by_id, row.officer.user_id)
    return mine or may(user, "leave.edit_own", row.station)


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
    rows = LeaveRequest.objects.select_for_update(of=("self",))
    row = rows.select_related("officer", "station__bureau").get(pk=request.pk)
    if row.state != state:
        raise ValidationError({"state": [NOT_NOW]})
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    return row


def where(officer: Officer, period: DateRange, problems: Problems) -> Station | None:
    """The one station at which he serves on all the days; told where there is none."""
    rows = officer.postings.filter(during__overlap=period).order_by("during")
    postings = list(rows.select_related("station__bureau"))
    reached = period.lower
    for row in postings:
        if row.during.lower <= reached:
            reached = row.during.upper or period.upper
    if reached < period.upper:
        problems.add("during", _("On some of these days the officer is not posted."))
    elif any(row.station is None for row in postings):
        problems.add(
            "during",
            _("On some of these days he serves in a department: see its office."),
        )
    elif len({row.station_id for row in postings}) > 1:
        problems.add(
            "during",
            _("He changes the station within these days: ask for each part."),
        )
    else:
        return postings[0].station
    return None


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
        unit=request.station.code,
        reason=text,
        officer=request.officer.police_number,
        kind=request.kind,
        start=str(request.during.lower),
        end=str(request.during.upper),
        instead=instead,
        back=str(back or ""),
    )
