"""What is said of a task above its department's budget: why, and by whose exception.

The department says why it asks for so much; above the hard cap the leader makes an
exception for this one task, by name, with hours and a reason, or refuses it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.caps.standing import Standing, standing
from coordination.models import CapNote
from coordination.services.capping import MOST
from coordination.services.issuing import stored
from coordination.services.telling_caps import tell_cap_answered, tell_cap_asked
from organization.audit import record
from organization.models import Department, User
from organization.permissions import authorise
from organization.services.problems import Problems
from tasking.models import Directive

State, Act = Directive.State, CapNote.Act
NOT_ISSUED = (State.DRAFT, State.RETURNED, State.SUBMITTED, State.ADMITTED)


@transaction.atomic
def say_reason(
    *, by: User, directive: Directive, reason: str, now: dt.datetime
) -> CapNote | None:
    """Why the department asks for more than was agreed; the office reads it.

    None where there is nothing to be said, or where it is what was said last.
    """
    reason = reason.strip()
    if not reason or directive.department is None:
        return None
    authorise(by, "directive.draft", directive.department)
    found = standing_of(directive, now)
    if found is None or not (found.hinted or directive.cap_notes.exists()):
        return None
    said = [note.reason for note in found.notes if note.act == Act.SAY]
    if said and said[-1] == reason:
        return None
    return _noted(directive, found, Act.SAY, by, reason, now)


@transaction.atomic
def ask_exception(
    *, by: User, directive: Directive, reason: str, now: dt.datetime
) -> CapNote:
    """Put before the leader that this one task should pass all the same."""
    row, department = _held(directive)
    authorise(by, "directive.draft", department)
    found = _above(row, now)
    with Problems() as problems:
        problems.require("reason", reason)
        if found.notes and open_request(found) is not None:
            problems.add("state", _("It has been asked for; the leader will answer."))
        elif not found.barred:
            problems.add("state", _("It may be issued as it is: ask for nothing."))
    made = _noted(row, found, Act.ASK, by, reason.strip(), now)
    tell_cap_asked(made, department, by=by)
    return made


@transaction.atomic
def grant_exception(
    *,
    by: User,
    directive: Directive,
    hours: Decimal | None,
    reason: str,
    now: dt.datetime,
) -> CapNote:
    """This task may take so many officer-hours, whatever the hard cap says."""
    row, department = _held(directive)
    authorise(by, "cap.set", department.bureau)
    found = _above(row, now)
    with Problems() as problems:
        problems.require("reason", reason)
        if hours is None or not 0 < hours < MOST:
            problems.add("hours", _("More than 0 and less than 10,000,000 hours."))
        elif found.hours is not None and hours < found.hours:
            problems.add("hours", _("The task takes more than that."))
    made = _noted(row, found, Act.GRANT, by, reason.strip(), now, allowed=hours)
    tell_cap_answered(made, _asker(found, row), by=by)
    return made


@transaction.atomic
def refuse_exception(
    *, by: User, directive: Directive, reason: str, now: dt.datetime
) -> CapNote:
    """No exception, or not any more; the task stays a draft."""
    row, department = _held(directive)
    authorise(by, "cap.set", department.bureau)
    found = _above(row, now)
    with Problems() as problems:
        problems.require("reason", reason)
        made_one = found.exception is not None and found.exception.allowed
        if open_request(found) is None and not made_one:
            problems.add("state", _("Nobody asks for an exception any more."))
    made = _noted(row, found, Act.REFUSE, by, reason.strip(), now)
    tell_cap_answered(made, _asker(found, row), by=by)
    return made


def open_request(found: Standing) -> CapNote | None:
    """What was asked for and not answered yet."""
    said = [n for n in found.notes if n.act in (Act.ASK, Act.GRANT, Act.REFUSE)]
    return said[-1] if said and said[-1].act == Act.ASK else None


def _held(directive: Directive) -> tuple[Directive, Department]:
    """The row, locked, while it has not gone out."""
    rows = Directive.objects.select_for_update(of=("self",))
    row = rows.select_related("department__bureau", "created_by").get(pk=directive.pk)
    if row.department is None:
        raise ValueError("A station's own plan has no budget")
    if row.state not in NOT_ISSUED:
        text = _("That is no longer possible: the state has changed meanwhile.")
        raise ValidationError({"state": [text]})
    return row, row.department


def _above(directive: Directive, now: dt.datetime) -> Standing:
    """How it stands to its budget; ValidationError without a hard cap to pass."""
    found = standing_of(directive, now)
    if found is None or found.cap.hard is None or found.level == "apart":
        text = _("No hard cap binds this task.")
        raise ValidationError({"state": [text]})
    return found


def standing_of(directive: Directive, now: dt.datetime) -> Standing | None:
    """How a kept task stands to its department's budget; None without one."""
    if directive.department is None:
        return None
    facts = stored(directive)
    return standing(directive.department, *facts, now=now, directive=directive)


def _asker(found: Standing, directive: Directive) -> User:
    """Who asked last; else who wrote the task."""
    asked = [note.by for note in found.notes if note.act == Act.ASK]
    return asked[-1] if asked else directive.created_by


def _noted(
    directive: Directive,
    found: Standing,
    act: str,
    by: User,
    reason: str,
    now: dt.datetime,
    allowed: Decimal | None = None,
) -> CapNote:
    record(
        f"burden_cap.{act}",
        by=by,
        subject=directive,
        unit=directive.requester_code,
        reason=reason,
        allowed=None if allowed is None else str(allowed),
    )
    return CapNote.objects.create(
        cap=found.cap,
        directive=directive,
        at=now,
        by=by,
        act=act,
        used=found.usage.used,
        asked=found.hours,
        allowed=allowed,
        reason=reason,
    )
