"""The ways out of a conflict on its page: ranked, proved, looked for a while longer."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict
from coordination.services.fixing import fixes
from coordination.services.searches import SEARCHES
from desk.models import Job
from organization.models import User
from tests.coordination.world import check, send, task
from tests.factories import Force
from tests.pages.test_working import client, day, monday

FIXED = {"deadline_class": "statutory", "basis": "《刑事诉讼法》"}


@pytest.fixture
def conflict(force: Force) -> Conflict:
    """Two departments ask for more than 柳堰 can do by a Wednesday."""
    return crowded(force)


def crowded(force: Force, **more: str) -> Conflict:
    now, first = timezone.now(), monday()
    for who, title, hours in (
        ("public_order", "夏季清查", 60),
        ("narcotics", "禁毒走访", 50),
    ):
        content = task(title, hours, day(first + 2), release=day(first), **more)
        send(force, who, content, force.a1, now=now)
    check(force.a1, force.a2, now=now)
    return Conflict.objects.get(station=force.a1)


def page(user: User, conflict: Conflict, query: str = "") -> str:
    address = reverse("coordination:fixes", args=[conflict.pk])
    answer = client(user).get(f"{address}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_conflict_page_brings_them_and_links_to_them(
    force: Force, conflict: Conflict
) -> None:
    answer = client(force.chief_a1).get(
        reverse("coordination:conflict", args=[conflict.pk])
    )
    address = reverse("coordination:fixes", args=[conflict.pk])
    text = answer.content.decode()
    assert f'hx-get="{address}"' in text and f'href="{address}"' in text


def test_the_table_says_what_changes_for_whom_at_what_price(
    force: Force, conflict: Conflict
) -> None:
    text = page(force.chief_a1, conflict)
    for said in ("改期", "分步完成", "压减内容", "免派", "津堰派出所支援"):
        assert said in text
    assert re.search(r"“禁毒走访”由.+改至", text)
    assert "晚1个工作日" in text


def test_selecting_one_shows_its_own_proof(force: Force, conflict: Conflict) -> None:
    offers = fixes([conflict], now=timezone.now()).offers
    waived = next(each for each in offers if each.plan.method == "waive")
    text = page(force.chief_a1, conflict, f"?plan={waived.digest}")
    assert 'aria-current="true"' in text
    row = re.search(r'<tr class="sel".+?</tr>', text, re.S)
    assert row and "免派" in row[0]
    assert "yp-cum" in text and "要做，改后" in text


def test_the_sums_of_a_proof_end_where_the_plan_says(
    force: Force, conflict: Conflict
) -> None:
    answer = client(force.chief_a1).get(
        reverse("coordination:fixes", args=[conflict.pk])
    )
    ways = answer.context["ways"]
    short = min(each.left_before for each in ways.proof.sums)
    assert -short == conflict.shortfall_hours
    assert min(each.left_after for each in ways.proof.sums) >= 0
    assert ways.chosen.settles


def test_what_cannot_move_is_named(force: Force) -> None:
    text = page(force.chief_a1, crowded(force, **FIXED))
    assert "仅靠改期无法解决" in text
    assert "“夏季清查”、“禁毒走访”不能改期" in text
    assert "不参与调整" in text and "法定时限" in text


def test_others_titles_are_not_told_to_a_department(
    force: Force, conflict: Conflict
) -> None:
    """What stands in a conflict of others is only somebody's task."""
    now, later = timezone.now(), monday(3)
    for title in ("另行安排甲", "另行安排乙"):
        content = task(title, 60, day(later + 2), release=day(later))
        send(force, "narcotics", content, force.a1, now=now)
    check(force.a1, now=now)
    told = page(force.staff, conflict)
    assert "另行安排" not in told and "禁毒大队的一项任务" in told
    assert "另行安排" in page(force.chief_a1, conflict)


def test_a_worker_looks_longer_and_the_page_says_what_came_of_it(
    force: Force, conflict: Conflict
) -> None:
    address = reverse("coordination:improve", args=[conflict.pk])
    browser: Client = client(force.chief_a1)
    assert browser.post(address).status_code == 302
    browser.post(address)
    job = Job.objects.get(kind="repair")
    assert 'hx-trigger="every 1s"' in page(force.chief_a1, conflict)
    assert SEARCHES.waiting(timezone.now()) == [job.pk]
    assert SEARCHES.run(job.pk, now=timezone.now(), seconds=600)
    assert not SEARCHES.run(job.pk, now=timezone.now())
    text = page(force.chief_a1, conflict)
    assert "没有代价更小的改期" in text and "every 1s" not in text


def test_a_search_that_finds_the_conflict_gone_ends(
    force: Force, conflict: Conflict
) -> None:
    address = reverse("coordination:improve", args=[conflict.pk])
    client(force.chief_a1).post(address)
    job = Job.objects.get(kind="repair")
    for row in conflict.station.assignments.all():
        type(row).objects.filter(pk=row.pk).update(remaining_units=0)
    check(force.a1, now=timezone.now())
    assert SEARCHES.run(job.pk, now=timezone.now(), seconds=600)
    job.refresh_from_db()
    assert job.state == Job.State.DONE and "shifts" not in job.result


def test_what_is_settled_has_no_ways_out(force: Force, conflict: Conflict) -> None:
    for row in conflict.station.assignments.all():
        type(row).objects.filter(pk=row.pk).update(remaining_units=0)
    check(force.a1, now=timezone.now())
    for name in ("coordination:fixes", "api:fixes"):
        answer = client(force.chief_a1).get(reverse(name, args=[conflict.pk]))
        assert answer.status_code == 404
    post = client(force.chief_a1).post(
        reverse("coordination:improve", args=[conflict.pk])
    )
    assert post.status_code == 404


def test_the_interface_gives_the_same_plans(force: Force, conflict: Conflict) -> None:
    offers = fixes([conflict], now=timezone.now()).offers
    answer = client(force.chief_a1).get(reverse("api:fixes", args=[conflict.pk]))
    told = answer.json()
    assert told["known"] and not told["obstacles"]
    assert [each["plan"] for each in told["plans"]] == [each.digest for each in offers]
    first = told["plans"][0]
    assert first["settles"] and first["stations"][0]["after"]["deficit_hours"] == 0
    kinds = {
        c["kind"] for p in told["plans"] for s in p["stations"] for c in s["changes"]
    }
    assert kinds >= {"shift", "split", "reduce", "waive", "lend"}


def queries(user: User, conflict: Conflict) -> int:
    browser = client(user)
    with CaptureQueriesContext(connection) as seen:
        browser.get(reverse("coordination:fixes", args=[conflict.pk]))
    return len(seen)


def test_the_number_of_queries_does_not_grow(force: Force, conflict: Conflict) -> None:
    few = queries(force.chief_a1, conflict)
    for n in range(20):
        content = task(f"走访{n}", 1, day(monday(4)))
        send(force, "narcotics", content, force.a1, now=timezone.now())
    check(force.a1, now=timezone.now())
    assert queries(force.chief_a1, conflict) <= few <= 15
