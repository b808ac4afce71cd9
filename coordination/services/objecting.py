"""What a station says about a task: with the figures of the day, while it carries on.

The department answers, then the station may have it brokered once and decided. Who is
silent loses the say to the next one up, and never the station its opinion.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.ledger.freezing import freeze
from coordination.models import Objection, ObjectionEntry
from coordination.services.locking import lock_stations
from coordination.services.redating import locked as locked_assignment
from coordination.services.telling_opinions import brokers, tell
from coordination.terms import answer_due
from desk.attaching import take_files
from organization import audit
from organization.models import Department, Station, User
from organization.permissions import authorise
from tasking.models import Assignment
from tasking.rules import MAX_UNITS
from tasking.services.acts import Stale

LONGEST = 4000
S = Objection.State


@transaction.atomic
def object_to(
    *,
    by: User,
    assignment: Assignment,
    text: str,
    now: dt.datetime,
    asked_due: dt.datetime | None = None,
    asked_units: int | None = None,
    files: Iterable[UploadedFile[Any]] = (),
) -> Objection:
    """Give an opinion. ValidationError with fields when it cannot be taken."""
    row = locked_assignment(assignment)
    authorise(by, "objection.file", row.station)
    _check(row, text, asked_due, asked_units, now)
    made = Objection.objects.create(
        assignment=row,
        text=text.strip(),
        asked_due=asked_due,
        asked_units=asked_units,
        proof=freeze(row, now=now),
        filed_by=by,
        filed_at=now,
        answer_due=due_for(row, now),
    )
    made.files.set(take_files(by=by, files=files, now=now))
    note(row=made, act="file", by=by, now=now, text=text.strip())
    return made


@transaction.atomic
def escalate(
    *,
    by: User,
    objection: Objection,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Objection:
    """Once, after the department has kept the task: the office is to broker.

    Where a bureau has no such office it goes to its leader at once.
    """
    row = locked(objection)
    authorise(by, "objection.file", row.assignment.station)
    at_hand(row, version, S.KEPT)
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why the answer does not help.")]})
    to = S.BROKERING if brokers(row).exists() else S.DECIDING
    return move(row=row, to=to, act="escalate", by=by, now=now, text=reason.strip())


@transaction.atomic
def take_back(
    *,
    by: User,
    objection: Objection,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Objection:
    """The station does not insist."""
    row = locked(objection)
    authorise(by, "objection.file", row.assignment.station)
    at_hand(row, version, S.FILED, S.KEPT, S.BROKERING, S.DECIDING)
    return move(
        row=row, to=S.TAKEN_BACK, act="take_back", by=by, now=now, text=reason.strip()
    )


def locked(objection: Objection) -> Objection:
    """The row as it is now. Stations first, then the row: the order of every act."""
    lock_stations([objection.assignment.station_id])
    return (
        Objection.objects.select_for_update(of=("self",))
        .select_related(
            *("assignment__directive__parent", "assignment__station__bureau"),
            *("assignment__department__bureau", "filed_by"),
        )
        .get(pk=objection.pk)
    )


def at_hand(row: Objection, version: int | None, *states: str) -> None:
    """Stale or ValidationError unless it is as the reader saw it, and still open."""
    if version is not None and version != row.version:
        raise Stale
    if row.state not in states:
        text = _("That is no longer possible: the state has changed meanwhile.")
        raise ValidationError({"state": [text]})


def move(
    *,
    row: Objection,
    to: str,
    act: str,
    by: User | None,
    now: dt.datetime,
    text: str = "",
    facts: dict[str, Any] | None = None,
) -> Objection:
    """One step: the state, the clock of whoever comes next, the log, the news."""
    row.state = to
    row.answer_due = due_for(row.assignment, now) if row.is_waiting else None
    row.version += 1
    row.save(update_fields=["state", "answer_due", "version"])
    note(row=row, act=act, by=by, now=now, text=text, facts=facts)
    return row


def note(
    *,
    row: Objection,
    act: str,
    by: User | None,
    now: dt.datetime,
    text: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Log it, and tell whom it concerns."""
    ObjectionEntry.objects.create(
        objection=row, at=now, by=by, act=act, note=text, facts=facts or {}
    )
    audit.record(
        f"objection.{act}",
        by=by,
        subject=row,
        unit=row.assignment.station.code,
        reason=text,
        assignment=row.assignment_id,
    )
    tell(row, act, by=by)


def unit_of(row: Objection, right: str) -> Department | Station | None:
    """Where the right is asked for: the station's to speak, else the department's."""
    assignment = row.assignment
    return assignment.station if right == "objection.file" else assignment.department


def due_for(assignment: Assignment, now: dt.datetime) -> dt.datetime:
    """By when the next one answers, in the terms of the department's bureau."""
    department = assignment.department
    if department is None:
        raise ValueError("Nobody objects to the own plan")
    days = department.bureau.opinion_days
    return answer_due(now=now, due=assignment.due, days=days)


def _check(
    row: Assignment,
    text: str,
    asked_due: dt.datetime | None,
    asked_units: int | None,
    now: dt.datetime,
) -> None:
    problems: dict[str, list[object]] = {}
    if row.department is None:
        problems["state"] = [_("This is the station's own plan: change it yourself.")]
    elif row.directive.reserved:
        problems["state"] = [
            _("Reserved strength is not discussed here. Speak to the bureau leader.")
        ]
    elif not row.is_live:
        problems["state"] = [_("Nothing is owed here any more.")]
    elif row.objections.waiting().exists():
        problems["state"] = [_("An opinion on this task is being answered already.")]
    if not text.strip():
        problems["text"] = [_("Say what stands against it.")]
    elif len(text) > LONGEST:
        problems["text"] = [_("At most %(n)s characters.") % {"n": LONGEST}]
    if asked_due is not None and asked_due <= now:
        problems["asked_due"] = [_("The due date has already passed.")]
    if asked_units is not None and not 0 <= asked_units <= MAX_UNITS:
        problems["asked_hours"] = [
            _("An estimate lies between 0 and 30,000 hours per station.")
        ]
    if problems:
        raise ValidationError(problems)
