"""A posting order is changed before the chiefs are asked, or taken back from them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from desk.models import InboxItem
from organization.models import AuditEvent
from personnel.models import OrderSaying, PostingOrder
from personnel.services import consulting, deciding, ordering, redrafting, requesting
from tests.factories import Force, force
from tests.personnel.test_orders import (
    LATER,
    MEETING,
    NOW,
    SOON,
    asked,
    decide,
    order,
    say,
    told,
    wish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Force:
    return force()


def taken_back(made: Force, row: PostingOrder) -> PostingOrder:
    act = {"by": made.personnel_admin, "order": row, "now": NOW}
    return redrafting.take_back(reason="换人选", **act)


def test_a_draft_says_something_else_until_the_chiefs_are_asked(made: Force) -> None:
    row = order(made)
    words = {"title": "七月调整", "basis": "轮岗期满", "readers": [made.leader]}
    act: dict[str, Any] = {"by": made.personnel_admin, "order": row} | words
    row = redrafting.change_draft(**act)
    assert (row.title, row.basis, row.version) == ("七月调整", "轮岗期满", 2)
    assert set(told(redrafting.change_draft, **act | {"title": " "})) == {"title"}
    assert "state" in told(redrafting.change_draft, version=1, **act)
    strange = act | {"readers": [made.chief_b1]}
    assert set(told(redrafting.change_draft, **strange)) == {"readers"}
    with pytest.raises(PermissionDenied):
        redrafting.change_draft(**act | {"by": made.chief_a1})
    ordering.consult(by=made.personnel_admin, order=row, now=NOW)
    assert "state" in told(redrafting.change_draft, **act)


def test_a_line_goes_elsewhere_on_another_day_and_is_judged_anew(made: Force) -> None:
    row = order(made)
    line = row.lines.get()
    act: dict[str, Any] = {"by": made.personnel_admin, "line": line, "now": NOW}
    lent = wish(made, unit=made.criminal, kind="loan", first=LATER, end=LATER)
    assert set(told(redrafting.change_line, wish=lent, **act)) == {"until"}
    other = wish(made, 1)
    assert set(told(redrafting.change_line, wish=other, **act)) == {"officer"}
    redrafting.change_line(wish=wish(made, unit=made.unknown, first=LATER), **act)
    line = row.lines.get()
    assert (line.station, line.loses, line.first) == (made.unknown, made.a1, LATER)
    kept = AuditEvent.objects.get(action="posting_order.change_line").detail
    assert (kept["before"]["to"], kept["to"]) == (made.a2.code, made.unknown.code)
    assert kept["before"]["first"] == SOON.isoformat()
    ordering.remove_line(by=made.personnel_admin, line=line)
    assert set(told(redrafting.change_line, wish=wish(made), **act)) == {"state"}


def test_taken_back_it_is_a_draft_and_chiefs_are_told(made: Force) -> None:
    row = asked(made)
    said = say(made, row, made.chief_a1, "objection")
    act = {"by": made.personnel_admin, "order": row, "now": NOW}
    assert set(told(redrafting.take_back, reason=" ", **act)) == {"reason"}
    row = taken_back(made, row)
    assert (row.state, row.answer_due) == ("draft", None)
    people = InboxItem.objects.filter(kind="posting_taken_back")
    names = set(people.values_list("recipient__username", flat=True))
    assert names == {"chief_a1", "chief_a2", "leader"}
    assert "state" in told(redrafting.take_back, reason="x", **act)
    for user in (made.chief_a1, made.chief_a2):
        assert row in PostingOrder.objects.visible_to(user)
        assert not row.lines.all().of_stations(user.scope.stations)
    late = {"seat": said.seat, "answer": "agree", "text": "", "now": NOW}
    assert "state" in told(consulting.say, by=made.chief_a1, **late)
    answer = {"by": made.leader, "saying": said, "text": "x", "now": NOW}
    assert "state" in told(consulting.reply, **answer)


def test_withdrawn_before_the_chiefs_were_asked_again_no_line_is_read(
    made: Force,
) -> None:
    """What was changed meanwhile was put before nobody, and is not when it ends."""
    row = taken_back(made, asked(made))
    by = {"by": made.personnel_admin, "order": row, "now": NOW}
    ordering.add_line(wish=wish(made, 1), **by)
    row = ordering.withdraw_order(reason="不再调整", **by)
    own = made.chief_a1.scope.stations
    assert row in PostingOrder.objects.visible_to(made.chief_a1) and row.unasked
    assert not row.lines.all().of_stations(own)
    asked_once = asked(made)
    act = {"by": made.personnel_admin, "order": asked_once, "now": NOW}
    seen = ordering.withdraw_order(reason="不再调整", **act)
    assert seen.lines.all().of_stations(own) and not seen.unasked


def test_what_was_said_before_stays_and_counts_no_more(made: Force) -> None:
    """北埠 is asked instead of 津堰 now; an old objection blocks nothing."""
    row = asked(made)
    say(made, row, made.chief_a1, "objection")
    row = taken_back(made, row)
    line = row.lines.get()
    by = {"by": made.personnel_admin, "now": NOW}
    redrafting.change_line(line=line, wish=wish(made, unit=made.unknown), **by)
    row = ordering.consult(order=row, **by)
    now_asked = {seat.station for seat in row.seats.filter(turn=2)}
    assert (row.turn, row.change_reason) == (2, "")
    assert now_asked == {made.a1, made.unknown}
    assert len(deciding.open_points(row, consulting.seats_of(row), NOW)) == 2
    assert OrderSaying.objects.filter(seat__order=row).count() == 1
    seat = row.seats.get(station=made.a1, turn=2)
    consulting.say(by=made.chief_a1, seat=seat, answer="agree", text="", now=NOW)
    assert row.answer_due and consulting.run_clocks(now=row.answer_due) == 1
    given = {"by": made.leader, "order": row, "decision": MEETING}
    assert deciding.decide(now=row.answer_due, **given).state == "decided"
    assert not InboxItem.objects.filter(
        kind="posting_decided", recipient=made.chief_a2
    ).exists()


def test_an_order_is_made_of_a_request_that_was_taken_up(made: Force) -> None:
    asks = {"station": made.a2, "kind": "社区民警", "number": 1, "reason": "缺编"}
    ask = requesting.ask_for_officers(by=made.chief_a2, now=NOW, **asks)
    draft: dict[str, Any] = {"by": made.personnel_admin, "bureau": made.county_a}
    draft |= {"title": "补员", "now": NOW, "wishes": [wish(made)]}
    draft["readers"] = [made.leader]
    assert set(told(ordering.draft_order, request=ask, **draft)) == {"request"}
    answer = {"taken": True, "answer": "已列入", "now": NOW}
    ask = requesting.answer_request(by=made.personnel_admin, request=ask, **answer)
    row = ordering.draft_order(request=ask, **draft)
    row = ordering.consult(by=made.personnel_admin, order=row, now=NOW)
    for chief in (made.chief_a1, made.chief_a2):
        say(made, row, chief, "agree")
    decide(made, row)
    assert [one.state for one in ask.orders.all()] == ["decided"]
    letter = InboxItem.objects.get(kind="posting_request_decided")
    assert letter.recipient == made.chief_a2
    assert letter.facts["number"] == MEETING.number
