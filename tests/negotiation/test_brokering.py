"""The office brokers, the leader decides; neither does the other's."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.models import AcceptedRisk, Conflict, Proposal
from coordination.services.negotiation import answering, brokering, deciding
from coordination.services.negotiation.clocks import run_clocks
from coordination.services.negotiation.drafting import Wish
from desk.models import InboxItem
from organization.models import Department, Role
from tasking.models import Assignment
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, appoint, at, person
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


def declined(force: Force) -> Proposal:
    proposal = move(force, short(force))
    answering.decline(
        by=force.staff_narcotics,
        party=party(proposal, force.narcotics),
        text="省厅定了日子",
        now=LATER,
    )
    return proposal


def test_the_office_asks_again(force: Force) -> None:
    proposal = declined(force)
    narcotics = party(proposal, force.narcotics)
    said: dict[str, Any] = {"party": narcotics, "now": LATER, "text": "可分两批"}
    with pytest.raises(PermissionDenied):
        brokering.ask(by=force.leader, **said)
    brokering.ask(by=force.coordinator, **said)
    narcotics.refresh_from_db()
    assert (narcotics.answer, state(proposal)) == ("waiting", "open")
    with pytest.raises(ValidationError):
        brokering.ask(by=force.coordinator, **said)
    assert acts(proposal) == ["propose", "decline", "to_office", "ask"]


def test_the_office_reminds(force: Force) -> None:
    proposal = move(force, short(force))
    narcotics = party(proposal, force.narcotics)
    due = narcotics.due_at
    brokering.remind(by=force.coordinator, party=narcotics, now=LATER)
    narcotics.refresh_from_db()
    assert (narcotics.due_at, narcotics.reminded_at) == (due, LATER)
    kinds = InboxItem.objects.filter(recipient=force.staff_narcotics)
    assert kinds.filter(kind="proposal_reminder").count() == 1
    with pytest.raises(ValidationError):
        brokering.remind(
            by=force.coordinator, party=party(proposal, force.a1), now=LATER
        )


def test_what_cannot_be_agreed_goes_to_the_leader(force: Force) -> None:
    proposal = declined(force)
    said: dict[str, Any] = {"proposal": proposal, "now": LATER}
    with pytest.raises(ValidationError):
        brokering.submit(by=force.coordinator, text="", **said)
    with pytest.raises(PermissionDenied):
        brokering.submit(by=force.leader, text="请定", **said)
    brokering.submit(by=force.coordinator, text="日子定不下来", **said)
    assert state(proposal) == "submitted"
    item = InboxItem.objects.get(kind="proposal_submitted")
    assert item.recipient == force.leader
    with pytest.raises(ValidationError):
        brokering.submit(by=force.coordinator, text="再报", **said)


def test_the_leader_orders(force: Force) -> None:
    proposal = declined(force)
    said: dict[str, Any] = {"proposal": proposal, "approve": True, "now": LATER}
    with pytest.raises(PermissionDenied):
        deciding.decide(by=force.coordinator, text="就这样", **said)
    with pytest.raises(ValidationError):
        deciding.decide(by=force.leader, text=" ", **said)
    deciding.decide(by=force.leader, text="按方案办", **said)
    assert state(proposal) == "decided" and order("禁毒走访").due == WEDNESDAY
    check(force.a1, now=LATER)
    assert Conflict.objects.get().state == "settled"
    with pytest.raises(ValidationError):
        deciding.decide(by=force.leader, text="再办", **said)


def test_the_leader_refuses_and_the_conflict_is_open_again(force: Force) -> None:
    proposal = declined(force)
    deciding.decide(
        by=force.leader, proposal=proposal, approve=False, text="不妥", now=LATER
    )
    assert (state(proposal), Conflict.objects.get().state) == ("declined", "open")
    assert order("禁毒走访").due == at("2026-06-03")


def test_the_leader_names_the_extension_where_nobody_did(force: Force) -> None:
    conflict = short(force)
    Assignment.objects.filter(pk=order("禁毒走访").pk).update(
        deadline_class="statutory"
    )
    said: dict[str, Any] = {
        "by": force.leader,
        "proposal": move(force, conflict),
        "approve": True,
        "text": "同意延期",
        "now": LATER,
    }
    with pytest.raises(ValidationError) as caught:
        deciding.decide(**said)
    assert "extension" in caught.value.message_dict
    assert deciding.decide(extension="局延7号", **said).state == "decided"


def inspectorate(force: Force) -> Any:
    office = Department.objects.get(pk=force.political.pk)
    Department.objects.filter(pk=office.pk).update(speciality="督察")
    return appoint(person("inspector", "赵督"), Role.DEPARTMENT_HEAD, office)


def test_the_inspectorate_only_stops_wrong_orders_and_names_the_leader(
    force: Force,
) -> None:
    who = inspectorate(force)
    proposal = move(force, short(force), due=None, waive=True)
    said: dict[str, Any] = {"by": who, "proposal": proposal, "approve": True}
    said |= {"text": "违规派单", "now": LATER}
    with pytest.raises(PermissionDenied):
        deciding.decide(**said)  # off by default
    type(force.county_a).objects.filter(pk=force.county_a.pk).update(
        inspectorate_decides=True
    )
    with pytest.raises(ValidationError) as caught:
        deciding.decide(**said)
    assert "approved_by" in caught.value.message_dict
    deciding.decide(approved_by=force.leader, **said)
    assert order("禁毒走访").state == "withdrawn"


def test_the_inspectorate_moves_no_dates(force: Force) -> None:
    who = inspectorate(force)
    type(force.county_a).objects.filter(pk=force.county_a.pk).update(
        inspectorate_decides=True
    )
    with pytest.raises(ValidationError):
        deciding.decide(
            by=who,
            proposal=move(force, short(force)),
            approve=True,
            text="改期",
            approved_by=force.leader,
            now=LATER,
        )


# --- left as it is -------------------------------------------------------------------


def risk(force: Force, conflict: Conflict, **more: Any) -> AcceptedRisk:
    said: dict[str, Any] = {
        "by": force.leader,
        "conflict": conflict,
        "reason": "专项期间，先保重点",
        "until": THURSDAY,
        "now": NOW,
    }
    return deciding.accept_risk(**(said | more))


@pytest.mark.parametrize("who", ["coordinator", "chief_a1", "staff"])
def test_only_a_leader_leaves_it_as_it_is(force: Force, who: str) -> None:
    with pytest.raises(PermissionDenied):
        risk(force, short(force), by=force.personas[who])


def test_a_risk_has_a_reason_and_an_end(force: Force) -> None:
    conflict = short(force)
    for field, value in (("reason", ""), ("until", NOW), ("until", at("2028-01-01"))):
        with pytest.raises(ValidationError) as caught:
            risk(force, conflict, **{field: value})
        assert field in caught.value.message_dict
    risk(force, conflict)
    assert state(conflict) == "accepted_risk"
    with pytest.raises(ValidationError):
        risk(force, conflict)
    with pytest.raises(ValidationError):
        move(force, conflict)


def test_a_risk_ends_by_the_clock(force: Force) -> None:
    conflict = short(force)
    found = risk(force, conflict)
    check(force.a1, now=LATER)
    run_clocks(by=None, now=LATER)
    assert state(conflict) == "accepted_risk", "a check leaves it as it is"
    run_clocks(by=None, now=THURSDAY)
    found.refresh_from_db()
    assert (state(conflict), found.ended_at) == ("open", THURSDAY)


def test_a_risk_covers_no_more_than_it_did(force: Force) -> None:
    conflict = short(force)
    risk(force, conflict)
    send(force, "narcotics", task("加码", 10, "2026-06-03"), force.a1)
    check(force.a1, now=LATER)
    run_clocks(by=None, now=LATER)
    assert state(conflict) == "open"


def test_a_wish_of_another_unit_is_refused(force: Force) -> None:
    proposal = move(force, short(force))
    with pytest.raises(ValidationError) as caught:
        answering.counter(
            by=force.staff_narcotics,
            party=party(proposal, force.narcotics),
            wishes={order("夏季清查").pk: Wish(due=WEDNESDAY)},
            now=LATER,
        )
    assert "wish" in caught.value.message_dict
