"""Another of the ranked plans in the place of the one that is talked about."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from coordination.core.plans import Plan
from coordination.models import Conflict, Proposal, ProposalParty
from coordination.services.fixing import fixes
from coordination.services.fixing_ground import Fixes
from coordination.services.locking import lock_stations
from coordination.services.negotiation import hearing
from coordination.services.negotiation.answering import held_party
from coordination.services.negotiation.asking import (
    Answer,
    give,
    seat,
    simply_agrees,
    touched,
)
from coordination.services.negotiation.concluding import conclude
from coordination.services.negotiation.drafting import change_plan
from coordination.services.negotiation.holding import note, stations_in
from coordination.services.negotiation.orders import orders_of, permitted
from coordination.services.negotiation.proposing import judged, take_free
from coordination.services.negotiation.weighing import was_now
from organization.models import User


def plans_for(proposal: Proposal, *, now: dt.datetime) -> Fixes | None:
    """The ways out of the thread's conflicts with the facts of now, the one it began
    with first; None once that one is no longer open."""
    rows = Conflict.objects.open().filter(proposals=proposal)
    found = {row.pk: row for row in rows.select_related("station__bureau")}
    anchor = found.pop(proposal.conflict_id, None)
    if anchor is None:
        return None
    kind = Conflict.Kind.DEADLINE  # of the other kinds each is settled by itself
    both = [row for row in found.values() if kind == row.kind == anchor.kind]
    others = {row.station_id: row for row in both}
    others.pop(anchor.station_id, None)
    return fixes([anchor, *others.values()], now=now)


@transaction.atomic
def counter_plan(
    *,
    by: User,
    party: ProposalParty,
    plan: Plan,
    now: dt.datetime,
    text: str = "",
    seen: int | None = None,
) -> Proposal:
    """The unit suggests another plan as a whole; whoever it asks something else is
    asked anew. Insufficient where it does not settle what the thread is about.

    The unit has agreed by suggesting it, unless that takes more than a word.
    """
    thread, held = held_party(by, party, "counter", seen)
    row, before = thread.row, thread.plan
    lock_stations(stations_in(plan, row.conflict.station))
    take_free([], row.conflict, but=row)
    orders = orders_of(plan)
    permitted(plan, orders, now=now)
    known, weighed = judged(plan, row.conflict, now)
    covered = take_free(weighed.settles, row.conflict, but=row)
    change_plan(thread, plan, known, weighed, was_now(known))
    row.conflicts.set(covered)
    unit = held.unit
    seat(thread, orders, touched(before, plan, orders), now=now)
    for each in thread.parties:
        if each.unit == unit and simply_agrees(each, plan, orders):
            give(each, Answer.ACCEPTED, by=by, now=now, text=text.strip(), wish=None)
    note(
        thread, "counter_plan", by=by, now=now, unit=unit, text=text.strip(),
        plan=row.plan,
    )  # fmt: skip
    hearing.tell_waiting(thread, by=by)
    conclude(thread=thread, by=by, now=now)
    return row
