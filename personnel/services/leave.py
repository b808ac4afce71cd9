"""Days on which officers are away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Station, User
from organization.permissions import may
from organization.services.problems import Days, Problems, days, told_as
from personnel.hindrances import Instead, hindrances, tell_instead
from personnel.models import Leave, LeaveRequest, Officer
from personnel.models.posts import Category
from personnel.services.alerts import hold_to_alerts
from personnel.services.periods import Diary, judge_all, set_ends

NO_OVERLAP = "leave_no_overlap"
OVERLAP = _("The officer is already away in this period.")
APPROVED = _("It was asked for and approved: call it off there.")
NAMED = _(
    "He is named for an appointment on these days: say who goes, or that he does."
)


@dataclass(frozen=True)
class NewLeave:
    """Leave to come: an officer, its kind and a half-open period of days."""

    officer: Officer
    kind: str
    during: Days


@transaction.atomic
def record_leave(
    *, by: User | None, officer: Officer, kind: str, during: Days
) -> Leave:
    """Record that an officer is away."""
    row = NewLeave(officer, kind, during)
    with Problems() as problems:
        leave = _checked(row, Diary(Leave, [officer]), problems)
    with told_as(NO_OVERLAP, "during", OVERLAP):
        leave.save()
    record("leave.record", by=by, subject=leave, **_detail(leave))
    return leave


@transaction.atomic
def enter_leave(
    *, by: User, officer: Officer, kind: str, during: Days, instead: str = ""
) -> Leave:
    """Record a leave that nobody had to ask for. One's own is for others to decide.

    `instead` says who attends the appointments that name him; who asks for him there
    is told. What a level forbids a chief does not enter either; the personnel office
    records what is.
    """
    if officer.user_id == by.pk:
        raise PermissionDenied(
            _("Somebody else decides on one's own leave: ask for it.")
        )
    if officer.category == Category.POLICE:
        _hold_to_alerts(by, officer, kind, during)
    leave = record_leave(by=by, officer=officer, kind=kind, during=during)
    found = [
        each
        for station, _days in _stays(officer, leave.during)
        for each in hindrances(officer, station, leave.during)
    ]
    with Problems() as problems:
        if found and not instead:
            problems.add("instead", NAMED)
    if instead:
        record("leave.instead", by=by, subject=leave, instead=instead)
        tell_instead(found, Instead(leave, instead, by))
    return leave


def _hold_to_alerts(by: User, officer: Officer, kind: str, during: Days) -> None:
    with Problems() as problems:
        period = days(during, problems)
        problems.raise_if_any()
        stays = _stays(officer, period) if period.upper is not None else []
        held = [stay for stay in stays if not may(by, "leave.edit", stay[0])]
        hold_to_alerts(kind, held, problems)


def _stays(officer: Officer, period: DateRange) -> list[tuple[Station, DateRange]]:
    """At which stations he serves on days of the period, and on which of them."""
    rows = officer.postings.filter(during__overlap=period, station__isnull=False)
    return [
        (row.station, _both(row.during, period))
        for row in rows.select_related("station__bureau").order_by("pk")
        if row.station is not None
    ]


def _both(during: DateRange, period: DateRange) -> DateRange:
    """Days that are in both; the period has an end."""
    upper = min(during.upper or period.upper, period.upper)
    return DateRange(max(during.lower, period.lower), upper)


@transaction.atomic
def record_leaves(*, by: User | None, rows: Sequence[NewLeave]) -> list[Leave]:
    """Record many at once, in the order given."""
    leaves = judge_all(Leave, rows, _checked)
    with told_as(NO_OVERLAP, "rows", OVERLAP):
        leaves = Leave.objects.bulk_create(leaves)
    record("leave.record_many", by=by, leaves=len(leaves))
    return leaves


@dataclass(frozen=True)
class LeaveChange:
    """Leave that was of another kind, or lasted to another day."""

    leave: Leave
    kind: str
    end: dt.date


@transaction.atomic
def correct_leaves(
    *, by: User | None, rows: Sequence[LeaveChange], reason: str
) -> list[Leave]:
    """Correct many at once; the first day stays, by it they are told apart."""
    pks = [row.leave.pk for row in rows]
    asked = LeaveRequest.objects.filter(leave__in=pks).values_list("leave", flat=True)
    approved = set(asked)
    with Problems() as problems:
        for n, row in enumerate(rows):
            problems.prefix = f"rows[{n}]."
            days((row.leave.during.lower, row.end), problems)
            if row.kind not in Leave.Kind.values:
                problems.add("kind", _("There is no such kind of leave."))
            if row.leave.pk in approved:
                problems.add("first", APPROVED)
    before = [_detail(row.leave) for row in rows]
    with told_as(NO_OVERLAP, "rows", OVERLAP):
        set_ends(Leave, [(row.leave, row.end) for row in rows])
    for row in rows:
        row.leave.kind = row.kind
        row.leave.version += 1
    leaves = [row.leave for row in rows]
    Leave.objects.bulk_update(leaves, ["kind", "version"])
    record("leave.correct_many", by=by, reason=reason, before=before)
    return leaves


@transaction.atomic
def end_leave(
    *, by: User | None, leave: Leave, back: dt.date, reason: str = ""
) -> Leave:
    """He is back on the day `back`, which lies within the leave."""
    record(
        "leave.end",
        by=by,
        subject=leave,
        reason=reason,
        back=str(back),
        **_detail(leave),
    )
    leave.during = DateRange(leave.during.lower, back)
    leave.version += 1
    leave.save(update_fields=["during", "version"])
    return leave


@transaction.atomic
def cancel_leave(*, by: User | None, leave: Leave, reason: str = "") -> None:
    """Take a leave back. One that was approved on request is called off there."""
    with Problems() as problems:
        if LeaveRequest.objects.filter(leave=leave).exists():
            problems.add("leave", APPROVED)
    drop_leave(by=by, leave=leave, reason=reason)


@transaction.atomic
def drop_leave(*, by: User | None, leave: Leave, reason: str = "") -> None:
    """The row goes; the audit trail keeps what it said."""
    record("leave.cancel", by=by, subject=leave, reason=reason, **_detail(leave))
    leave.delete()


def _checked(row: NewLeave, diary: Diary, problems: Problems) -> Leave:
    period = days(row.during, problems)
    if period.upper is None and not problems.found:
        problems.add("during", _("Leave needs a last day."))
    if row.kind not in Leave.Kind.values:
        problems.add("kind", _("There is no such kind of leave."))
    if not diary.takes(row.officer, period):
        problems.add("during", OVERLAP)
    return Leave(officer=row.officer, kind=row.kind, during=period)


def _detail(leave: Leave) -> dict[str, str]:
    return {
        "officer": leave.officer.police_number,
        "kind": leave.kind,
        "start": str(leave.during.lower),
        "end": str(leave.during.upper),
    }
