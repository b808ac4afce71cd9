"""What the coordination office does: it brokers, it does not rule."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.models import Proposal, ProposalParty
from coordination.services.negotiation import hearing
from coordination.services.negotiation.asking import Answer, ask_again
from coordination.services.negotiation.concluding import pass_to_leader
from coordination.services.negotiation.holding import Thread, hold, move, note
from coordination.services.negotiation.lifecycle import step, too_late
from organization.models import User
from organization.permissions import authorise


@transaction.atomic
def ask(
    *, by: User, party: ProposalParty, now: dt.datetime, text: str = ""
) -> Proposal:
    """Ask a unit that said otherwise, or no, once more about the plan as it is."""
    thread, held = _brokered(by, party)
    found = step("ask", thread.row.state)
    if held.answer in (Answer.WAITING, Answer.ACCEPTED):
        raise ValidationError({"state": [_("There is nothing to ask here again.")]})
    ask_again(thread, [held.unit], now=now)
    note(thread, "ask", by=by, now=now, unit=held.unit, text=text.strip())
    if not _blocked(thread):
        move(thread, found, now=now)
    hearing.remind(thread, held, by=by)
    return thread.row


@transaction.atomic
def remind(
    *, by: User, party: ProposalParty, now: dt.datetime, text: str = ""
) -> Proposal:
    """Remind a unit that has not answered; the clock stays what it was."""
    thread, held = _brokered(by, party)
    if not thread.row.is_active:
        raise ValidationError({"state": [too_late(thread.row.state)]})
    if held.answer != Answer.WAITING:
        raise ValidationError({"state": [_("This unit has answered.")]})
    held.reminded_at = now
    held.save(update_fields=["reminded_at"])
    note(thread, "remind", by=by, now=now, unit=held.unit, text=text.strip())
    hearing.remind(thread, held, by=by)
    return thread.row


@transaction.atomic
def submit(*, by: User, proposal: Proposal, text: str, now: dt.datetime) -> Proposal:
    """Put it before the bureau's leader, and say what could not be agreed."""
    thread = hold(proposal)
    authorise(by, "proposal.broker", thread.row.conflict.station)
    step("submit", thread.row.state)
    if not text.strip():
        raise ValidationError({"text": [_("Say what could not be agreed.")]})
    pass_to_leader(thread=thread, by=by, now=now, text=text.strip())
    return thread.row


def _brokered(by: User, party: ProposalParty) -> tuple[Thread, ProposalParty]:
    thread = hold(party.proposal)
    authorise(by, "proposal.broker", thread.row.conflict.station)
    held = thread.party(party.pk)
    if held is None:
        text = _("The plan has changed and asks nothing of this unit any more.")
        raise ValidationError({"state": [text]})
    return thread, held


def _blocked(thread: Thread) -> bool:
    blocking = (Answer.DECLINED, Answer.ESCALATED)
    return any(party.answer in blocking for party in thread.parties)
