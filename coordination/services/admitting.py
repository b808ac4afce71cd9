"""The office's acts on a piece, the department's answers, and the way to the leader.

The office is a peer of the departments: it admits, returns, or sets conditions. What
it does not admit the department may put before the leader, who decides by signing
(`issuing.approve_and_issue`) or sending back (`issuing.send_back`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.models import AdmissionCase, AdmissionEntry
from coordination.services.countersigning import ask_second
from coordination.services.issuing import Issued, needs_second, send_out, stored
from coordination.services.offers import Offer, applied, check_offer
from coordination.services.pieces import note_act, term
from coordination.services.telling_office import (
    tell_leaders,
    tell_office,
    tell_submitter,
)
from organization.models import Department, User
from organization.permissions import authorise
from tasking.models import Directive
from tasking.services import directives, waiting
from tasking.services.acts import Stale

Act = AdmissionEntry.Act
State = AdmissionCase.State


@dataclass(frozen=True)
class Step:
    """From which states of a case an act leads on, and the right it takes."""

    sources: tuple[str, ...]
    right: str


ACTS: dict[str, Step] = {
    Act.ADMIT: Step((State.WAITING, State.ESCALATED), "admission.decide"),
    Act.RETURN: Step((State.WAITING, State.SIGNATURE), "admission.decide"),
    Act.OFFER: Step((State.WAITING,), "admission.decide"),
    Act.COMMENT: Step(tuple(State.values), "admission.decide"),
    Act.ACCEPT: Step((State.CONDITIONS,), "admission.answer"),
    Act.DECLINE: Step((State.CONDITIONS,), "admission.answer"),
    Act.ESCALATE: Step(
        (State.WAITING, State.CONDITIONS, State.RETURNED), "admission.answer"
    ),
}


@transaction.atomic
def admit(
    *,
    by: User,
    case: AdmissionCase,
    now: dt.datetime,
    reason: str = "",
    version: int | None = None,
) -> Issued:
    """Let it pass; without a signature to wait for it goes out in the same breath.

    ReasonNeeded when a station cannot fit it in and nobody has said why it must be.
    """
    row = _begun(by, case, Act.ADMIT, version)
    return _passed(by, row, Act.ADMIT, now, reason)


@transaction.atomic
def return_(
    *,
    by: User,
    case: AdmissionCase,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> AdmissionCase:
    """It cannot pass as it stands, and the office says why."""
    row = _begun(by, case, Act.RETURN, version)
    reason = _said(reason, _("Say what has to be changed."))
    waiting.send_back(by=by, directive=row.directive, reason=reason)
    row.state, row.decided_at = State.RETURNED, now
    note_act(by=by, case=row, act=Act.RETURN, now=now, note=reason)
    tell_submitter(row, "admission_return", by=by, reason=reason)
    return row


@transaction.atomic
def offer(
    *,
    by: User,
    case: AdmissionCase,
    conditions: Offer,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> AdmissionCase:
    """It may pass with another due, fewer hours or fewer stations.

    ValidationError unless the engine finds that it then fits wherever it can tell.
    """
    row = _begun(by, case, Act.OFFER, version)
    check_offer(row.directive, conditions, now=now)
    row.state = State.CONDITIONS
    row.offered_due, row.offered_units = conditions.due, conditions.effort_units
    row.left_out = sorted(conditions.left_out)
    reason = reason.strip()
    detail = conditions.told()
    note_act(by=by, case=row, act=Act.OFFER, now=now, note=reason, **detail)
    tell_submitter(row, "admission_offer", by=by, reason=reason)
    return row


@transaction.atomic
def accept(
    *,
    by: User,
    case: AdmissionCase,
    now: dt.datetime,
    reason: str = "",
    version: int | None = None,
) -> Issued:
    """The department takes the conditions; the piece says what they say from now on.

    Tried out again: weeks may lie between the offer and the answer.
    """
    row = _begun(by, case, Act.ACCEPT, version)
    content, targets = applied(*stored(row.directive), Offer.of(row))
    directives.draft(
        by=by,
        requester=_department(row.directive),
        content=content,
        targets=targets,
        directive=row.directive,
    )
    return _passed(by, row, Act.ACCEPT, now, reason)


@transaction.atomic
def decline(
    *,
    by: User,
    case: AdmissionCase,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> AdmissionCase:
    """The department cannot take the conditions; the office looks at it once more."""
    row = _begun(by, case, Act.DECLINE, version)
    reason = _said(reason, _("Say why the conditions cannot be taken."))
    _without_offer(row)
    row.state, row.due_at = State.WAITING, term(row.office.bureau, now)
    note_act(by=by, case=row, act=Act.DECLINE, now=now, note=reason)
    tell_office(row, "admission_decline", by=by, reason=reason)
    return row


@transaction.atomic
def escalate(
    *,
    by: User,
    case: AdmissionCase,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> AdmissionCase:
    """Put before the leader what the office returned, conditioned, or let lie."""
    row = _begun(by, case, Act.ESCALATE, version)
    if row.state == State.WAITING and not row.is_late(now):
        message = _("The office still has time to look at it.")
        raise ValidationError({"state": [message]})
    reason = _said(reason, _("Say why it should be decided otherwise."))
    if row.state == State.RETURNED:
        waiting.submit(by=by, directive=row.directive)
    _without_offer(row)
    row.state, row.decided_at = State.ESCALATED, None
    note_act(by=by, case=row, act=Act.ESCALATE, now=now, note=reason)
    tell_leaders(row, "admission_escalate", by=by, reason=reason)
    tell_office(row, "admission_escalate", by=by, reason=reason)
    return row


@transaction.atomic
def comment(
    *,
    by: User,
    case: AdmissionCase,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> AdmissionCase:
    """What the office has to say about it, whatever becomes of it."""
    row = _begun(by, case, Act.COMMENT, version)
    reason = _said(reason, _("Write the comment first."))
    note_act(by=by, case=row, act=Act.COMMENT, now=now, note=reason)
    tell_submitter(row, "admission_comment", by=by, reason=reason)
    return row


def possible(case: AdmissionCase, now: dt.datetime) -> list[str]:
    """Acts that lead on from here, whoever may do them."""
    found = [act for act, step in ACTS.items() if case.state in step.sources]
    early = case.state == State.WAITING and not case.is_late(now)
    stale = case.state == State.RETURNED and (
        case.directive.state != Directive.State.RETURNED
    )
    return [act for act in found if act != Act.ESCALATE or not (early or stale)]


def _begun(
    by: User, case: AdmissionCase, act: str, version: int | None
) -> AdmissionCase:
    """The case and its directive, locked in this order: directive, case.

    The leader's acts lock the directive first too, so one of two waits for the other
    and then sees what has become of it.
    """
    same = Directive.objects.select_for_update(of=("self",))
    directive = same.select_related("department__bureau", "parent").get(
        pk=case.directive_id
    )
    rows = AdmissionCase.objects.select_for_update(of=("self",))
    row = rows.select_related("office__bureau", "submitted_by").get(pk=case.pk)
    row.directive = directive
    right = ACTS[act].right
    decides = right == "admission.decide"
    authorise(by, right, row.office if decides else _department(directive))
    if version is not None and version != row.version:
        raise Stale
    if row.state not in ACTS[act].sources:
        message = _("That is no longer possible: the state has changed meanwhile.")
        raise ValidationError({"state": [message]})
    if decides and act != Act.COMMENT and row.submitted_by_id == by.pk:
        message = _("Somebody else decides on what one submitted oneself.")
        raise ValidationError({"state": [message]})
    return row


def _passed(
    by: User, case: AdmissionCase, act: str, now: dt.datetime, reason: str
) -> Issued:
    """Admitted: on to the leader's signature, or out to the stations."""
    row, reason = case.directive, reason.strip()
    waiting.admit(by=by, directive=row)
    required, taken = case.office.bureau.approver_required, needs_second(row, now)
    if taken:
        first = case.submitted_by
        ask_second(by=first, directive=row, taken=taken, now=now, tell=not required)
    if required or taken:
        case.state = State.SIGNATURE
        done = Issued(row, sent=False, taken=taken)
    else:
        done = send_out(by=by, directive=row, now=now, reason=reason)
        case.state, case.decided_at = State.ADMITTED, now
    note_act(by=by, case=case, act=act, now=now, note=reason)
    if case.state == State.SIGNATURE:
        tell_leaders(case, "admission_signature", by=by)
    tell = tell_office if act == Act.ACCEPT else tell_submitter
    tell(case, f"admission_{act}", by=by, reason=reason)
    return done


def _without_offer(case: AdmissionCase) -> None:
    case.offered_due = case.offered_units = None
    case.left_out = []


def _department(directive: Directive) -> Department:
    if directive.department is None:
        raise ValueError("An own plan is never put before the office")
    return directive.department


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise ValidationError({"reason": [otherwise]})
    return text.strip()
