"""The office's queue and a piece's page, for the office, the department, the leader."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import AdmissionCase
from organization.models import Bureau, User
from tasking.models import Directive
from tests.coordination.pieces import admission
from tests.coordination.world import check, send, task
from tests.factories import Force
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client, day, queries

QUEUE = "coordination:admission"


def piece(force: Force, **changes: Any) -> AdmissionCase:
    """A piece submitted through the composer."""
    admission(force, "gate")
    answer = post(force.staff, form_of(force, **changes))
    assert answer.status_code == 302, words(answer)
    return AdmissionCase.objects.latest("pk")


def page(user: User, case: AdmissionCase) -> Any:
    url = reverse("coordination:admission_case", args=[case.pk])
    return client(user).get(url)


def act(user: User, name: str, case: AdmissionCase, **data: Any) -> Any:
    return client(user).post(reverse(f"coordination:{name}", args=[case.pk]), data)


def test_the_composer_says_what_is_missing_and_sends_nothing(force: Force) -> None:
    admission(force, "gate")
    bare = form_of(force, basis="", intent="", standard="", effort_hours="")
    refused = post(force.staff, bare)
    assert refused.status_code == 422
    for field in ("basis", "intent", "standard", "effort_hours"):
        assert f'id="id_{field}_error"' in refused.content.decode(), field
    assert not Directive.objects.exists()


def test_the_queue_shows_clock_trial_run_and_burden(force: Force) -> None:
    piece(force, effort_hours="900", reason="上级要求")
    answer = client(force.coordinator).get(reverse(QUEUE))
    text = words(answer)
    for word in ("旅馆业检查", "望津分局准〔", "2个放不下", "1,800", "剩3个工作日"):
        assert word in text, word


def test_a_piece_past_its_term_stands_out(force: Force) -> None:
    case = piece(force)
    AdmissionCase.objects.update(due_at=timezone.now() - dt.timedelta(days=8))
    assert "超" in words(client(force.coordinator).get(reverse(QUEUE)))
    assert "提请审定" in words(page(force.staff, case))


def test_the_page_offers_each_what_is_his(force: Force) -> None:
    case = piece(force)
    offered = {
        "coordinator": {"/admit/", "/return/", "/conditions/", "/comment/"},
        "staff": set(),
        "leader": {"/approve/", "/send-back/"},
    }
    every = {a for acts in offered.values() for a in acts}
    for who, acts in offered.items():
        text = page(force.personas[who], case).content.decode()
        assert {a for a in every if f'{a}"' in text} - {"/conditions/"} == acts - {
            "/conditions/"
        }, who


def test_admitted_from_the_page(force: Force) -> None:
    case = piece(force)
    done = act(force.coordinator, "admit_case", case, version=case.version)
    assert done["Location"] == reverse("coordination:admission_case", args=[case.pk])
    assert Directive.objects.get().state == "issued"
    again = act(force.coordinator, "admit_case", case)
    assert again.status_code == 422 and "状态" in words(again)


def test_a_stale_page_is_told(force: Force) -> None:
    case = piece(force)
    act(force.coordinator, "comment_case", case, reason="请补依据")
    late = act(force.coordinator, "admit_case", case, version=case.version)
    assert late.status_code == 422
    assert Directive.objects.get().state == "submitted"


@pytest.mark.parametrize("name", ["return_case", "comment_case"])
@pytest.mark.parametrize("reason", ["", "  ", "长" * 2001])
def test_words_are_asked_for(force: Force, name: str, reason: str) -> None:
    case = piece(force)
    refused = act(force.coordinator, name, case, reason=reason)
    assert refused.status_code == 422
    assert "-error" in refused.content.decode()
    assert case.entries.count() == 1


def test_conditions_are_tried_out_without_being_kept(force: Force) -> None:
    case = piece(force, effort_hours="900", reason="上级要求")
    tried = act(force.coordinator, "offer_conditions", case, effort_hours="10")
    assert tried.status_code == 200
    assert "按附加条件测算" in words(tried)
    case.refresh_from_db()
    assert case.state == "waiting"


@pytest.mark.parametrize(
    ("field", "value"),
    [("due", "昨天"), ("effort_hours", "许多"), ("left_out", "x"), ("due", day(-1))],
)
def test_conditions_that_cannot_be_read(force: Force, field: str, value: str) -> None:
    case = piece(force)
    data = {field: value, "act": "offer"}
    refused = act(force.coordinator, "offer_conditions", case, **data)
    assert refused.status_code == 422
    assert "yp-error" in refused.content.decode()


def test_a_live_task_that_asks_for_the_same_stands_beside_it(force: Force) -> None:
    now = timezone.now()
    same = task("旅馆业检查", 5, day(14), data_items=("从业人员数", "旅馆数"))
    send(force, "narcotics", same, force.a1, now=now)
    other = task("旅馆业检查", 5, day(14), data_items=("从业人员数", "旅馆数"))
    send(force, "narcotics", other, force.unknown, now=now)
    case = piece(force, data_items="从业人员数、旅馆数", stations=[force.a1.pk])
    found = page(force.coordinator, case)
    assert [row.pk for row, _pair in found.context["alike"]] == [
        force.narcotics.directives.get(targets__station=force.a1).pk
    ]
    assert "从业人员数" in words(found)


def test_conditions_there_and_back(force: Force) -> None:
    case = piece(force, effort_hours="900", reason="上级要求")
    offer = {"effort_hours": "10", "left_out": [force.a2.pk], "act": "offer"}
    assert act(force.coordinator, "offer_conditions", case, **offer).status_code == 302
    text = words(page(force.staff, case))
    assert "每所不超过10小时" in text and "津堰派出所" in text
    assert act(force.staff, "decline_conditions", case).status_code == 422
    assert act(force.staff, "accept_conditions", case).status_code == 302
    row = Directive.objects.get().assignments.get()
    assert (row.station, row.effort_hours) == (force.a1, 10)


def test_before_the_leader_and_signed(force: Force) -> None:
    case = piece(force)
    act(force.coordinator, "return_case", case, reason="重复")
    assert act(force.head, "escalate_case", case, reason="不重复").status_code == 302
    assert "/approve/" in page(force.leader, case).content.decode()


def test_a_column_of_the_picture_tries_its_day_out(force: Force) -> None:
    case = piece(force)
    url = reverse("coordination:offer_conditions", args=[case.pk])
    answer = client(force.coordinator).post(url, {"due": ["", day(21)]})
    assert answer.status_code == 200
    assert answer.context["offer"].offer().due is not None


def test_strangers_and_methods(force: Force) -> None:
    case = piece(force)
    for outsider in ("stranger", "staff_narcotics", "staff_b", "chief_a1"):
        assert page(force.personas[outsider], case).status_code == 404, outsider
        refused = act(force.personas[outsider], "admit_case", case)
        assert refused.status_code == 404, outsider
    for other in ("staff", "leader"):
        assert act(force.personas[other], "admit_case", case).status_code == 403
    url = reverse("coordination:admit_case", args=[case.pk])
    assert client(force.coordinator).get(url).status_code == 405
    assert Client().get(url).status_code == 302
    assert client(force.staff).get(reverse(QUEUE)).status_code == 403


def test_the_queue_costs_the_same_for_many(force: Force) -> None:
    piece(force)
    check(force.a1, force.a2, now=timezone.now())
    few = queries(force.coordinator, reverse(QUEUE))
    for n in range(18):
        piece(force, title=f"任务{n}")
    assert queries(force.coordinator, reverse(QUEUE)) == few <= 15


def test_the_gate_of_another_bureau_is_another_matter(force: Force) -> None:
    Bureau.objects.filter(pk=force.county_b.pk).update(admission="gate")
    assert post(force.staff, form_of(force)).status_code == 302
    assert Directive.objects.get().state == "issued"
