"""Answers to a station's opinion: the department's, the office's, the leader's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.models import Objection
from coordination.services.objecting import at_hand, locked, move
from coordination.services.redating import locked as locked_assignment
from coordination.services.redating import redate_as_decided
from organization.models import User
from organization.permissions import authorise
from tasking.models import Assignment, DeadlineClass
from tasking.services.waiving import waive

S = Objection.State


@dataclass(frozen=True)
class Answer:
    """uphold takes the task off the station, change gives it another due or fewer
    hours (None leaves what is there), keep leaves it; each says why."""

    act: str
    reason: str
    due: dt.datetime | None = None
    effort_units: int | None = None


ACTS = ("uphold", "change", "keep")


@transaction.atomic
def answer(
    *,
    by: User,
    objection: Objection,
    said: Answer,
    now: dt.datetime,
    version: int | None = None,
) -> Objection:
    """The department answers. While the office brokers it may still give way.

    What it keeps the station may take further once, as long as it would have taken
    the department to answer.
    """
    row = locked(objection)
    authorise(by, "objection.answer", row.assignment.department)
    giving_way = () if said.act == "keep" else (S.BROKERING,)
    at_hand(row, version, S.FILED, *giving_way)
    return _carry_out(row, said, S.KEPT, by=by, now=now)


@transaction.atomic
def refer(
    *,
    by: User,
    objection: Objection,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Objection:
    """The office could not bring the two together: the leader decides."""
    row = locked(objection)
    authorise(by, "objection.broker", row.assignment.department)
    at_hand(row, version, S.BROKERING)
    if not reason.strip():
        raise ValidationError(
            {"reason": [_("Say what was tried, and what you advise.")]}
        )
    return move(
        row=row, to=S.DECIDING, act="refer", by=by, now=now, text=reason.strip()
    )


@transaction.atomic
def decide(
    *,
    by: User,
    objection: Objection,
    said: Answer,
    now: dt.datetime,
    version: int | None = None,
) -> Objection:
    """The leader's word is the last one."""
    row = locked(objection)
    authorise(by, "objection.decide", row.assignment.department)
    at_hand(row, version, S.DECIDING)
    return _carry_out(row, said, S.CLOSED, by=by, now=now)


def _carry_out(
    row: Objection, said: Answer, kept: str, *, by: User, now: dt.datetime
) -> Objection:
    """Do to the task what the answer says, then write it down."""
    reason = said.reason.strip()
    if said.act not in ACTS:
        raise ValidationError({"act": [_("Choose an answer.")]})
    if not reason:
        raise ValidationError({"reason": [_("Say why: the station reads it.")]})
    state, facts = kept, {}
    if said.act == "uphold":
        state, facts = S.UPHELD, _take_off(row.assignment, reason, by, now)
    elif said.act == "change":
        state, facts = S.CHANGED, _change(row.assignment, said, reason, by, now)
    return move(
        row=row, to=state, act=said.act, by=by, now=now, text=reason, facts=facts
    )


def _take_off(
    assignment: Assignment, reason: str, by: User, now: dt.datetime
) -> dict[str, Any]:
    row = locked_assignment(assignment)
    if row.deadline_class != DeadlineClass.NEGOTIABLE:
        text = _(
            "What the law or a bureau above has set cannot be taken off a station"
            " here. Change the date as far as it goes, or keep it."
        )
        raise ValidationError({"act": [text]})
    left = row.remaining_units
    waive(by=by, assignment=row, reason=reason, now=now)
    return {"units_before": left, "units_after": 0}


def _change(
    assignment: Assignment, said: Answer, reason: str, by: User, now: dt.datetime
) -> dict[str, Any]:
    """Through the trial run, like every other change of a date."""
    row = locked_assignment(assignment)
    due = said.due or row.due
    effort = row.effort_units if said.effort_units is None else said.effort_units
    if due is None or (due, effort) == (row.due, row.effort_units):
        text = _("Give another date or fewer hours.")
        raise ValidationError({"due": [text]})
    before = {"due_before": _iso(row.due), "units_before": row.remaining_units}
    changed, found = redate_as_decided(
        by=by,
        assignment=row,
        due=due,
        effort_units=effort,
        release=row.release,
        reason=reason,
        now=now,
    )
    return before | {
        "due_after": _iso(changed.due),
        "units_after": changed.remaining_units,
        "verdict": found.verdict,
        "short_units": found.shortfall,
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
