"""What time does to proposals: reminders, silence, facts that moved on, risks that end.

Called by the dispatcher every minute. Each proposal is a transaction of its own: one
that fails is tried again and keeps no other waiting.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import F, Q

from coordination.models import (
    AcceptedRisk,
    Conflict,
    DirtyStation,
    Proposal,
    ProposalParty,
    StationState,
)
from coordination.services.locking import lock_stations
from coordination.services.negotiation import hearing
from coordination.services.negotiation.applying import overtake
from coordination.services.negotiation.asking import Answer, give, simply_agrees
from coordination.services.negotiation.concluding import conclude, pass_to_leader
from coordination.services.negotiation.drafting import revisions, why_not
from coordination.services.negotiation.holding import (
    Thread,
    call_conflicts,
    hold,
    move,
    note,
)
from coordination.services.negotiation.lifecycle import PROPOSAL
from coordination.services.negotiation.orders import orders_of
from coordination.services.negotiation.weighing import ground, weigh
from organization import audit
from organization.models import SilenceRule, User

log = logging.getLogger(__name__)

AT_ONCE = 200  # so many of each kind in one pass
S = Proposal.State
ASKING = (S.OPEN, S.BROKERED, S.SUBMITTED)


def run_clocks(*, by: User | None, now: dt.datetime) -> None:
    """Everything that is due by now; `by` is None: nobody does it but the clock."""
    for work in (close_settled, notice_changes, hear_silence, remind_late, end_risks):
        work(by=by, now=now)


def hear_silence(*, by: User | None, now: dt.datetime) -> None:
    """Units that did not answer in time: what the bureau says that means."""
    late = ProposalParty.objects.filter(
        answer=Answer.WAITING, due_at__lte=now, proposal__state__in=ASKING
    )
    _each(late.values_list("proposal", flat=True), lambda row: _lapse(row, by, now))


def _lapse(proposal: Proposal, by: User | None, now: dt.datetime) -> None:
    """Each silence is an entry; what takes more than a word it never agrees to."""
    thread = hold(proposal)
    if thread.row.state not in ASKING:
        return
    plan, rows = thread.plan, orders_of(thread.plan)
    rule = thread.row.conflict.station.bureau.silence_rule
    passed_on = False
    for party in thread.parties:
        if party.answer != Answer.WAITING or party.due_at > now:
            continue
        agrees = rule == SilenceRule.AGREES and simply_agrees(party, plan, rows)
        answer = Answer.ACCEPTED if agrees else Answer.ESCALATED
        give(party, answer, by=None, now=now)
        act = "silence_agrees" if agrees else "silence_escalates"
        note(thread, act, by=by, now=now, unit=party.unit)
        passed_on = passed_on or not agrees
    if passed_on:
        pass_to_leader(thread=thread, by=by, now=now)
    conclude(thread=thread, by=by, now=now)


def remind_late(*, by: User | None, now: dt.datetime) -> None:
    """Once, when half of the time is over."""
    late = ProposalParty.objects.filter(
        answer=Answer.WAITING,
        reminded_at=None,
        due_at__gt=now,
        asked_at__lte=now - (F("due_at") - now),
        proposal__state__in=ASKING,
    )
    _each(late.values_list("proposal", flat=True), lambda row: _remind(row, by, now))


def _remind(proposal: Proposal, by: User | None, now: dt.datetime) -> None:
    thread = hold(proposal)
    for party in thread.parties:
        half = party.asked_at + (party.due_at - party.asked_at) / 2
        if party.answer == Answer.WAITING and not party.reminded_at and half <= now:
            party.reminded_at = now
            party.save(update_fields=["reminded_at"])
            note(thread, "remind", by=by, now=now, unit=party.unit)
            hearing.remind(thread, party, by=by)


def notice_changes(*, by: User | None, now: dt.datetime) -> None:
    """Proposals at whose stations something was checked since they were reckoned."""
    asking = Proposal.objects.filter(state__in=ASKING)
    held = list(asking.values_list("pk", "revisions"))
    codes = {code for _pk, seen in held for code in seen}
    states = StationState.objects.filter(station__code__in=codes)
    known = dict(states.values_list("station__code", "revision"))
    moved = [
        pk
        for pk, seen in held
        if any(known.get(code, 0) != revision for code, revision in seen.items())
    ]
    _each(moved, lambda row: _look_again(row, by, now))


def _look_again(proposal: Proposal, by: User | None, now: dt.datetime) -> None:
    """Reckon the plan with the facts of now; nobody is told while it still holds."""
    thread = hold(proposal)
    if thread.row.state not in ASKING:
        return
    plan = thread.plan
    known = ground([each.station for each in plan.stations], plan, now=now)
    weighed = weigh(plan, known, thread.was)
    goal = _still_open(thread)
    if weighed.holds(goal):
        thread.row.revisions = revisions(known)
        thread.row.save(update_fields=["revisions"])
        return
    overtake(thread=thread, by=by, now=now, why=why_not(weighed, goal))


def _still_open(thread: Thread) -> list[int]:
    rows = Conflict.objects.filter(proposals=thread.row).open()
    return list(rows.values_list("pk", flat=True))


def close_settled(*, by: User | None, now: dt.datetime) -> None:
    """Threads about conflicts that a check has settled; what was agreed and did not
    settle its conflict opens it again."""
    gone = Proposal.objects.active().filter(conflict__state=Conflict.State.SETTLED)
    _each(gone.values_list("pk", flat=True), lambda row: _close(row, by, now))
    # No mark is left: it was checked since, with what was written.
    marked = DirtyStation.objects.values("station_id")
    agreed = Conflict.objects.filter(state=Conflict.State.AGREED)
    agreed = agreed.exclude(station__in=marked).select_related("station")
    for conflict in agreed[:AT_ONCE]:
        _open_again(conflict, "conflict.not_settled", by, now)


def _close(proposal: Proposal, by: User | None, now: dt.datetime) -> None:
    thread = hold(proposal)
    if not thread.row.is_active:
        return
    note(thread, "lapse", by=by, now=now)
    move(thread, PROPOSAL["lapse"], now=now)
    call_conflicts(thread.goal, Conflict.State.OPEN)
    hearing.tell_all(thread, "proposal_over", by=by)


def end_risks(*, by: User | None, now: dt.datetime) -> None:
    """Conflicts left as they are: open again when the time is over or they grew."""
    over = AcceptedRisk.objects.filter(ended_at=None).filter(
        Q(until__lte=now)
        | Q(conflict__shortfall_units__gt=F("shortfall_units"))
        | Q(conflict__state=Conflict.State.SETTLED)
    )
    for risk in over.select_related("conflict")[:AT_ONCE]:
        with transaction.atomic():
            risk.ended_at = now
            risk.save(update_fields=["ended_at"])
            _open_again(risk.conflict, "conflict.risk_ended", by, now)


@transaction.atomic
def _open_again(
    conflict: Conflict, action: str, by: User | None, now: dt.datetime
) -> None:
    lock_stations([conflict.station_id])
    call_conflicts([conflict.pk], Conflict.State.OPEN)
    audit.record(action, by=by, subject=conflict, unit=conflict.station.code)


def _each(ids: Iterable[int], work: Callable[[Proposal], None]) -> None:
    """One after the other, oldest first; what fails is logged and comes again."""
    for pk in sorted(set(ids))[:AT_ONCE]:
        try:
            with transaction.atomic():
                work(Proposal.objects.get(pk=pk))
        except Exception:
            log.exception("the clock of proposal %s failed", pk)
