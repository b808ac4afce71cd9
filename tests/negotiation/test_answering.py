"""Yes, otherwise, no, or let others decide; the last yes carries the plan out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.models import Conflict, Proposal
from coordination.services.negotiation import answering
from coordination.services.negotiation.drafting import Wish
from coordination.services.verifying import verify
from desk.models import InboxItem
from organization.models import AuditEvent
from tasking.models import AssignmentEntry
from tasking.services.acts import Stale
from tests.coordination.world import check
from tests.factories import Force, at
from tests.negotiation.world import (
    FRIDAY,
    LATER,
    THURSDAY,
    WEDNESDAY,
    acts,
    move,
    order,
    party,
    short,
    state,
)


def yes(force: Force, proposal: Proposal, **more):
    said = {
        "by": force.staff_narcotics,
        "party": party(proposal, force.narcotics),
        "now": LATER,
    } | more
    return answering.accept(**said)


def test_the_last_yes_carries_it_out_and_a_check_settles_it(force: Force) -> None:
    conflict = short(force)
    proposal = move(force, conflict)
    assert (proposal.state, state(conflict)) == ("open", "proposed")
    answers = {p.unit.code: p.answer for p in proposal.parties.all()}
    assert answers == {force.a1.code: "accepted", force.narcotics.code: "waiting"}
    assert state(yes(force, proposal)) == "applied"
    assert order("禁毒走访").due == WEDNESDAY
    assert state(conflict) == "agreed"
    check(force.a1, now=LATER)
    assert state(conflict) == "settled"
    assert not Conflict.objects.open().exists()
    assert list(verify()) == []
    assert acts(proposal) == ["propose", "accept", "apply"]
    entry = AssignmentEntry.objects.get(act="redate")
    assert (entry.by, entry.due_after) == (force.staff_narcotics, WEDNESDAY)
    assert AuditEvent.objects.filter(action="proposal.apply").count() == 1


def test_those_asked_and_those_concerned_hear_of_it(force: Force) -> None:
    proposal = move(force, short(force))
    told = InboxItem.objects.filter(matter=f"proposal:{proposal.pk}")
    assert set(told.values_list("recipient", "kind")) == {
        (force.staff_narcotics.pk, "proposal_asked")
    }
    yes(force, proposal)
    assert told.filter(recipient=force.chief_a1).exists()


def test_a_closed_thread_tells_who_comes_late(force: Force) -> None:
    proposal = move(force, short(force))
    yes(force, proposal)
    with pytest.raises(ValidationError) as late:
        yes(force, proposal)
    assert "会商已结束" in late.value.messages[0]
    assert len(acts(proposal)) == 3


@pytest.mark.parametrize("who", ["staff", "chief_a1", "leader", "coordinator"])
def test_nobody_answers_for_another_unit(force: Force, who: str) -> None:
    proposal = move(force, short(force))
    with pytest.raises(PermissionDenied):
        yes(force, proposal, by=force.personas[who])
    assert party(proposal, force.narcotics).answer == "waiting"


def test_a_counter_that_fits_becomes_the_plan(force: Force) -> None:
    proposal = move(force, short(force))
    wishes = {order("禁毒走访").pk: Wish(due=FRIDAY)}
    narcotics = party(proposal, force.narcotics)
    answering.counter(
        by=force.staff_narcotics, party=narcotics, wishes=wishes, now=LATER
    )
    proposal.refresh_from_db()
    assert (proposal.round, proposal.state) == (2, "open")
    narcotics.refresh_from_db()
    assert (narcotics.answer, narcotics.wish["holds"]) == ("accepted", True)
    station = party(proposal, force.a1)
    assert station.answer == "waiting", "the station agreed to another date"
    answering.accept(by=force.chief_a1, party=station, now=LATER)
    assert state(proposal) == "applied" and order("禁毒走访").due == FRIDAY


def test_a_counter_that_does_not_fit_hears_the_earliest_date(force: Force) -> None:
    proposal = move(force, short(force), due=THURSDAY)
    wish = Wish(due=at("2026-06-03 10:00"))
    narcotics = party(proposal, force.narcotics)
    answering.counter(
        by=force.staff_narcotics,
        party=narcotics,
        wishes={order("禁毒走访").pk: wish},
        now=LATER,
    )
    narcotics.refresh_from_db()
    assert (narcotics.answer, narcotics.wish["holds"]) == ("countered", False)
    # 110 hours are to do: 96 are there by Tuesday night, 14 more on Wednesday.
    earliest = narcotics.wish["earliest"][str(order("禁毒走访").pk)]
    assert earliest == (at("2026-06-03 10:50")).astimezone(dt.UTC).isoformat()
    assert narcotics.wish["why"]["short"] == 5 * 60_000
    assert (state(proposal), proposal.round) == ("brokered", 1)


def test_a_smaller_scope_is_a_counter_too(force: Force) -> None:
    proposal = move(force, short(force))
    wishes = {order("禁毒走访").pk: Wish(effort=36 * 60_000)}
    answering.counter(
        by=force.staff_narcotics,
        party=party(proposal, force.narcotics),
        wishes=wishes,
        now=LATER,
    )
    answering.accept(by=force.chief_a1, party=party(proposal, force.a1), now=LATER)
    row = order("禁毒走访")
    assert state(proposal) == "applied"
    assert (row.due, row.remaining_hours) == (at("2026-06-03"), 36)


@pytest.mark.parametrize("act", ["decline", "escalate"])
def test_a_no_takes_a_reason_and_goes_to_the_office(force: Force, act: str) -> None:
    proposal = move(force, short(force))
    said = {
        "by": force.staff_narcotics,
        "party": party(proposal, force.narcotics),
        "now": LATER,
    }
    with pytest.raises(ValidationError) as bare:
        getattr(answering, act)(text=" ", **said)
    assert "text" in bare.value.message_dict
    getattr(answering, act)(text="省厅定了日子", **said)
    assert state(proposal) == "brokered"
    item = InboxItem.objects.get(kind="proposal_brokered")
    assert item.recipient == force.coordinator
    assert order("禁毒走访").due == at("2026-06-03")
    yes(force, proposal)
    assert state(proposal) == "applied", "a no may still become a yes"


def test_an_answer_to_another_plan_is_told(force: Force) -> None:
    proposal = move(force, short(force))
    with pytest.raises(Stale):
        yes(force, proposal, seen=2)
    yes(force, proposal, seen=1)
