"""A task waits in the chief's inbox until the station has signed for it."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.models import DuplicatePair
from coordination.services import issuing, joining
from coordination.services.emergency import Urgency, override
from coordination.services.recalling import recall
from desk.models import InboxItem
from organization.models import User
from tasking.models import Assignment, Directive
from tasking.services import acts
from tests.coordination.test_duplicates import form
from tests.coordination.world import NOW, send, task
from tests.factories import Force, at


@pytest.fixture
def sent(force: Force) -> Directive:
    content = task("旅馆业检查", 5, "2026-06-12")
    return send(force, "public_order", content, force.a1, force.a2).directive


def waiting(user: User) -> list[str]:
    rows = InboxItem.objects.filter(recipient=user, kind="directive_sign")
    return [row.facts.get("title", "") for row in rows]


def test_each_chief_has_the_own_stations(force: Force, sent: Directive) -> None:
    assert waiting(force.chief_a1) == waiting(force.chief_a2) == ["旅馆业检查"]
    assert not waiting(force.chief_b1) and not waiting(force.officer_a1)
    letter = force.chief_a1.inbox.get(kind="directive_sign")
    row = sent.assignments.get(station=force.a1)
    assert letter.url == f"/assignments/{row.pk}/"
    assert letter.matter == f"assignment:{row.pk}"


@pytest.mark.parametrize(
    "act",
    [
        lambda by, row: acts.acknowledge(by=by, assignment=row, now=NOW),
        lambda by, row: acts.progress(
            by=by, assignment=row, remaining_units=1, now=NOW
        ),
        lambda by, row: acts.report(by=by, assignment=row, text="已办", now=NOW),
    ],
)
def test_signed_it_leaves(force: Force, sent: Directive, act: Any) -> None:
    act(force.chief_a1, sent.assignments.get(station=force.a1))
    assert not waiting(force.chief_a1) and waiting(force.chief_a2)


def test_taken_back_it_leaves(force: Force, sent: Directive) -> None:
    issuing.withdraw(by=force.staff, directive=sent, reason="停办", now=NOW)
    assert not waiting(force.chief_a1) and not waiting(force.chief_a2)


def test_recalled_it_leaves(force: Force, sent: Directive) -> None:
    recall(by=force.staff, directive=sent, reason="错发", now=NOW)
    assert not waiting(force.chief_a1)


def test_done_with_another_it_leaves(force: Force) -> None:
    for who in ("public_order", "narcotics"):
        row = send(force, who, form("旅馆统计", "旅馆 床位"), force.a1).directive
    pair = DuplicatePair.objects.get()
    values = {"pair": pair, "kept": pair.first_id, "reason": "", "now": NOW}
    joining.join(by=force.staff_narcotics, **values)
    letters = force.chief_a1.inbox.filter(kind="directive_sign")
    assert letters.count() == 1 and not letters.filter(
        matter=f"assignment:{row.assignments.get().pk}"
    )


def test_a_relay_takes_the_place_of_the_order_above(
    force: Force, sent: Directive
) -> None:
    content = task("转发：旅馆业检查", 5, "2026-06-12", parent=sent)
    relay = send(force, "narcotics", content, force.a1).directive
    assert waiting(force.chief_a1) == ["转发：旅馆业检查"]
    values = {"directive": relay, "reason": "停办", "now": NOW}
    issuing.withdraw(by=force.staff_narcotics, **values)
    assert waiting(force.chief_a1) == ["旅馆业检查"], "it stands again"


def test_own_plans_and_drafts_ask_for_no_signature(force: Force) -> None:
    content = task("巡逻", 3, "2026-06-12")
    values = {"content": content, "stations": [force.a1], "now": NOW}
    issuing.issue(by=force.chief_a1, requester=force.a1, **values)
    assert not waiting(force.chief_a1)


def test_urgent_ones_too(force: Force) -> None:
    urgency = Urgency("人命关天", at("2026-06-05"), None)
    override(
        by=force.head,
        requester=force.public_order,
        content=task("搜救", 5, "2026-06-04"),
        stations=[force.a1],
        urgency=urgency,
        now=NOW,
    )
    assert waiting(force.chief_a1) == ["搜救"]


def test_reserved_strength_names_nobody(force: Force) -> None:
    content = task("", 5, "2026-06-12", reserved=True)
    send(force, "public_order", content, force.a1)
    (facts,) = force.chief_a1.inbox.values_list("facts", flat=True)
    assert set(facts) == {"due"}


def test_the_same_queries_for_many_stations(
    force: Force, django_assert_max_num_queries: Any
) -> None:
    content = task("旅馆业检查", 5, "2026-06-12")
    with django_assert_max_num_queries(40):
        send(force, "public_order", content, force.a1, force.a2, force.unknown)
    assert Assignment.objects.count() == 3
