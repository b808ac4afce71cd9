"""Clashes and taken protected time: proposed, agreed, carried out, and proved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.core.facts import minute_down, minute_up
from coordination.core.plans import Balance, Change, Plan, StationPlan
from coordination.models import Conflict, OwedTime, Proposal
from coordination.services.negotiation import answering, deciding, proposing
from coordination.services.verifying import verify
from organization.models import AuditEvent, Station
from personnel.models import Posting
from tasking.models import Assignment, AssignmentEntry, ProtectedBlock
from tests.coordination.world import NOW, check, send
from tests.factories import Force, at
from tests.negotiation.appointments import (
    TUESDAY,
    chief_twice,
    clash,
    event,
    offered,
    taken,
)
from tests.negotiation.world import LATER, acts, all_agree, order, party, state

NINE = at(f"{TUESDAY} 09:00").astimezone(dt.UTC).isoformat()


def put(force: Force, conflict: Conflict, plan: Plan, **more: Any) -> Proposal:
    said: dict[str, Any] = {"by": force.chief_a1, "now": NOW} | more
    return proposing.propose(conflict=conflict, plan=plan, **said)


def ranked(force: Force, conflict: Conflict, method: str) -> Proposal:
    return put(force, conflict, offered(conflict, method).plan)


def by_hand(conflict: Conflict, *changes: Change) -> Plan:
    unknown = Balance(None, 0)
    station = StationPlan(conflict.station.code, changes, unknown, unknown)
    return Plan("own", (station,), 0)


def settled(force: Force, conflict: Conflict) -> None:
    check(force.a1, force.a2, now=LATER)
    assert state(conflict) == "settled"
    assert not Conflict.objects.open().exists()
    assert list(verify()) == []


def numbers(force: Force, station: Station, count: int) -> list[str]:
    return [o.police_number for o in force.officers[station.code][:count]]


def test_another_time_is_agreed_and_written(force: Force) -> None:
    conflict = clash(force)
    proposal = ranked(force, conflict, "move")
    assert state(conflict) == "proposed"
    codes = {p.unit.code for p in proposal.parties.all()}
    moved = order("治安培训")
    assert codes == {force.a1.code, force.public_order.code}
    all_agree(force, proposal)
    assert proposal.state == "applied"
    moved.refresh_from_db()
    assert (moved.release, moved.due) == (
        at(f"{TUESDAY} 13:30"),
        at(f"{TUESDAY} 15:30"),
    )
    entry = AssignmentEntry.objects.get(act="rearrange")
    assert (entry.by, entry.due_after) == (force.staff, moved.due)
    told = AuditEvent.objects.get(action="assignment.rearrange")
    assert told.detail["before"]["start"] == NINE
    settled(force, conflict)


@pytest.mark.parametrize("method", ["fewer", "waive"])
def test_fewer_or_none_from_this_station(force: Force, method: str) -> None:
    conflict = clash(force, force.a2)
    proposal = ranked(force, conflict, method)
    all_agree(force, proposal)
    assert proposal.state == "applied"
    row = order("治安培训", force.a1)
    assert row.officers == (2 if method == "fewer" else 4)
    assert row.is_live == (method == "fewer")
    assert order("治安培训", force.a2).officers == 4
    check(force.a1, now=LATER)
    assert state(conflict) == "settled"


def test_somebody_else_attends(force: Force) -> None:
    conflict = chief_twice(force)
    proposal = ranked(force, conflict, "name")
    all_agree(force, proposal)
    assert order("治安例会").attendees == ["instructor"]
    settled(force, conflict)


def test_officers_are_lent_for_a_clash(force: Force) -> None:
    conflict = clash(force)
    proposal = ranked(force, conflict, "lend")
    lender = party(proposal, force.a2)
    said: dict[str, Any] = {"by": force.chief_a2, "party": lender, "now": LATER}
    with pytest.raises(ValidationError) as caught:
        answering.accept(officers=numbers(force, force.a2, 1), **said)
    assert "officers" in caught.value.message_dict
    answering.accept(officers=numbers(force, force.a2, 2), **said)
    assert state(proposal) == "applied"
    assert Posting.objects.filter(kind="secondment", station=force.a1).count() == 2
    settled(force, conflict)


def test_a_lender_that_would_clash_itself_lends_nothing(force: Force) -> None:
    conflict = clash(force)
    proposal = ranked(force, conflict, "lend")
    content = event("津堰培训", f"{TUESDAY} 09:00", f"{TUESDAY} 10:00", 5)
    send(force, "public_order", content, force.a2)
    answering.accept(
        by=force.chief_a2,
        party=party(proposal, force.a2),
        officers=numbers(force, force.a2, 2),
        now=LATER,
    )
    assert state(proposal) == "stale" and acts(proposal)[-1] == "overtake"
    assert not Posting.objects.filter(kind="secondment").exists()
    methods = {p.method for p in (offered_now(conflict))}
    assert "lend" not in methods


def offered_now(conflict: Conflict) -> list[Plan]:
    from coordination.services.fixing import fixes

    return [offer.plan for offer in fixes([conflict], now=LATER).offers]


def test_protected_time_moves_with_the_chiefs_word(force: Force) -> None:
    conflict = taken(force)
    plans = [p for p in offered_now(conflict) if p.method == "move"]
    own = next(p for p in plans if not p.stations[0].changes[0].demand.isdecimal())
    proposal = put(force, conflict, own)
    # Nobody but the station is concerned: it is carried out at once.
    assert proposal.state == "applied"
    block = ProtectedBlock.objects.get()
    assert not (
        block.start < at(f"{TUESDAY} 16:30") and at(f"{TUESDAY} 14:30") < block.end
    )
    assert AuditEvent.objects.filter(
        action="plan.change", actor=force.chief_a1
    ).exists()
    settled(force, conflict)
    assert OwedTime.objects.get().state == "ended"


def test_an_order_on_protected_time_moves(force: Force) -> None:
    conflict = taken(force)
    plans = [p for p in offered_now(conflict) if p.method == "move"]
    theirs = next(p for p in plans if p.stations[0].changes[0].demand.isdecimal())
    proposal = put(force, conflict, theirs)
    all_agree(force, proposal)
    assert proposal.state == "applied"
    settled(force, conflict)
    assert OwedTime.objects.get().state == "ended"


def test_facts_that_changed_stop_it_and_nothing_is_applied(force: Force) -> None:
    conflict = clash(force)
    proposal = ranked(force, conflict, "move")
    content = event("专项培训", f"{TUESDAY} 13:30", f"{TUESDAY} 15:30", 4)
    send(force, "narcotics", content, force.a1)
    all_agree(force, proposal)
    assert (proposal.state, state(conflict)) == ("stale", "proposed")
    assert order("治安培训").release == at(f"{TUESDAY} 09:00")
    assert not AssignmentEntry.objects.filter(act="rearrange").exists()


def test_a_new_time_that_has_passed_meanwhile_is_not_written(force: Force) -> None:
    conflict = clash(force)
    proposal = ranked(force, conflict, "move")
    late = at(f"{TUESDAY} 14:00")
    answering.accept(
        by=force.staff, party=party(proposal, force.public_order), now=late
    )
    assert state(proposal) == "stale"
    assert order("治安培训").release == at(f"{TUESDAY} 09:00")


def test_a_closed_thread_tells_who_comes_late(force: Force) -> None:
    conflict = clash(force)
    proposal = ranked(force, conflict, "move")
    department = party(proposal, force.public_order)
    all_agree(force, proposal)
    with pytest.raises(ValidationError) as late:
        answering.accept(by=force.staff, party=department, now=LATER)
    assert "会商已结束" in late.value.messages[0]


@pytest.mark.parametrize("who", ["staff_narcotics", "chief_a2", "officer_a1"])
def test_nobody_answers_or_proposes_for_others(force: Force, who: str) -> None:
    conflict = clash(force)
    plan = offered(conflict, "move").plan
    if who != "staff_narcotics":  # it stands in the clash itself
        with pytest.raises(PermissionDenied):
            put(force, conflict, plan, by=force.personas[who])
    proposal = put(force, conflict, plan)
    department = party(proposal, force.public_order)
    with pytest.raises(PermissionDenied):
        answering.accept(by=force.personas[who], party=department, now=LATER)


def test_the_leader_orders_it(force: Force) -> None:
    conflict = clash(force)
    proposal = ranked(force, conflict, "fewer")
    done = deciding.decide(
        by=force.leader, proposal=proposal, approve=True, text="按方案办", now=LATER
    )
    assert done.state == "decided" and order("治安培训").officers == 2
    settled(force, conflict)


def at_minutes(begins: str, ends: str) -> dict[str, int]:
    return {"start": minute_up(at(begins)), "due": minute_down(at(ends))}


@pytest.mark.parametrize(
    ("more", "change", "said"),
    [
        ({"deadline_class": "superior"}, "move", "上级"),
        ({"deadline_class": "statutory", "basis": "法"}, "move", "法定"),
        ({}, "before", "已过"),
        ({}, "backwards", "晚于"),
        ({}, "nobody", "至少"),
        ({}, "shift", "不在此改动"),
    ],
)
def test_what_may_not_be_asked_for_is_refused(
    force: Force, more: dict[str, Any], change: str, said: str
) -> None:
    conflict = clash(force, **more)
    name = str(order("治安培训").pk)
    wrong = {
        "move": Change(
            "move", name, **at_minutes(f"{TUESDAY} 13:30", f"{TUESDAY} 15:30")
        ),
        "before": Change(
            "move", name, **at_minutes("2026-06-01 06:00", "2026-06-01 07:00")
        ),
        "backwards": Change(
            "move", name, **at_minutes(f"{TUESDAY} 13:30", f"{TUESDAY} 13:30")
        ),
        "nobody": Change("fewer", name, officers=0),
        "shift": Change("shift", name, due=minute_down(at("2026-06-05"))),
    }[change]
    with pytest.raises(ValidationError) as caught:
        put(force, conflict, by_hand(conflict, wrong))
    assert said in " ".join(caught.value.messages)
    assert not Proposal.objects.exists()


def test_what_was_withdrawn_meanwhile_overtakes_the_plan(force: Force) -> None:
    conflict = clash(force)
    proposal = ranked(force, conflict, "move")
    Assignment.objects.filter(pk=order("治安培训").pk).update(state="withdrawn")
    all_agree(force, proposal)
    assert proposal.state == "stale"
    assert (order("治安培训").due or dt.datetime.max) == at(f"{TUESDAY} 11:00")
