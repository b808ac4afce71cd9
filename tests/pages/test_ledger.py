"""The station's ledger: what it says, what is done in place, what it costs."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from coordination.models import Conflict
from organization.models import User
from tasking.models import Assignment
from tests.coordination.test_checking import fan_out
from tests.coordination.world import check, send, task
from tests.factories import Force


def day(ahead: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=ahead)).isoformat()


@pytest.fixture
def conflict(force: Force) -> Conflict:
    """400 + 400 hours within a fortnight of at most 528."""
    now = timezone.now()
    send(force, "public_order", task("重点户走访", 400, day(14)), force.a1, now=now)
    send(force, "narcotics", task("禁毒宣传", 400, day(14)), force.a1, now=now)
    check(force.a1, now=now)
    return Conflict.objects.get(station=force.a1)


def client(user: User, language: str = "zh-hans") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(user)
    return made


def page(force: Force, user: User, **query: str) -> str:
    url = reverse("coordination:workload", args=[force.a1.code])
    answer = client(user).get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_chief_reads_the_conflict_with_its_proof(
    force: Force, conflict: Conflict
) -> None:
    text = page(force, force.chief_a1)
    for word in ("治安管理大队", "禁毒大队", "重点户走访", "禁毒宣传", "800"):
        assert word in text
    short = f"{conflict.shortfall_hours:.0f}"
    assert re.search(rf"缺\s?{short}", re.sub("<[^>]+>", "", text))


def test_english_and_chinese_say_the_same_figures(
    force: Force, conflict: Conflict
) -> None:
    url = reverse("coordination:workload", args=[force.a1.code])
    with translation.override(None):
        english = client(force.chief_a1, "en").get(url).content.decode()
    assert "hours short" in english
    assert "Public Order" in english


def test_unknown_is_said_to_be_unknown(force: Force) -> None:
    url = reverse("coordination:workload", args=[force.unknown.code])
    text = client(force.coordinator).get(url).content.decode()
    assert "不等于可以安排" in text


def test_signing_in_place(force: Force, conflict: Conflict) -> None:
    row = Assignment.objects.filter(station=force.a1).earliest("pk")
    url = reverse("coordination:acknowledge", args=[row.pk])
    answer = client(force.chief_a1).post(url, {"version": row.version})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == "acknowledged"
    assert row.entries.get().by == force.chief_a1


@pytest.mark.parametrize(
    ("typed", "status"), [("12.5", 200), ("-1", 422), ("很多", 422), ("", 422)]
)
def test_progress_in_place(
    force: Force, conflict: Conflict, typed: str, status: int
) -> None:
    row = Assignment.objects.filter(station=force.a1).earliest("pk")
    url = reverse("coordination:progress", args=[row.pk])
    answer = client(force.chief_a1).post(
        url, {"remaining_hours": typed}, headers={"hx-request": "true"}
    )
    assert answer.status_code == status
    row.refresh_from_db()
    assert row.remaining_hours == (12.5 if status == 200 else 400)


def test_a_stale_row_is_not_overwritten(force: Force, conflict: Conflict) -> None:
    row = Assignment.objects.filter(station=force.a1).earliest("pk")
    url = reverse("coordination:progress", args=[row.pk])
    sent = {"remaining_hours": "3", "version": "99"}
    answer = client(force.chief_a1).post(url, sent)
    assert answer.status_code == 422
    assert "已" in answer.content.decode()
    row.refresh_from_db()
    assert row.remaining_hours == 400


def test_reporting_twice_is_refused_in_words(force: Force, conflict: Conflict) -> None:
    row = Assignment.objects.filter(station=force.a1).earliest("pk")
    url = reverse("coordination:report", args=[row.pk])
    assert client(force.chief_a1).post(url, {"text": "已完成"}).status_code == 302
    assert client(force.chief_a1).post(url, {"text": "已完成"}).status_code == 422


def test_odd_characters_are_no_failure(force: Force, conflict: Conflict) -> None:
    chief, row = client(force.chief_a1), Assignment.objects.get(pk=conflict.misses[0])
    sent = {"remaining_hours": "5", "note": "余\0五", "version": "²"}
    done = chief.post(reverse("coordination:progress", args=[row.pk]), sent)
    assert done.status_code == 302
    assert row.entries.get(act="progress").note == "余五"
    assert chief.get("/stations/%00/workload/").status_code == 404
    assert client(force.audit_admin).get("/audit/?q=%00").status_code == 200


def test_others_may_not_see_or_act(force: Force, conflict: Conflict) -> None:
    url = reverse("coordination:workload", args=[force.a1.code])
    assert client(force.chief_a2).get(url).status_code == 404
    assert client(force.stranger).get(url).status_code == 404
    assert client(force.staff).get(url).status_code == 403
    row = Assignment.objects.filter(station=force.a1).earliest("pk")
    act = reverse("coordination:report", args=[row.pk])
    assert client(force.chief_a2).post(act).status_code == 404
    assert client(force.coordinator).post(act).status_code == 403
    assert client(force.chief_a1).get(act).status_code == 405


def test_nonsense_in_the_address_shows_the_usual_weeks(
    force: Force, conflict: Conflict
) -> None:
    for bad in ({"from": "gestern"}, {"zoom": "x"}, {"page": "-3"}, {"show": "<"}):
        page(force, force.chief_a1, **bad)
    page(force, force.chief_a1, **{"from": "9999-12-31"})


def test_the_page_costs_the_same_queries_at_10_and_1000_rows(
    force: Force, conflict: Conflict, django_assert_max_num_queries
) -> None:
    costs = []
    first = Assignment.objects.filter(station=force.a1).earliest("pk")
    for count in (10, 990):
        fan_out(first, count)
        check(force.a1, now=timezone.now())
        browser = client(force.chief_a1)
        url = reverse("coordination:workload", args=[force.a1.code])
        with django_assert_max_num_queries(15) as captured:
            assert browser.get(url).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_the_board_and_the_conflict_page(force: Force, conflict: Conflict) -> None:
    board = client(force.coordinator).get(reverse("coordination:board"))
    assert board.status_code == 200
    url = reverse("coordination:conflict", args=[conflict.pk])
    assert url in board.content.decode()
    for reader in (force.chief_a1, force.staff, force.coordinator):
        assert client(reader).get(url).status_code == 200
    assert client(force.chief_a2).get(url).status_code == 404
    assert client(force.staff_b).get(url).status_code == 404


def test_the_board_costs_a_constant_number_of_queries(
    force: Force, conflict: Conflict, django_assert_max_num_queries
) -> None:
    browser = client(force.coordinator)
    with django_assert_max_num_queries(15):  # two of them for the heat map
        assert browser.get(reverse("coordination:board")).status_code == 200


def test_everybody_begins_somewhere(force: Force) -> None:
    for user in force.personas.values():
        answer = client(user).get("/", follow=True)
        assert answer.status_code == 200, user.username
