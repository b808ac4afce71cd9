"""Days on which officers are away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import User
from organization.services.problems import Days, Problems, days, told_as
from personnel.models import Leave, Officer
from personnel.services.periods import Diary, judge_all

NO_OVERLAP = "leave_no_overlap"
OVERLAP = _("The officer is already away in this period.")


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
def record_leaves(*, by: User | None, rows: Sequence[NewLeave]) -> list[Leave]:
    """Record many at once, in the order given."""
    leaves = judge_all(Leave, rows, _checked)
    with told_as(NO_OVERLAP, "rows", OVERLAP):
        leaves = Leave.objects.bulk_create(leaves)
    record("leave.record_many", by=by, leaves=len(leaves))
    return leaves


@transaction.atomic
def cancel_leave(*, by: User | None, leave: Leave, reason: str = "") -> None:
    """Take a leave back. The row goes; the audit trail keeps what it said."""
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
