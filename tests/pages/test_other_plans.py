"""The other plans of a thread: seen by everybody in it, chosen by who may speak."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import Proposal
from coordination.services.negotiation import proposing
from coordination.services.negotiation.drafting import Wish, own_plan
from organization.models import User
from tests.coordination.world import check, send, task
from tests.factories import Force
from tests.negotiation.world import order, party
from tests.pages.composing import words
from tests.pages.test_directives import client, day
from tests.pages.test_thread import act, proposed, short, thread


@pytest.fixture
def begun(force: Force) -> Proposal:
    return proposed(force, short(force, much=20))


def address(proposal: Proposal) -> str:
    return reverse("coordination:other_plans", args=[proposal.pk])


def plans(user: User, proposal: Proposal) -> Any:
    answer = client(user).get(address(proposal))
    assert answer.status_code == 200
    return answer.context["others"]


def choose(user: User, proposal: Proposal, method: str, **data: Any) -> Any:
    found = [way for way in plans(user, proposal).ways if way.settles]
    way = next((way for way in found if method in way.label), found[0])
    return client(user).post(
        address(proposal), {"plan": way.digest, "seen": proposal.round} | data
    )


def test_everybody_in_the_thread_reads_price_and_whom_it_asks(
    force: Force, begun: Proposal
) -> None:
    for user in (force.chief_a1, force.staff, force.coordinator, force.leader):
        found = plans(user, begun)
        assert found.ways and all(way.changes and way.touched for way in found.ways)
        assert any(way.settles for way in found.ways)
    page = client(force.chief_a1).get(thread(begun)).content.decode()
    assert f'hx-get="{address(begun)}"' in page


def test_the_plan_on_the_table_is_not_among_them(force: Force, begun: Proposal) -> None:
    choose(force.coordinator, begun, "")
    begun.refresh_from_db()
    methods = {
        change["demand"] for s in begun.plan["stations"] for change in s["changes"]
    }
    assert methods and begun.round == 2
    before = len(plans(force.coordinator, begun).ways)
    choose(force.coordinator, begun, "")
    begun.refresh_from_db()
    assert begun.round == 3 and len(plans(force.coordinator, begun).ways) == before


def test_a_unit_suggests_another_with_one_click(force: Force, begun: Proposal) -> None:
    answer = choose(force.staff, begun, "")
    assert answer.url == thread(begun)
    begun.refresh_from_db()
    assert begun.round == 2 and begun.state == "open"
    entry = begun.entries.get(act="counter_plan")
    assert entry.by == force.staff and entry.unit_code == force.public_order.code
    others = begun.parties.exclude(department=force.public_order)
    assert others.filter(answer="waiting").exists()
    text = words(client(force.chief_a1).get(thread(begun)))
    assert "建议改用另一方案" in text


def test_whoever_suggests_has_agreed(force: Force, begun: Proposal) -> None:
    choose(force.staff, begun, "")
    mine = begun.parties.filter(department=force.public_order).first()
    assert mine is None or mine.answer == "accepted"


def test_of_a_plan_that_was_looked_at_before(force: Force, begun: Proposal) -> None:
    answer = choose(force.staff, begun, "", seen=7)
    assert answer.url == thread(begun)
    begun.refresh_from_db()
    assert begun.round == 1


def test_a_plan_that_facts_give_no_more(force: Force, begun: Proposal) -> None:
    found = plans(force.staff, begun).ways[0]
    send(force, "narcotics", task("加码", 9, day(3)), force.a1, now=timezone.now())
    check(force.a1, now=timezone.now())
    client(force.staff).post(address(begun), {"plan": found.digest, "seen": 1})
    client(force.staff).post(address(begun), {"plan": "x" * 900, "seen": 1})
    begun.refresh_from_db()
    assert begun.round == 1 and not begun.entries.filter(act="counter_plan").exists()


def test_who_has_said_yes_or_no_has_spoken(force: Force, begun: Proposal) -> None:
    act(force.staff, "answer", begun, act="decline", seen=1, text="有部署")
    assert plans(force.staff, begun).party is None
    answer = client(force.staff).post(address(begun), {"plan": "x", "seen": 1})
    assert answer.status_code == 302
    begun.refresh_from_db()
    assert begun.round == 1
    assert party(begun, force.public_order).answer == "declined"


def test_a_closed_thread_offers_nothing(force: Force, begun: Proposal) -> None:
    act(force.leader, "decide", begun, act="order", text="按方案办", seen=1)
    found = plans(force.coordinator, begun)
    assert not found.ways and not found.may_choose
    assert client(force.coordinator).post(address(begun)).status_code == 403


def test_strangers_find_nothing(force: Force, begun: Proposal) -> None:
    for user in (force.chief_a2, force.staff_b, force.stranger):
        assert client(user).get(address(begun)).status_code == 404
    assert client(force.leader).post(address(begun)).status_code == 403
    assert client(force.staff).put(address(begun)).status_code == 405


@pytest.mark.parametrize(
    ("kept", "why"),
    [("statutory", "经批准延期方可调整"), ("superior", "本级无权调整")],
)
def test_dates_that_cannot_move_are_named_with_the_reason(
    force: Force, kept: str, why: str
) -> None:
    now = timezone.now()
    fixed = task("案件办理", 20, day(3), deadline_class=kept, basis="《刑事诉讼法》")
    send(force, "public_order", fixed, force.a1, now=now)
    conflict = short(force, much=0)
    wish = Wish(due=now + dt.timedelta(days=40))
    plan = own_plan(conflict, {order("夏季清查").pk: wish})
    proposal = proposing.propose(
        by=force.coordinator, conflict=conflict, plan=plan, now=now
    )
    text = words(client(force.coordinator).get(address(proposal)))
    assert "案件办理" in text and why in text


def test_the_plans_cost_as_many_statements_for_many_tasks(force: Force) -> None:
    costs = []
    for station, count in ((force.a1, 2), (force.a2, 60)):
        for n in range(count):
            content = task(f"零星任务{n}", 1, day(3))
            send(force, "narcotics", content, station, now=timezone.now())
        proposal = proposed(force, short(force, station, much=20))
        office = client(force.coordinator)
        office.get(address(proposal))
        with CaptureQueriesContext(connection) as found:
            assert office.get(address(proposal)).status_code == 200
        costs.append(len(found))
    assert costs[1] <= costs[0] <= 15, costs
