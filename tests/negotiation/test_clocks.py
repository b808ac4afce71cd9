"""Silence, reminders, facts that move on: what the clock does, and what it leaves."""

from __future__ import annotations

import datetime as dt

import pytest

from coordination.models import Conflict, Proposal
from coordination.services.due_jobs import run_due
from coordination.services.negotiation import answering, clocks
from coordination.services.negotiation.asking import answer_by
from coordination.services.negotiation.clocks import run_clocks
from coordination.services.negotiation.drafting import Wish
from desk.models import InboxItem
from organization.models import Bureau
from tasking.models import Assignment
from tasking.services import acts as tasking_acts
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at
from tests.negotiation.world import (
    LATER,
    WEDNESDAY,
    acts,
    move,
    order,
    party,
    short,
    state,
)

DUE = at("2026-06-03 13:00")
"""Half of the time from Monday 08:00 to the conflict's end on Friday 18:00."""
MONDAY = at("2026-06-09")


def ahead(force: Force) -> Proposal:
    """The same hours on Thursday and Friday; 禁毒 is asked to move to Monday."""
    end, start = "2026-06-06", "2026-06-04"
    first = task("夏季清查", 60, end, release=start)
    send(force, "public_order", first, force.a1)
    send(force, "narcotics", task("禁毒走访", 50, end, release=start), force.a1)
    check(force.a1)
    return move(force, Conflict.objects.get(station=force.a1), due=MONDAY)


def rule(force: Force, name: str) -> None:
    Bureau.objects.filter(pk=force.county_a.pk).update(silence_rule=name)


def test_the_clock_runs_in_working_days_but_never_too_long(force: Force) -> None:
    proposal = ahead(force)
    assert party(proposal, force.narcotics).due_at == DUE
    proposal.refresh_from_db()
    assert proposal.due_at == DUE
    later = Proposal.objects.get(pk=proposal.pk)
    later.conflict.due = at("2026-06-30")
    friday = at("2026-06-05 09:00")
    assert answer_by(later, now=friday) == at("2026-06-09 18:00"), "over the weekend"


def test_silence_passes_it_to_the_leader_by_default(force: Force) -> None:
    proposal = ahead(force)
    run_clocks(by=None, now=DUE - dt.timedelta(minutes=1))
    assert state(proposal) == "open"
    run_clocks(by=None, now=DUE)
    narcotics = party(proposal, force.narcotics)
    assert (state(proposal), narcotics.answer) == ("submitted", "escalated")
    assert narcotics.by_silence and narcotics.answered_by is None
    assert "silence_escalates" in acts(proposal)
    item = InboxItem.objects.get(kind="proposal_submitted")
    assert item.recipient == force.leader
    run_clocks(by=None, now=DUE + dt.timedelta(days=1))
    assert acts(proposal).count("silence_escalates") == 1


def test_silence_agrees_where_the_bureau_says_so(force: Force) -> None:
    rule(force, "agrees")
    proposal = ahead(force)
    run_clocks(by=None, now=DUE)
    assert state(proposal) == "applied" and order("禁毒走访").due == MONDAY
    assert acts(proposal)[-2:] == ["silence_agrees", "apply"]


def test_silence_never_names_an_extension(force: Force) -> None:
    rule(force, "agrees")
    proposal = ahead(force)
    Assignment.objects.filter(pk=order("禁毒走访").pk).update(
        deadline_class="statutory"
    )
    run_clocks(by=None, now=DUE)
    assert state(proposal) == "submitted"
    assert order("禁毒走访").due == at("2026-06-06")


def test_who_was_silent_may_still_agree_before_the_decision(force: Force) -> None:
    proposal = ahead(force)
    run_clocks(by=None, now=DUE)
    answering.accept(
        by=force.staff_narcotics, party=party(proposal, force.narcotics), now=DUE
    )
    assert state(proposal) == "applied"


def test_one_reminder_at_half_time(force: Force) -> None:
    proposal = ahead(force)
    half = NOW + (DUE - NOW) / 2
    run_clocks(by=None, now=half - dt.timedelta(minutes=1))
    assert "remind" not in acts(proposal)
    run_clocks(by=None, now=half)
    run_clocks(by=None, now=half + dt.timedelta(minutes=5))
    assert acts(proposal).count("remind") == 1
    told = InboxItem.objects.filter(kind="proposal_reminder")
    assert {item.recipient for item in told} == {force.staff_narcotics}


def test_a_proposal_that_facts_overtake_is_told(force: Force) -> None:
    proposal = move(force, short(force))
    content = task("专项检查", 48, "2026-06-04", release="2026-06-03")
    send(force, "public_order", content, force.a1)
    check(force.a1, now=LATER)
    run_clocks(by=None, now=LATER)
    assert state(proposal) == "stale"
    told = InboxItem.objects.filter(kind="proposal_stale")
    assert {item.recipient for item in told} == {force.chief_a1, force.staff_narcotics}


def test_a_check_that_changes_nothing_for_the_plan_is_not_told(force: Force) -> None:
    proposal = move(force, short(force))
    check(force.a1, now=LATER)
    run_clocks(by=None, now=LATER)
    assert state(proposal) == "open" and "overtake" not in acts(proposal)
    proposal.refresh_from_db()
    before = proposal.revisions
    run_clocks(by=None, now=LATER)
    proposal.refresh_from_db()
    assert proposal.revisions == before


def test_a_conflict_that_is_gone_closes_its_thread(force: Force) -> None:
    conflict = short(force)
    proposal = move(force, conflict)
    row = order("夏季清查")
    tasking_acts.report(by=force.chief_a1, assignment=row, text="完成", now=LATER)
    check(force.a1, now=LATER)
    assert state(conflict) == "settled"
    run_clocks(by=None, now=LATER)
    assert state(proposal) == "over" and order("禁毒走访").due == at("2026-06-03")
    with pytest.raises(Exception, match="会商已结束"):
        answering.accept(
            by=force.staff_narcotics, party=party(proposal, force.narcotics), now=LATER
        )


def test_one_that_fails_keeps_no_other_waiting(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ahead(force)
    send(force, "public_order", task("二所清查", 60, "2026-06-03"), force.a2)
    send(force, "narcotics", task("二所走访", 50, "2026-06-03"), force.a2)
    check(force.a2)
    second = move(
        force,
        Conflict.objects.get(station=force.a2),
        title="二所走访",
        by=force.chief_a2,
    )
    lapse = clocks._lapse

    def fails(proposal: Proposal, by: object, now: dt.datetime) -> None:
        if proposal.pk == first.pk:
            raise RuntimeError("broken")
        lapse(proposal, None, now)

    monkeypatch.setattr(clocks, "_lapse", fails)
    run_clocks(by=None, now=DUE)
    assert (state(first), state(second)) == ("open", "submitted")


def test_the_dispatcher_runs_it(force: Force) -> None:
    proposal = ahead(force)
    assert "proposal_clocks" in run_due(DUE)
    assert state(proposal) == "submitted"


def test_a_counter_of_the_station_asks_the_department_anew(force: Force) -> None:
    proposal = move(force, short(force), by=force.staff_narcotics)
    answering.counter(
        by=force.chief_a1,
        party=party(proposal, force.a1),
        wishes={order("夏季清查").pk: Wish(due=WEDNESDAY)},
        now=LATER,
    )
    codes = {p.unit.code: p.answer for p in proposal.parties.all()}
    assert codes[force.public_order.code] == "waiting", "asked for the first time"
    assert codes[force.a1.code] == "accepted"
