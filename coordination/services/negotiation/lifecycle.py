"""The life of a proposal and of a party's answer, as tables.

That a proposal's time is up is derived from its clock and never a state.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.models import Conflict, Proposal, ProposalParty

S = Proposal.State
A = ProposalParty.Answer
C = Conflict.State
ACTIVE = (S.OPEN, S.BROKERED, S.SUBMITTED, S.STALE)


@dataclass(frozen=True)
class Step:
    """From which states an act leads to which, and the right it takes.

    `conflict` is the state it leaves the conflicts in, "" if it does not touch them.
    """

    sources: tuple[str, ...]
    target: str
    action: str
    conflict: str = ""


PROPOSAL: dict[str, Step] = {
    "escalate": Step((S.OPEN,), S.BROKERED, "proposal.answer"),
    "ask": Step((S.OPEN, S.BROKERED, S.SUBMITTED), S.OPEN, "proposal.broker"),
    "switch": Step(ACTIVE, S.OPEN, "proposal.broker", C.PROPOSED),
    "submit": Step((S.OPEN, S.BROKERED), S.SUBMITTED, "proposal.broker"),
    "overtake": Step((S.OPEN, S.BROKERED, S.SUBMITTED), S.STALE, ""),
    "renew": Step((S.STALE,), S.OPEN, "proposal.create", C.PROPOSED),
    "resume": Step((S.BROKERED,), S.OPEN, "proposal.answer"),
    "apply": Step((S.OPEN, S.BROKERED, S.SUBMITTED), S.APPLIED, "", C.AGREED),
    "order": Step(
        (S.OPEN, S.BROKERED, S.SUBMITTED), S.DECIDED, "proposal.decide", C.AGREED
    ),
    "refuse": Step(
        (S.OPEN, S.BROKERED, S.SUBMITTED), S.DECLINED, "proposal.decide", C.OPEN
    ),
    "withdraw": Step(ACTIVE, S.WITHDRAWN, "proposal.create", C.OPEN),
    "lapse": Step(ACTIVE, S.OVER, ""),
}

ANSWER: dict[str, tuple[tuple[str, ...], str]] = {
    "accept": ((A.WAITING, A.COUNTERED, A.DECLINED, A.ESCALATED), A.ACCEPTED),
    "counter": ((A.WAITING, A.COUNTERED), A.COUNTERED),
    "decline": ((A.WAITING, A.COUNTERED), A.DECLINED),
    "escalate": ((A.WAITING, A.COUNTERED, A.DECLINED), A.ESCALATED),
}
"""Act -> (answers it follows, answer it gives)."""

# Before the leader too: agreement found meanwhile spares the decision.
ANSWERABLE = (S.OPEN, S.BROKERED, S.SUBMITTED)


def possible(act: str, state: str) -> bool:
    return state in PROPOSAL[act].sources


def step(act: str, state: str) -> Step:
    """The step of `act` from `state`; ValidationError when it is not allowed there."""
    found = PROPOSAL[act]
    if state not in found.sources:
        raise ValidationError({"state": [too_late(state)]})
    return found


def too_late(state: str) -> str:
    """Why nothing more can be done, in one sentence."""
    return str(TOO_LATE.get(state, TOO_LATE[""]))


TOO_LATE = {
    "": _("That is no longer possible: the proposal has moved on meanwhile."),
    S.STALE: _(
        "The facts have changed since. The proposal has to be reckoned anew first."
    ),
    S.APPLIED: _("Everybody had agreed and it was carried out. The thread is closed."),
    S.DECIDED: _(
        "The leader has decided and it was carried out. The thread is closed."
    ),
    S.DECLINED: _("The leader did not approve the proposal. The thread is closed."),
    S.WITHDRAWN: _("The proposal was withdrawn. The thread is closed."),
    S.OVER: _(
        "The conflict is gone and nothing is left to agree. The thread is closed."
    ),
}


def can_answer(act: str, state: str, answer: str) -> bool:
    """Whether a party with this answer may give that one now."""
    return state in ANSWERABLE and answer in ANSWER[act][0]


def check_answer(act: str, state: str, answer: str) -> None:
    """ValidationError unless `can_answer`."""
    if state not in ANSWERABLE:
        raise ValidationError({"state": [too_late(state)]})
    if answer not in ANSWER[act][0]:
        raise ValidationError(
            {"state": [_("This unit has answered already; the answer is on record.")]}
        )
