"""Another time or fewer officers, wished for by hand or as a counter."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from coordination.models import Conflict, Proposal
from coordination.services.negotiation import answering, proposing
from coordination.services.negotiation.drafting import Insufficient, Wish, own_plan
from tasking.models import Assignment
from tests.coordination.world import NOW, send
from tests.factories import Force, at
from tests.negotiation.appointments import TUESDAY, chief_twice, clash, event
from tests.negotiation.world import LATER, order, party, state

AFTERNOON = Wish(start=at(f"{TUESDAY} 14:00"), due=at(f"{TUESDAY} 16:00"))
EARLY = Wish(start=at(f"{TUESDAY} 09:30"), due=at(f"{TUESDAY} 11:30"))


def propose(force: Force, conflict: Conflict, wishes: dict[int, Wish]) -> Proposal:
    plan = own_plan(conflict, wishes)
    return proposing.propose(by=force.chief_a1, conflict=conflict, plan=plan, now=NOW)


def counter(force: Force, proposal: Proposal, wish: Wish) -> Any:
    return answering.counter(
        by=force.staff,
        party=party(proposal, force.public_order),
        wishes={order("治安培训").pk: wish},
        now=LATER,
    )


def test_a_plan_by_hand_moves_and_takes_fewer(force: Force) -> None:
    conflict = clash(force)
    row = order("治安培训")
    proposal = propose(force, conflict, {row.pk: Wish(officers=2000)})
    counter(force, proposal, AFTERNOON)
    assert proposal.parties.get(station=force.a1).answer == "waiting"
    answering.accept(by=force.chief_a1, party=party(proposal, force.a1), now=LATER)
    row.refresh_from_db()
    assert state(proposal) == "applied"
    assert (row.release, row.due, row.officers) == (AFTERNOON.start, AFTERNOON.due, 4)


def test_a_time_that_does_not_help_is_told(force: Force) -> None:
    conflict = clash(force)
    with pytest.raises(Insufficient):
        propose(force, conflict, {order("治安培训").pk: EARLY})
    proposal = propose(force, conflict, {order("治安培训").pk: AFTERNOON})
    counter(force, proposal, EARLY)
    asked = party(proposal, force.public_order)
    assert (asked.answer, asked.wish["holds"]) == ("countered", False)
    assert state(proposal) == "brokered"


def two_stations(force: Force) -> Conflict:
    """A meeting that summons the chiefs of both stations, and another at one."""
    for who, title, places in (
        ("public_order", "治安例会", (force.a1, force.a2)),
        ("narcotics", "禁毒例会", (force.a1,)),
    ):
        content = event(
            title,
            f"{TUESDAY} 09:00",
            f"{TUESDAY} 10:30",
            0,
            "chief",
            kind="meeting",
        )
        send(force, who, content, *places)
    return chief_twice_checked(force)


def chief_twice_checked(force: Force) -> Conflict:
    from tests.coordination.world import check

    check(force.a1, force.a2)
    return Conflict.objects.open().get(station=force.a1)


def test_a_meeting_gets_its_new_time_everywhere(force: Force) -> None:
    conflict = two_stations(force)
    row = order("治安例会", force.a1)
    proposal = propose(force, conflict, {row.pk: AFTERNOON})
    assert {p.unit.code for p in proposal.parties.all()} == {
        force.a1.code,
        force.a2.code,
        force.public_order.code,
    }
    for who, unit in ((force.staff, force.public_order), (force.chief_a2, force.a2)):
        answering.accept(by=who, party=party(proposal, unit), now=LATER)
    assert state(proposal) == "applied"
    starts = Assignment.objects.filter(directive=row.directive).values_list("release")
    assert set(starts) == {(AFTERNOON.start,)}


def test_a_meeting_is_not_torn_apart(force: Force) -> None:
    conflict = two_stations(force)
    plan = own_plan(conflict, {order("治安例会", force.a1).pk: AFTERNOON})
    here = tuple(s for s in plan.stations if s.station == force.a1.code)
    torn = type(plan)(plan.method, here, plan.cost)
    with pytest.raises(ValidationError) as caught:
        proposing.propose(by=force.chief_a1, conflict=conflict, plan=torn, now=NOW)
    assert "同一个会" in caught.value.messages[0]


def test_another_is_wished_for(force: Force) -> None:
    conflict = chief_twice(force)
    row = order("治安例会")
    proposal = propose(force, conflict, {row.pk: Wish(names=("instructor",))})
    answering.accept(
        by=force.staff, party=party(proposal, force.public_order), now=LATER
    )
    row.refresh_from_db()
    assert state(proposal) == "applied" and row.attendees == ["instructor"]
