"""Putting a plan forward: only what may be asked and settles the conflict goes out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction

from coordination.models import Conflict, Proposal, ProposalEntry
from coordination.services.negotiation import answering, drafting, proposing
from coordination.services.negotiation.drafting import Insufficient, Wish
from tasking.models import Assignment
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at
from tests.negotiation.world import (
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


def refused(force: Force, conflict: Conflict, **how: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        move(force, conflict, **how)
    assert not Proposal.objects.exists() and state(conflict) == "open"
    return caught.value.message_dict


@pytest.mark.parametrize(
    "who", ["chief_a1", "staff", "staff_narcotics", "coordinator", "leader"]
)
def test_those_concerned_propose(force: Force, who: str) -> None:
    user = force.personas[who]
    proposal = move(force, short(force), by=user)
    assert (proposal.proposed_by, proposal.state) == (user, "open")
    agreed = {
        "chief_a1": force.a1.code,
        "staff_narcotics": force.narcotics.code,
    }.get(who)
    parties = proposal.parties.filter(answer="accepted")
    assert [p.unit.code for p in parties] == ([agreed] if agreed else [])


@pytest.mark.parametrize(
    "who", ["officer_a1", "chief_a2", "staff_b", "finance", "stranger"]
)
def test_nobody_else_does(force: Force, who: str) -> None:
    conflict = short(force)
    with pytest.raises(PermissionDenied):
        move(force, conflict, by=force.personas[who])
    assert not Proposal.objects.exists()


def test_a_plan_that_is_not_enough_says_what_is_missing(force: Force) -> None:
    conflict = short(force)
    found = refused(force, conflict, due=at("2026-06-03 10:00"))
    assert "缺5小时" in found["plan"][0]


def test_a_plan_that_makes_another_conflict_is_none(force: Force) -> None:
    conflict = short(force)
    content = task("专项检查", 48, "2026-06-04", release="2026-06-03")
    send(force, "public_order", content, force.a1)
    with pytest.raises(Insufficient):
        move(force, conflict, due=WEDNESDAY)
    move(force, conflict, due=THURSDAY)


def test_nothing_changed_is_no_plan(force: Force) -> None:
    conflict = short(force)
    with pytest.raises(ValidationError) as caught:
        plan = drafting.own_plan(conflict, {})
        proposing.propose(by=force.chief_a1, conflict=conflict, plan=plan, now=NOW)
    assert "plan" in caught.value.message_dict


def test_what_has_passed_or_lies_before_the_start_is_refused(force: Force) -> None:
    conflict = short(force, release="2026-06-02")
    assert "plan" in refused(force, conflict, due=NOW - dt.timedelta(hours=1))
    assert "plan" in refused(
        force, conflict, title="夏季清查", due=at("2026-06-01 18:00")
    )


def test_one_proposal_at_a_time_about_a_conflict(force: Force) -> None:
    conflict = short(force)
    move(force, conflict)
    with pytest.raises(ValidationError) as caught:
        move(force, conflict, due=THURSDAY)
    assert "state" in caught.value.message_dict
    assert Proposal.objects.count() == 1


def test_a_superior_date_never_moves_beyond_what_was_set(force: Force) -> None:
    conflict = short(force)
    Assignment.objects.filter(pk=order("禁毒走访").pk).update(deadline_class="superior")
    assert "plan" in refused(force, conflict)
    assert "plan" in refused(force, conflict, due=None, waive=True)


def test_reserved_strength_is_never_asked_about(force: Force) -> None:
    send(force, "public_order", task("", 60, "2026-06-03", reserved=True), force.a1)
    send(force, "narcotics", task("禁毒走访", 50, "2026-06-03"), force.a1)
    check(force.a1)
    conflict = Conflict.objects.get()
    hidden = Assignment.objects.get(directive__reserved=True)
    plan = drafting.own_plan(conflict, {hidden.pk: Wish(due=WEDNESDAY)})
    with pytest.raises(ValidationError) as caught:
        proposing.propose(by=force.chief_a1, conflict=conflict, plan=plan, now=NOW)
    assert "plan" in caught.value.message_dict


def test_who_alone_is_concerned_carries_it_out_at_once(force: Force) -> None:
    """The station's own plan is the station's to move."""
    from coordination.services.issuing import issue

    issue(
        by=force.chief_a1,
        requester=force.a1,
        content=task("本所练兵", 60, "2026-06-03"),
        stations=[force.a1],
        now=NOW,
    )
    send(force, "narcotics", task("禁毒走访", 50, "2026-06-03"), force.a1)
    check(force.a1)
    proposal = move(force, Conflict.objects.get(), title="本所练兵")
    assert proposal.state == "applied"
    assert acts(proposal) == ["propose", "apply"]


def test_withdrawn_with_a_reason_the_conflict_is_open_again(force: Force) -> None:
    conflict = short(force)
    proposal = move(force, conflict)
    said: dict[str, Any] = {"proposal": proposal, "now": LATER}
    with pytest.raises(PermissionDenied):
        proposing.withdraw(by=force.staff_narcotics, text="不合适", **said)
    with pytest.raises(ValidationError):
        proposing.withdraw(by=force.chief_a1, text=" ", **said)
    proposing.withdraw(by=force.chief_a1, text="另有安排", **said)
    assert (state(proposal), state(conflict)) == ("withdrawn", "open")
    with pytest.raises(ValidationError):
        proposing.withdraw(by=force.chief_a1, text="再撤", **said)
    move(force, conflict)


def test_the_office_switches_to_another_plan(force: Force) -> None:
    conflict = short(force)
    proposal = move(force, conflict)
    plan = drafting.own_plan(conflict, {order("夏季清查").pk: Wish(due=WEDNESDAY)})
    said: dict[str, Any] = {"proposal": proposal, "plan": plan, "now": LATER}
    with pytest.raises(PermissionDenied):
        proposing.switch(by=force.chief_a1, **said)
    proposing.switch(by=force.coordinator, text="治安可缓", **said)
    proposal.refresh_from_db()
    codes = {p.unit.code: p.answer for p in proposal.parties.all()}
    assert codes == {force.public_order.code: "waiting", force.a1.code: "waiting"}
    assert (proposal.round, acts(proposal)) == (2, ["propose", "switch"])


def test_what_was_said_is_never_changed(force: Force) -> None:
    proposal = move(force, short(force))
    for statement in (
        "UPDATE coordination_proposalentry SET note = '改'",
        "DELETE FROM coordination_proposalentry",
    ):
        with (
            pytest.raises(Exception, match=r"append_only|permission"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert ProposalEntry.objects.filter(proposal=proposal).count() == 1


def test_the_table_knows_no_other_ledger_rights(force: Force) -> None:
    move(force, short(force))
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE yipan_web")
        try:
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute("DELETE FROM coordination_proposalentry")
        finally:
            cursor.execute("RESET ROLE")


def test_an_answer_for_who_is_no_party_any_more(force: Force) -> None:
    conflict = short(force)
    proposal = move(force, conflict)
    narcotics = party(proposal, force.narcotics)
    plan = drafting.own_plan(conflict, {order("夏季清查").pk: Wish(due=WEDNESDAY)})
    proposing.switch(by=force.coordinator, proposal=proposal, plan=plan, now=LATER)
    with pytest.raises(ValidationError) as caught:
        answering.accept(by=force.staff_narcotics, party=narcotics, now=LATER)
    assert "state" in caught.value.message_dict
