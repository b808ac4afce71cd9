"""A proposal that was withdrawn by mistake stands again, as if nothing had been."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.models import Conflict, Proposal
from coordination.services.negotiation import hearing
from coordination.services.negotiation.holding import hold, move, note
from coordination.services.negotiation.lifecycle import PROPOSAL, Step
from coordination.services.negotiation.proposing import take_free
from coordination.services.negotiation.rights import may_withdraw
from desk.services import take_away, was_heard
from desk.stale import Overtaken
from organization.models import User
from organization.permissions import POLICY

WITHDRAWN = "proposal_withdrawn"


@transaction.atomic
def stand_again(
    *, by: User, proposal: Proposal, version: int, now: dt.datetime
) -> Proposal:
    """Every unit's answer and clock are where they were; what told of the withdrawal
    leaves the inboxes.

    Overtaken where the thread or its conflicts have moved on since that version;
    ValidationError where somebody has read of it.
    """
    thread = hold(proposal)
    row, withdraw = thread.row, PROPOSAL["withdraw"]
    if not may_withdraw(by, row):
        raise PermissionDenied(str(POLICY[withdraw.action].title))
    last = row.entries.last()
    if row.version != version or last is None or last.act != "withdraw":
        raise Overtaken
    matter = hearing.matter(row)
    if was_heard(kind=WITHDRAWN, matter=matter, revision=version):
        raise ValidationError({"state": [_("Somebody has read that it is withdrawn.")]})
    if set(take_free(thread.goal, row.conflict)) != set(thread.goal):
        raise Overtaken
    take_away(kind=WITHDRAWN, matters=[matter])
    note(thread, "take_back", by=by, now=now)
    before = Step((withdraw.target,), last.detail["before"], withdraw.action, _PROPOSED)
    move(thread, before, now=now)
    return row


_PROPOSED = Conflict.State.PROPOSED
