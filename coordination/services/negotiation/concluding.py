"""What follows from the answers: carried out, passed on to the office, or waiting."""

from __future__ import annotations

import datetime as dt

from coordination.models import Proposal, ProposalParty
from coordination.services.negotiation import hearing
from coordination.services.negotiation.applying import carry_out
from coordination.services.negotiation.holding import Thread, move, note
from coordination.services.negotiation.lifecycle import PROPOSAL, possible
from organization.models import User

A = ProposalParty.Answer


def conclude(*, thread: Thread, by: User | None, now: dt.datetime) -> None:
    """Look at all answers and do what they ask for.

    Everybody agrees: it is carried out. Somebody does not, or nobody's answer is
    waited for any more: it is the office's turn. Otherwise the clocks run on.
    """
    answers = {party.answer for party in thread.parties}
    if answers <= {A.ACCEPTED}:
        carry_out(thread=thread, by=by, now=now, act="apply")
        return
    stuck = bool(answers & {A.DECLINED, A.ESCALATED}) or A.WAITING not in answers
    state = thread.row.state
    if stuck and possible("escalate", state):
        move(thread, PROPOSAL["escalate"], now=now)
        note(thread, "to_office", by=None, now=now)
        hearing.tell_office(thread, by=by)
    elif not stuck and possible("resume", state):
        move(thread, PROPOSAL["resume"], now=now)


def pass_to_leader(
    *, thread: Thread, by: User | None, now: dt.datetime, text: str = ""
) -> None:
    """Put it before the bureau's leaders, from whatever state that is possible in."""
    if thread.row.state == Proposal.State.SUBMITTED:
        return
    move(thread, PROPOSAL["submit"], now=now)
    note(thread, "submit", by=by, now=now, text=text)
    hearing.tell_leaders(thread, by=by)
