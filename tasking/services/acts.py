"""What stations and departments do with an assignment once it is issued."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desk.stale import Overtaken
from organization import audit
from organization.models import User
from organization.permissions import authorise
from tasking.lifecycle import ASSIGNMENT, step
from tasking.models import Assignment, AssignmentEntry
from tasking.rules import MAX_UNITS
from tasking.services import signing
from tasking.services.answering_forms import Answers, hand_in


class Stale(Overtaken):
    """Somebody else changed the row first."""


def acknowledge(
    *, by: User, assignment: Assignment, now: dt.datetime, version: int | None = None
) -> Assignment:
    """Sign for an assignment."""
    return _act("acknowledge", by, assignment, now, version, acknowledged_at=now)


def progress(
    *,
    by: User,
    assignment: Assignment,
    remaining_units: int | None,
    now: dt.datetime,
    note: str = "",
    version: int | None = None,
) -> Assignment:
    """Say how much is still to be done."""
    if remaining_units is None:
        raise ValidationError({"remaining_hours": [_("Say how many hours are left.")]})
    if not 0 <= remaining_units <= MAX_UNITS:
        raise ValidationError(
            {"remaining_hours": [_("The hours left lie between 0 and 30,000.")]}
        )
    changes: dict[str, Any] = {"remaining_units": remaining_units}
    if assignment.acknowledged_at is None:
        changes["acknowledged_at"] = now
    return _act("progress", by, assignment, now, version, note=note, **changes)


@transaction.atomic
def report(
    *,
    by: User,
    assignment: Assignment,
    text: str,
    now: dt.datetime,
    took_units: int | None = None,
    version: int | None = None,
    answers: Answers | None = None,
) -> Assignment:
    """Report the work done; nothing is left to do until it is returned. Where the task
    has a form, `answers` to it are handed in with the report, whole or not at all.

    `took_units` is what it took altogether; None where the station does not say.
    """
    if took_units is not None and not 0 < took_units <= MAX_UNITS:
        message = _("The hours it took lie between 0 and 30,000; leave it empty else.")
        raise ValidationError({"hours_taken": [message]})
    changes: dict[str, Any] = {"reported_at": now, "report": text}
    changes["took_units"] = took_units
    if assignment.acknowledged_at is None:
        changes["acknowledged_at"] = now
    if not assignment.is_event:
        changes["remaining_units"] = 0
    row = _act("report", by, assignment, now, version, note=text, **changes)
    hand_in(by=by, row=row, answers=answers, now=now)
    return row


def accept(
    *, by: User, assignment: Assignment, now: dt.datetime, version: int | None = None
) -> Assignment:
    """The department is satisfied."""
    return _act("accept", by, assignment, now, version)


def return_(
    *,
    by: User,
    assignment: Assignment,
    reason: str,
    now: dt.datetime,
    remaining_units: int | None = None,
    version: int | None = None,
) -> Assignment:
    """The department asks for completion and says why."""
    if not reason.strip():
        raise ValidationError({"reason": [_("Say what is missing.")]})
    if remaining_units is not None and not 0 <= remaining_units <= MAX_UNITS:
        raise ValidationError(
            {"remaining_hours": [_("The hours left lie between 0 and 30,000.")]}
        )
    changes: dict[str, Any] = {}
    if not assignment.is_event:
        changes["remaining_units"] = remaining_units
    return _act("return", by, assignment, now, version, note=reason, **changes)


@transaction.atomic
def _act(
    act: str,
    by: User,
    assignment: Assignment,
    now: dt.datetime,
    version: int | None,
    note: str = "",
    **changes: Any,
) -> Assignment:
    """Lock, authorise, check the step, change, log: one way for every act."""
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("station", "department", "directive")
        .get(pk=assignment.pk)
    )
    found = ASSIGNMENT[act]
    if found.action == "assignment.review":
        # What a station asked of itself its own chief reviews.
        action = found.action if row.department else "plan.edit"
        authorise(by, action, row.department or row.station)
    else:
        authorise(by, found.action, row.station)
    if version is not None and version != row.version:
        raise Stale
    found = step(ASSIGNMENT, act, row.state)
    before, was = row.remaining_units, _hours(row)
    for name, value in changes.items():
        setattr(row, name, value)
    row.state = found.target
    row.version += 1
    row.save(update_fields=[*changes, "state", "version"])
    signing.settled([row.pk])
    AssignmentEntry.objects.create(
        assignment=row,
        at=now,
        by=by,
        act=act,
        remaining_before=before,
        remaining_after=row.remaining_units,
        took_units=changes.get("took_units"),
        note=note,
    )
    told: dict[str, Any] = {"unit": row.station.code, "reason": note}
    if row.remaining_units != before:
        told["before"] = {"remaining_hours": was}
        told["remaining_hours"] = _hours(row)
    audit.record(f"assignment.{act}", by=by, subject=row, **told)
    return row


def _hours(row: Assignment) -> str | None:
    """As the audit trail keeps it."""
    left = row.remaining_hours
    return None if left is None else f"{left.normalize():f}"
