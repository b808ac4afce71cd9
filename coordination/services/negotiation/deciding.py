"""What a bureau leader decides: orders, and conflicts left as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.models import AcceptedRisk, Conflict, Proposal, ProposalParty
from coordination.planned import changes_of
from coordination.services.locking import lock_stations
from coordination.services.negotiation import hearing
from coordination.services.negotiation.applying import carry_out
from coordination.services.negotiation.asking import check_lent, lends, needs_extension
from coordination.services.negotiation.holding import (
    Thread,
    call_conflicts,
    hold,
    move,
    note,
)
from coordination.services.negotiation.lifecycle import step
from coordination.services.negotiation.orders import orders_of
from coordination.services.negotiation.rights import is_inspectorate
from organization import audit
from organization.models import User
from organization.permissions import POLICY, authorise, may

LONGEST_RISK = dt.timedelta(days=366)


@transaction.atomic
def decide(
    *,
    by: User,
    proposal: Proposal,
    approve: bool,
    text: str,
    now: dt.datetime,
    extension: str = "",
    officers: Mapping[int, Sequence[str]] | None = None,
    approved_by: User | None = None,
    seen: int | None = None,
) -> Proposal:
    """Order what the plan says, or refuse it. The reason stays on record.

    `officers` are named per lending station (id) where its chief has not; `extension`
    where a statutory date moves without its department's word. The inspectorate, where
    the bureau lets it, only waives wrong orders and names the leader who approved.
    """
    thread = hold(proposal, seen=seen)
    _authorise(by, thread, approved_by)
    found = step("order" if approve else "refuse", thread.row.state)
    if not text.strip():
        raise ValidationError({"text": [_("Say why it is decided so.")]})
    if approve:
        _fill_in(thread, extension.strip()[:80], officers or {})
        carry_out(thread=thread, by=by, now=now, act="order", text=text.strip())
        return thread.row
    note(thread, "refuse", by=by, now=now, text=text.strip())
    move(thread, found, now=now)
    hearing.tell_all(thread, "proposal_refused", by=by, text=text.strip())
    return thread.row


@transaction.atomic
def accept_risk(
    *,
    by: User,
    conflict: Conflict,
    reason: str,
    until: dt.datetime,
    now: dt.datetime,
) -> AcceptedRisk:
    """Leave a conflict as it is until a day, by name and with a reason.

    It is open again on that day, or when it becomes worse.
    """
    lock_stations([conflict.station_id])
    row = Conflict.objects.select_related("station__bureau").get(pk=conflict.pk)
    authorise(by, "proposal.decide", row.station)
    _check_risk(row, reason, until, now)
    risk = AcceptedRisk.objects.create(
        conflict=row,
        by=by,
        at=now,
        reason=reason.strip(),
        until=until,
        shortfall_units=row.shortfall_units,
    )
    call_conflicts([row.pk], Conflict.State.ACCEPTED_RISK)
    audit.record(
        "conflict.accept_risk",
        by=by,
        subject=row,
        unit=row.station.code,
        reason=risk.reason,
        until=until.isoformat(),
    )
    return risk


def _check_risk(
    row: Conflict, reason: str, until: dt.datetime, now: dt.datetime
) -> None:
    problems: dict[str, list[str]] = {}
    if row.state == Conflict.State.SETTLED:
        problems["state"] = [_("The conflict has been settled meanwhile.")]
    elif row.state == Conflict.State.ACCEPTED_RISK:
        problems["state"] = [_("It has been left as it is already.")]
    elif row.state != Conflict.State.OPEN:
        problems["state"] = [_("A proposal is under way: decide that one first.")]
    if not reason.strip():
        problems["reason"] = [_("Say why it is left as it is.")]
    if not now < until <= now + LONGEST_RISK:
        problems["until"] = [_("The day lies ahead, within a year.")]
    if problems:
        raise ValidationError(problems)


def _authorise(by: User, thread: Thread, approved_by: User | None) -> None:
    """A leader of the bureau; or the inspectorate, to waive, with a leader's name."""
    station = thread.row.conflict.station
    if may(by, "proposal.decide", station):
        return
    if not is_inspectorate(by, thread.row):
        raise PermissionDenied(str(POLICY["proposal.decide"].title))
    if any(change.kind != "waive" for _s, change in changes_of(thread.plan)):
        raise ValidationError(
            {"state": [_("The inspectorate only stops wrong orders: it may waive.")]}
        )
    if approved_by is None or not may(approved_by, "proposal.decide", station):
        raise ValidationError(
            {"approved_by": [_("Name the leader of the bureau who approved it.")]}
        )


def _fill_in(
    thread: Thread, extension: str, officers: Mapping[int, Sequence[str]]
) -> None:
    """What consents would have brought: extensions and the names of those lent."""
    plan = thread.plan
    rows = orders_of(plan)
    for party in thread.parties:
        if needs_extension(party, plan, rows) and not party.extension:
            if not extension:
                text = _(
                    "A statutory date moves only by an approved extension: name it."
                )
                raise ValidationError({"extension": [text]})
            _keep(party, extension=extension)
        if lends(party, plan) and not party.officers:
            named = list(officers.get(party.station_id or 0, ()))
            check_lent(party, plan, named)
            _keep(party, officers=named)


def _keep(party: ProposalParty, **values: object) -> None:
    for name, value in values.items():
        setattr(party, name, value)
    party.save(update_fields=list(values))
