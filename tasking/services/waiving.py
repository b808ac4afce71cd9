"""Taking a task off one station while the others keep it; without a verdict.

Only coordination calls this: it knows who decided it, and why.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization import audit
from organization.models import User
from tasking.models import Assignment, AssignmentEntry
from tasking.services import signing


@transaction.atomic
def waive(
    *,
    by: User | None,
    assignment: Assignment,
    reason: str,
    now: dt.datetime,
    act: str = "waive",
) -> Assignment:
    """Nothing is owed any more at this station. `assignment` is locked by the caller.

    `by` None is the clock; `act` is `merge` where another order takes the work along.
    ValidationError when nothing was owed.
    """
    if not assignment.is_live:
        raise ValidationError({"state": [_("Nothing is owed here any more.")]})
    assignment.state = Assignment.State.WITHDRAWN
    assignment.version += 1
    assignment.save(update_fields=["state", "version"])
    signing.settled([assignment.pk])
    left = assignment.remaining_units
    AssignmentEntry.objects.create(
        assignment=assignment,
        at=now,
        by=by,
        act=act,
        remaining_before=left,
        remaining_after=None if left is None else 0,
        note=reason,
    )
    audit.record(
        f"assignment.{act}",
        by=by,
        subject=assignment,
        unit=assignment.station.code,
        reason=reason,
    )
    return assignment
