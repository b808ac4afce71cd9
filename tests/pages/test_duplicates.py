"""The page of tasks that ask twice, and what is done there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from coordination.models import DuplicatePair
from coordination.savings import quarter_of, spared
from tasking.models import DirectiveParty
from tests.coordination.world import send, task
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import act, client, day

PAGE = "coordination:duplicates"


def ask(force: Force, who: str, title: str, items: str, hours: float = 6) -> Any:
    content = task(
        title, hours, day(12), kind="report", release=day(2), data_items=items.split()
    )
    now = timezone.now()
    return send(force, who, content, force.a1, force.a2, now=now).directive


@pytest.fixture
def pair(force: Force) -> DuplicatePair:
    ask(force, "public_order", "旅馆业从业人员报表", "旅馆数 从业人员数 床位数", 6)
    ask(force, "narcotics", "旅馆涉毒情况", "旅馆 从业人员", 4)
    return DuplicatePair.objects.get()


def page(user: Any, language: str = "zh-hans") -> str:
    answer = client(user, language).get(reverse(PAGE))
    assert answer.status_code == 200
    return words(answer)


def test_both_read_why_and_what_it_spares(force: Force, pair: DuplicatePair) -> None:
    for user in (force.staff, force.staff_narcotics, force.coordinator):
        text = page(user)
        assert "1处重复布置" in text and "减少8人·时" in text
        assert "旅馆数、从业人员数" in text and "同一数据" in text
    assert "1 pair of tasks" in page(force.leader, "en")


def test_nothing_is_a_plain_sentence(force: Force) -> None:
    assert "目前没有重复布置" in page(force.staff)


def test_the_own_task_is_joined(force: Force, pair: DuplicatePair) -> None:
    text = page(force.staff_narcotics)
    assert "合并为一张报表" in text
    data = {"kept": pair.first_id, "reason": "同一批旅馆"}
    answer = act(force.staff_narcotics, "join_duplicate", pair.pk, **data)
    assert answer.status_code == 302
    assert DirectiveParty.objects.get().reason == "同一批旅馆"
    after = page(force.staff_narcotics)
    assert "目前没有重复布置" in after and "已合并" in after
    assert "合计2" in after.replace(" ", ""), "two forms were spared"
    told = words(client(force.chief_a1).get(reverse("coordination:inbox")))
    assert "“旅馆涉毒情况”并入“旅馆业从业人员报表”" in told


def test_what_was_spared_stands_on_the_board_and_on_the_task(
    force: Force, pair: DuplicatePair
) -> None:
    board = reverse("coordination:board")
    task_page = reverse("coordination:directive", args=[pair.first_id])
    assert "合并布置减负" not in words(client(force.coordinator).get(board))
    data = {"kept": pair.first_id, "reason": "同一批旅馆"}
    act(force.staff_narcotics, "join_duplicate", pair.pk, **data)
    text = words(client(force.coordinator).get(board)).replace(" ", "")
    assert "合并布置减负：本季度2张报表、8人·时；今年2张报表、8人·时" in text
    told = words(client(force.staff).get(task_page)).replace(" ", "")
    assert "合并布置减负2张报表、8人·时" in told


def test_what_is_spared_is_that_of_quarter_and_year(
    force: Force, pair: DuplicatePair
) -> None:
    data = {"kept": pair.first_id, "reason": "同一批旅馆"}
    act(force.staff_narcotics, "join_duplicate", pair.pk, **data)
    party = DirectiveParty.objects.get()
    first, end = quarter_of(party.at)
    found = spared(force.coordinator, end - dt.timedelta(days=1))
    assert found.quarter == found.year and found.year.hours == 8
    assert not spared(force.coordinator, first.replace(year=first.year + 1)).year
    assert not spared(force.stranger, party.at).year


def test_what_cannot_go_in_says_why(force: Force, pair: DuplicatePair) -> None:
    text = page(force.staff)
    assert "增加床位数后" in text and "合并为一张报表" not in text
    answer = act(force.staff, "join_duplicate", pair.pk, kept=pair.second_id)
    assert answer.status_code == 422 and "床位数" in words(answer)


@pytest.mark.parametrize("kept", ["", "x", "9" * 30, "0"])
def test_a_task_that_is_none_of_the_two(
    force: Force, pair: DuplicatePair, kept: str
) -> None:
    answer = act(force.staff_narcotics, "join_duplicate", pair.pk, kept=kept)
    assert answer.status_code == 422 and "请选择保留" in words(answer)


def test_without_a_reason_nothing_is_dismissed(
    force: Force, pair: DuplicatePair
) -> None:
    answer = act(force.coordinator, "dismiss_duplicate", pair.pk, reason=" ")
    assert answer.status_code == 422 and "请说明为何" in words(answer)
    act(force.coordinator, "dismiss_duplicate", pair.pk, reason="口径不同")
    assert "口径不同" in page(force.staff)


def test_who_is_late_is_told(force: Force, pair: DuplicatePair) -> None:
    act(force.staff, "dismiss_duplicate", pair.pk, reason="口径不同")
    data = {"kept": pair.first_id}
    answer = act(force.staff_narcotics, "join_duplicate", pair.pk, **data)
    assert answer.status_code == 422 and "state" not in words(answer)
    assert not DirectiveParty.objects.exists()


def test_too_long_a_reason(force: Force, pair: DuplicatePair) -> None:
    answer = act(force.staff, "dismiss_duplicate", pair.pk, reason="长" * 2001)
    assert answer.status_code == 422
    assert pair.state == "open"


@pytest.mark.parametrize(("who", "status"), [("staff_b", 404), ("chief_a1", 404)])
def test_others_find_nothing(
    force: Force, pair: DuplicatePair, who: str, status: int
) -> None:
    for name in ("join_duplicate", "dismiss_duplicate"):
        answer = act(getattr(force, who), name, pair.pk, reason="无")
        assert answer.status_code == status


COPY = """
WITH made AS (
    INSERT INTO tasking_directive (number, department_id, title, pinyin, kind, intent,
        basis, standard, data_items, deadline_class, release, due, effort_units,
        attendees, priority, reserved, state, conflict_reason, created_by_id,
        created_at, issued_at, version)
    SELECT number, department_id, title, pinyin, kind, intent, basis, standard,
        data_items, deadline_class, release, due, effort_units, attendees, priority,
        reserved, state, conflict_reason, created_by_id, created_at, issued_at, version
    FROM tasking_directive, generate_series(1, %(count)s) WHERE id = %(second)s
    RETURNING id)
INSERT INTO coordination_duplicatepair (first_id, second_id, bureau_id, basis, items,
    score, window_start, window_end, saved_units, state, found_at, reason, version)
SELECT first_id, made.id, bureau_id, basis, items, score, window_start, window_end,
    saved_units, state, found_at, reason, pair.version
FROM coordination_duplicatepair pair, made WHERE pair.second_id = %(second)s
"""


@pytest.mark.parametrize("count", [10, 1000])
def test_the_page_takes_a_constant_number_of_queries(
    force: Force, pair: DuplicatePair, count: int, django_assert_max_num_queries: Any
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COPY, {"count": count, "second": pair.second_id})
    visitor = client(force.staff)
    with django_assert_max_num_queries(15):
        answer = visitor.get(reverse(PAGE))
    assert f"{count + 1}处重复布置" in words(answer)
