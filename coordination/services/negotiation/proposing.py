"""Putting a plan before everybody it concerns, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.core.plans import Plan
from coordination.models import Conflict, Proposal
from coordination.planned import Was
from coordination.services.locking import lock_stations
from coordination.services.negotiation import hearing
from coordination.services.negotiation.asking import (
    Answer,
    give,
    seat,
    simply_agrees,
    touched,
)
from coordination.services.negotiation.concluding import conclude
from coordination.services.negotiation.drafting import (
    Insufficient,
    change_plan,
    kept,
    revisions,
)
from coordination.services.negotiation.holding import (
    Thread,
    hold,
    move,
    note,
    stations_in,
)
from coordination.services.negotiation.lifecycle import PROPOSAL, step
from coordination.services.negotiation.orders import orders_of, permitted
from coordination.services.negotiation.rights import (
    authorise_propose,
    may_answer,
    may_propose,
    may_withdraw,
)
from coordination.services.negotiation.weighing import (
    Ground,
    Weighed,
    ground,
    was_now,
    weigh,
)
from organization.models import User
from organization.permissions import POLICY, authorise


@transaction.atomic
def propose(
    *, by: User, conflict: Conflict, plan: Plan, now: dt.datetime, text: str = ""
) -> Proposal:
    """Put a plan before everybody it changes something for.

    ValidationError where a change may not be asked for, Insufficient where the plan
    does not settle the conflict. Who proposes has agreed for the own unit; if nobody
    else is concerned it is carried out at once.
    """
    authorise_propose(by, conflict)
    lock_stations(stations_in(plan, conflict.station))
    conflict.refresh_from_db()
    take_free([], conflict)
    orders = orders_of(plan)
    permitted(plan, orders, now=now)
    known, weighed = judged(plan, conflict, now)
    covered = take_free(weighed.settles, conflict)
    row = Proposal.objects.create(
        conflict=conflict,
        method=plan.method,
        plan=kept(plan, weighed, was_now(known)),
        revisions=revisions(known),
        note=text.strip(),
        proposed_by=by,
        proposed_at=now,
    )
    row.conflicts.set(covered)
    thread = hold(row)
    seat(thread, orders, [], now=now)
    _agree_at_once(thread, by, now)
    note(thread, "propose", by=by, now=now, text=row.note, plan=row.plan)
    move(thread, PROPOSAL["renew"], now=now)
    hearing.tell_waiting(thread, by=by)
    conclude(thread=thread, by=by, now=now)
    return thread.row


@transaction.atomic
def switch(
    *,
    by: User,
    proposal: Proposal,
    now: dt.datetime,
    plan: Plan | None = None,
    text: str = "",
    seen: int | None = None,
) -> Proposal:
    """Another plan in the same thread, or the same one reckoned anew.

    The office may at any time; a proposal that facts have overtaken also those who
    may propose. Whoever the new plan asks something else is asked again.
    """
    thread = hold(proposal, seen=seen)
    row = thread.row
    stale = row.state == Proposal.State.STALE
    if not (stale and may_propose(by, row.conflict)):
        authorise(by, "proposal.broker", row.conflict.station)
    found = step("renew" if stale else "switch", row.state)
    before = thread.plan
    plan = plan or before
    lock_stations(stations_in(plan, row.conflict.station))
    take_free([], row.conflict, but=row)
    orders = orders_of(plan)
    permitted(plan, orders, now=now)
    was = thread.was if plan == before else {}
    known, weighed = judged(plan, row.conflict, now, was)
    covered = take_free(weighed.settles, row.conflict, but=row)
    change_plan(thread, plan, known, weighed, {**was_now(known), **was})
    row.conflicts.set(covered)
    seat(thread, orders, touched(before, plan, orders), now=now)
    _agree_at_once(thread, by, now)
    act = "renew" if plan == before else "switch"
    note(thread, act, by=by, now=now, text=text.strip(), plan=row.plan)
    move(thread, found, now=now)
    hearing.tell_waiting(thread, by=by)
    conclude(thread=thread, by=by, now=now)
    return row


@transaction.atomic
def withdraw(*, by: User, proposal: Proposal, text: str, now: dt.datetime) -> Proposal:
    """Take it back, with a reason; the conflicts are open again."""
    thread = hold(proposal)
    if not may_withdraw(by, thread.row):
        raise PermissionDenied(str(POLICY["proposal.create"].title))
    found = step("withdraw", thread.row.state)
    if not text.strip():
        raise ValidationError({"reason": [_("Say why it is withdrawn.")]})
    before = thread.row.state
    note(thread, "withdraw", by=by, now=now, text=text.strip(), before=before)
    move(thread, found, now=now)
    hearing.tell_all(thread, "proposal_withdrawn", by=by, text=text.strip())
    return thread.row


def take_free(
    covered: Iterable[int], anchor: Conflict, *, but: Proposal | None = None
) -> list[int]:
    """Conflicts a plan may settle: those no other proposal is about.

    ValidationError {state} where the anchor itself is not free.
    """
    if anchor.state in _NOT_FREE:
        raise ValidationError({"state": [_NOT_FREE[anchor.state]]})
    others = Proposal.objects.active().exclude(pk=but.pk if but else 0)
    taken = set(
        others.filter(conflicts__in=[*covered, anchor.pk]).values_list(
            "conflicts", flat=True
        )
    )
    if anchor.pk in taken:
        raise ValidationError({"state": [UNDER_WAY]})
    rows = Conflict.objects.filter(pk__in=set(covered) - taken)
    return list(rows.exclude(state__in=_NOT_FREE).values_list("pk", flat=True))


def judged(
    plan: Plan, anchor: Conflict, now: dt.datetime, was: Was | None = None
) -> tuple[Ground, Weighed]:
    """Insufficient unless the plan settles the conflict it is for."""
    codes = [each.station for each in plan.stations]
    known = ground([*codes, anchor.station.code], plan, now=now)
    weighed = weigh(plan, known, {**was_now(known), **(was or {})})
    if not weighed.holds([anchor.pk]):
        raise Insufficient(weighed, [anchor.pk])
    return known, weighed


def _agree_at_once(thread: Thread, by: User, now: dt.datetime) -> None:
    """Who proposes agrees for the own unit, where the word is enough."""
    plan = thread.plan
    orders = orders_of(plan)
    for party in thread.parties:
        if party.answer != Answer.WAITING or not may_answer(by, party.unit):
            continue
        if simply_agrees(party, plan, orders):
            give(party, Answer.ACCEPTED, by=by, now=now)


_NOT_FREE: dict[str, Any] = {
    Conflict.State.SETTLED: gettext_lazy("The conflict has been settled meanwhile."),
    Conflict.State.AGREED: gettext_lazy(
        "It has been agreed already how to settle it; the next check will tell."
    ),
    Conflict.State.ACCEPTED_RISK: gettext_lazy(
        "The leader has left it as it is for the time being."
    ),
}
UNDER_WAY = gettext_lazy("A proposal about this conflict is under way already.")
