"""What headquarters does about a difficulty: answers it, goes there, hands it on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desk.attaching import MOST_FILES, take_files
from organization.models import Department, User
from organization.permissions import POLICY, authorise, may
from organization.services.problems import Problems
from personnel.presence import ZONE
from tasking.models import Difficulty
from tasking.models.difficulty import OPEN, WAITING
from tasking.services import holding_difficulties as holding
from tasking.services.difficulties import departments_for
from tasking.services.holding_difficulties import (
    WITH_DEPARTMENT,
    at_hand,
    locked,
    locked_all,
    with_joined,
)

S, L = Difficulty.State, Difficulty.Level


@transaction.atomic
def answer(
    *,
    by: User,
    difficulty: Difficulty,
    text: str,
    now: dt.datetime,
    files: Iterable[UploadedFile[Any]] = (),
    version: int | None = None,
) -> Difficulty:
    """The department's answer; it serves those that were joined to it too."""
    rows = with_joined(difficulty)
    row = rows.pop(difficulty.pk)
    authorise_for(by, row)
    at_hand(row, version, *WITH_DEPARTMENT)
    text = holding.said("answer", text)
    given = list(files)
    if len(given) + row.files.count() > 2 * MOST_FILES:
        told = _("No more files fit here.")
        raise ValidationError({"evidence": [told]})
    kept = take_files(by=by, files=given, now=now)
    # The row that is answered by itself is not somebody else's follower any more.
    row.same_as = None
    for each in (row, *rows.values()):
        if each.state in WITH_DEPARTMENT:
            each.files.add(*kept)
            answered(row=each, by=by, text=text, now=now, together=each is not row)
    return row


def answered(
    *, row: Difficulty, by: User, text: str, now: dt.datetime, together: bool = False
) -> None:
    """The answer is there; the station has the say, and is asked for it once."""
    row.visits.planned().update(called_off_at=now)
    settle(row, text, now)
    facts = {"together": True} if together else {}
    holding.step(row=row, act="answer", by=by, now=now, note=text, facts=facts)


def settle(row: Difficulty, text: str, now: dt.datetime) -> None:
    row.state, row.answer, row.answered_at = S.ANSWERED, text, now
    row.answer_due = None
    row.reminders = [holding.clock(now, holding.SAYING_DAYS).reminders[-1]]


@transaction.atomic
def note(
    *,
    by: User,
    difficulty: Difficulty,
    text: str,
    now: dt.datetime,
    version: int | None = None,
) -> Difficulty:
    """Something said in between, by the station or by headquarters: a question back,
    an addition. No clock stops for it."""
    row = locked(difficulty)
    sides = (
        may(by, "difficulty.raise", row.station),
        row.department is not None and may(by, "difficulty.answer", row.department),
        may(by, "difficulty.route", row.station),
    )
    if not any(sides):
        raise PermissionDenied(str(POLICY["difficulty.answer"].title))
    at_hand(row, version, *OPEN)
    text = holding.said("text", text)
    return holding.step(row=row, act="note", by=by, now=now, note=text)


@transaction.atomic
def hand_on(
    *,
    by: User,
    difficulty: Difficulty,
    department: Department | None,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Difficulty:
    """To the department that owns the matter, or (None) to the office, with a reason.

    A department gives it to one that has not had it yet; back to one that has only the
    office sends it, so it runs in no circle. Handing on buys no time: the term stays,
    with at least until the end of the next working day. What is joined to it stays:
    the next department has no answer to give for it.
    """
    rows = with_joined(difficulty)
    row = rows.pop(difficulty.pk)
    routing = may(by, "difficulty.route", row.station)
    if not routing:
        authorise_for(by, row)
    at_hand(row, version, *WAITING)
    with Problems() as problems:
        reason = problems.require("reason", reason)
        holding.at_most(problems, "reason", reason, holding.LONGEST)
        _check_receiver(problems, row, department, routing)
    facts = {"from": _code(row.department), "to": _code(department)}
    row.visits.planned().update(called_off_at=now)
    Difficulty.objects.filter(pk__in=rows).update(same_as=None)
    row.department, row.same_as = department, None
    row.state = S.ASKED if department else S.ROUTING
    if department is None and row.level == L.DEPARTMENT:
        row.level = holding.one_up(row)
    next_day = holding.clock(now, 1)
    due = max(row.answer_due or next_day.due, next_day.due)
    last = holding.morning(due.astimezone(ZONE).date() - dt.timedelta(days=1))
    row.answer_due, row.reminders = due, [last]
    act = "route" if routing else "hand_on"
    return holding.step(row=row, act=act, by=by, now=now, note=reason, facts=facts)


@transaction.atomic
def join(
    *,
    by: User,
    difficulty: Difficulty,
    lead: Difficulty,
    now: dt.datetime,
    version: int | None = None,
) -> Difficulty:
    """The same difficulty as another one of the department's: one answer serves both;
    where that is given already, it is given here at once."""
    rows = {row.pk: row for row in locked_all([difficulty.pk, lead.pk])}
    row, other = rows[difficulty.pk], rows[lead.pk]
    authorise_for(by, row)
    at_hand(row, version, *WITH_DEPARTMENT)
    with Problems() as problems:
        if row == other or other.department_id != row.department_id:
            problems.add("lead", _("Choose another one of the same department."))
        elif other.same_as_id or row.followers.exists():
            problems.add("lead", _("Join it to the one whose answer serves all."))
        elif not (other.is_waiting or other.answer):
            problems.add("lead", _("There is no answer to be shared."))
    if other.answer and not other.is_waiting:
        answered(row=row, by=by, text=other.answer, now=now, together=True)
        return row
    row.same_as = other
    return holding.step(row=row, act="join", by=by, now=now)


def authorise_for(by: User, row: Difficulty) -> None:
    """PermissionDenied unless of the department that has it."""
    if row.department is None:
        raise PermissionDenied(str(POLICY["difficulty.answer"].title))
    authorise(by, "difficulty.answer", row.department)


def _check_receiver(
    problems: Problems, row: Difficulty, to: Department | None, routing: bool
) -> None:
    if to is None:
        if row.department is None:
            problems.add("department", _("Say whose it is."))
        return
    if to.pk == row.department_id:
        problems.add("department", _("It is there already."))
    elif not departments_for(row.station).filter(pk=to.pk).exists():
        problems.add("department", _("This department is not above the station."))
    elif not routing and to.code in _had_by(row):
        told = _("%(name)s has had it already: let the coordination office say.")
        problems.add("department", told % {"name": to.label})


def _had_by(row: Difficulty) -> set[str]:
    """Codes of the departments it has passed."""
    passed = row.entries.filter(act__in=("raise", "hand_on", "route"))
    return {facts.get("to", "") for facts in passed.values_list("facts", flat=True)}


def _code(department: Department | None) -> str:
    return department.code if department else ""
