"""Another time, fewer officers or other people for one station; without a verdict.

Only coordination calls this: it knows who agreed to it, and what it does elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization import audit
from organization.models import User
from tasking.models import Assignment, AssignmentEntry, Directive


@transaction.atomic
def rearrange(
    *,
    by: User | None,
    assignment: Assignment,
    reason: str,
    now: dt.datetime,
    start: dt.datetime | None = None,
    end: dt.datetime | None = None,
    officers: Decimal | None = None,
    attendees: Sequence[str] | None = None,
) -> Assignment:
    """What is None stays as it is. `assignment` is locked by the caller.

    ValidationError when nothing is owed there any more, or it is no appointment.
    """
    if not assignment.is_live:
        raise ValidationError({"state": [_("Nothing is owed here any more.")]})
    if not assignment.is_event:
        raise ValidationError({"state": [_("This is no fixed appointment.")]})
    before, due = _said(assignment), assignment.due
    assignment.release = start or assignment.release
    assignment.due = end or assignment.due
    if officers is not None:
        assignment.officers = officers
    if attendees is not None:
        assignment.attendees = list(attendees)
    assignment.version += 1
    assignment.save(
        update_fields=["release", "due", "officers", "attendees", "version"]
    )
    AssignmentEntry.objects.create(
        assignment=assignment,
        at=now,
        by=by,
        act="rearrange",
        due_before=due,
        due_after=assignment.due,
        note=reason,
    )
    audit.record(
        "assignment.rearrange",
        by=by,
        subject=assignment,
        unit=assignment.station.code,
        reason=reason,
        before=before,
        **_said(assignment),
    )
    return assignment


@transaction.atomic
def retime(
    *, by: User, directive: Directive, start: dt.datetime, end: dt.datetime
) -> Directive:
    """Where all its stations have another time, it is the task's own; the caller holds
    its row and has moved them."""
    before = directive.release
    directive.release, directive.due = start, end
    directive.version += 1
    directive.save(update_fields=["release", "due", "version"])
    audit.record(
        "directive.retime",
        by=by,
        subject=directive,
        unit=directive.requester_code,
        before=before.isoformat() if before else None,
        start=start.isoformat(),
    )
    return directive


def _said(row: Assignment) -> dict[str, Any]:
    """The appointment in the trail."""
    return {
        "start": row.release.isoformat() if row.release else None,
        "end": row.due.isoformat() if row.due else None,
        "officers": None if row.officers is None else str(row.officers),
        "attendees": list(row.attendees),
    }
