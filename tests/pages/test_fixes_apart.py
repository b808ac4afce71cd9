"""Clashes and taken protected time on their pages and in the interface."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict, Proposal
from coordination.services.fixing import fixes
from coordination.services.protecting import protect
from organization.models import User
from tests.coordination.world import check, send
from tests.factories import Force, at
from tests.negotiation.appointments import event
from tests.pages.test_working import client, day, monday


@pytest.fixture
def conflict(force: Force) -> Conflict:
    """Two trainings on a Wednesday morning take four of the six officers each."""
    return clash(force)


def clash(force: Force, **more: Any) -> Conflict:
    now, wednesday = timezone.now(), monday() + 2
    for who, title in (("public_order", "治安培训"), ("narcotics", "禁毒培训")):
        content = event(
            title, day(wednesday, "09:00"), day(wednesday, "11:00"), 4, **more
        )
        send(force, who, content, force.a1, now=now)
    check(force.a1, force.a2, now=now)
    return Conflict.objects.get(station=force.a1)


def taken(force: Force) -> Conflict:
    now, wednesday = timezone.now(), monday() + 2
    protect(
        by=force.chief_a1,
        station=force.a1,
        title="入户走访",
        start=at(day(wednesday, "14:00")),
        end=at(day(wednesday, "17:30")),
        officers=Decimal(2),
        now=now,
    )
    content = event("消防检查", day(wednesday, "14:30"), day(wednesday, "16:30"), 5)
    send(force, "public_order", content, force.a1, now=now)
    check(force.a1, now=now)
    return Conflict.objects.get(station=force.a1)


def page(user: User, conflict: Conflict, query: str = "", language: str = "zh-hans"):
    address = reverse("coordination:fixes", args=[conflict.pk])
    answer = client(user, language).get(f"{address}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def digest(conflict: Conflict, method: str) -> str:
    offers = fixes([conflict], now=timezone.now()).offers
    return next(each.digest for each in offers if each.plan.method == method)


def propose(user: User, conflict: Conflict, plan: str) -> Any:
    url = reverse("coordination:propose", args=[conflict.pk])
    return client(user).post(url, {"plan": plan}, follow=True)


def test_the_table_says_what_changes_for_whom_at_what_price(
    force: Force, conflict: Conflict
) -> None:
    text = page(force.chief_a1, conflict)
    for said in ("调整时间", "减少用警", "免派", "津堰派出所支援", "由4人减为2人"):
        assert said in text, said
    assert "当天改时间" in text and "在岗" in text
    assert "找更好的方案" not in text
    assert "Another time" in page(force.chief_a1, conflict, language="en")


def test_the_proof_counts_officers_before_and_after(
    force: Force, conflict: Conflict
) -> None:
    address = reverse("coordination:fixes", args=[conflict.pk])
    lines = client(force.chief_a1).get(address).context["ways"].lines
    first, *rest = lines
    assert (first.there, first.before, first.after) == (6, 8, 4)
    assert first.left_before == -2 and first.left_after == 2
    assert [(each.before, each.after) for each in rest] == [(0, 4)]


def test_taken_protected_time_has_ways_out_too(force: Force) -> None:
    conflict = taken(force)
    text = page(force.chief_a1, conflict)
    assert "入户走访" in text and "消防检查" in text and "由5人减为4人" in text
    done = propose(force.chief_a1, conflict, digest(conflict, "fewer"))
    assert "入户走访" not in done.content.decode() and "由5人减为4人" in (
        done.content.decode()
    )


def test_what_stands_is_named_with_the_reason(force: Force) -> None:
    text = page(force.chief_a1, clash(force, deadline_class="superior"))
    assert "“治安培训”：时间由上级确定" in text and "仅靠调整时间无法解决" in text


def test_a_plan_is_proposed_answered_and_carried_out(
    force: Force, conflict: Conflict
) -> None:
    done = propose(force.chief_a1, conflict, digest(conflict, "move"))
    proposal = Proposal.objects.get()
    assert "治安培训" in done.content.decode()
    url = reverse("coordination:answer_proposal", args=[proposal.pk])
    client(force.staff).post(url, {"act": "accept"})
    proposal.refresh_from_db()
    assert proposal.state == "applied"
    check(force.a1, now=timezone.now())
    late = client(force.staff).post(url, {"act": "accept"})
    assert late.status_code == 422 and "会商已结束" in late.content.decode()
    assert not Conflict.objects.open().exists()


def test_a_plan_that_the_facts_give_no_more_is_not_proposed(
    force: Force, conflict: Conflict
) -> None:
    plan, wednesday = digest(conflict, "move"), monday() + 2
    content = event("专项", day(wednesday, "13:30"), day(wednesday, "15:30"), 4)
    send(force, "narcotics", content, force.a1, now=timezone.now())
    done = propose(force.chief_a1, conflict, plan)
    assert "该方案已不成立" in done.content.decode() and not Proposal.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("officer_a1", 403)])
def test_who_may_not_propose_it(
    force: Force, conflict: Conflict, who: str, status: int
) -> None:
    url = reverse("coordination:propose", args=[conflict.pk])
    plan = {"plan": digest(conflict, "move")}
    assert client(force.personas[who]).post(url, plan).status_code == status


def test_a_longer_search_is_for_dates_only(force: Force, conflict: Conflict) -> None:
    url = reverse("coordination:improve", args=[conflict.pk])
    assert client(force.chief_a1).post(url).status_code == 404


def test_others_titles_are_not_told_to_a_department(
    force: Force, conflict: Conflict
) -> None:
    """In the afternoon there is something that is not its business."""
    wednesday = monday() + 2
    content = event("另行安排", day(wednesday, "13:30"), day(wednesday, "15:30"), 1)
    send(force, "narcotics", content, force.a1, now=timezone.now())
    assert "另行安排" not in page(force.staff, conflict)
    assert "另行安排" in page(force.chief_a1, conflict)


def test_the_number_of_queries_does_not_grow(force: Force, conflict: Conflict) -> None:
    address = reverse("coordination:fixes", args=[conflict.pk])
    browser = client(force.chief_a1)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        return len(seen)

    few = queries()
    for n in range(20):
        content = event(f"培训{n}", day(21 + n, "09:00"), day(21 + n, "10:00"), 1)
        send(force, "narcotics", content, force.a1, now=timezone.now())
    check(force.a1, now=timezone.now())
    assert queries() <= few <= 15


def test_a_plan_by_hand_gives_another_time(force: Force, conflict: Conflict) -> None:
    url = reverse("coordination:own_plan", args=[conflict.pk])
    first = conflict.members[0]["assignment"]
    wednesday, browser = monday() + 2, client(force.chief_a1)
    assert f"wish-{first}-start_time" in browser.get(url).content.decode()
    typed = {
        f"wish-{m['assignment']}-{name}": value
        for m in conflict.members
        for name, value in (
            *(("start", day(wednesday)), ("start_time", "09:00")),
            *(("end", day(wednesday)), ("end_time", "11:00"), ("officers", "4")),
        )
    }
    wrong = browser.post(url, typed | {f"wish-{first}-end_time": "08:00"})
    assert wrong.status_code == 422 and "yp-error" in wrong.content.decode()
    same = browser.post(url, typed)
    assert same.status_code == 422 and not Proposal.objects.exists()
    moved = {f"wish-{first}-start_time": "14:00", f"wish-{first}-end_time": "16:00"}
    assert browser.post(url, typed | moved).status_code == 302
    (change,) = Proposal.objects.get().plan["stations"][0]["changes"]
    assert (change["kind"], change["demand"]) == ("move", first)


def test_the_conflict_page_brings_them(force: Force, conflict: Conflict) -> None:
    url = reverse("coordination:conflict", args=[conflict.pk])
    text = client(force.chief_a1).get(url).content.decode()
    assert f'hx-get="{reverse("coordination:fixes", args=[conflict.pk])}"' in text


def test_a_lender_that_is_asked_for_itself_meanwhile_lends_nothing(
    force: Force, conflict: Conflict
) -> None:
    propose(force.chief_a1, conflict, digest(conflict, "lend"))
    proposal, wednesday = Proposal.objects.get(), monday() + 2
    content = event("津堰培训", day(wednesday, "09:00"), day(wednesday, "10:00"), 5)
    send(force, "public_order", content, force.a2, now=timezone.now())
    named = [o.police_number for o in force.officers[force.a2.code][:2]]
    url = reverse("coordination:answer_proposal", args=[proposal.pk])
    said = {"act": "accept", "officers": named}
    answer = client(force.chief_a2).post(url, said, follow=True)
    proposal.refresh_from_db()
    assert proposal.state == "stale"
    assert "情况有变" in answer.content.decode()
    assert "支援警力" not in page(force.chief_a1, conflict)
