"""Offers to join two tasks that overlap in part, on the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import DuplicatePair, JoinOffer
from coordination.services import offering_join
from tasking.models import Directive, DirectiveParty
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import act, client
from tests.pages.test_duplicates import ask, page


@pytest.fixture
def pair(force: Force) -> DuplicatePair:
    ask(force, "public_order", "旅馆业报表", "旅馆数 从业人员数 床位数", 6)
    ask(force, "narcotics", "旅馆涉毒情况", "从业人员 床位 涉毒线索数", 4.5)
    return DuplicatePair.objects.get()


@pytest.fixture
def made(force: Force, pair: DuplicatePair) -> JoinOffer:
    return offering_join.offer(
        by=force.staff_narcotics,
        pair=pair,
        kept=pair.first_id,
        elsewhere=False,
        units=None,
        note="同源数据",
        now=timezone.now(),
    )


def test_the_rule_is_shown_before(force: Force, pair: DuplicatePair) -> None:
    text = page(force.staff_narcotics)
    assert "建议并入治安管理大队的任务" in text
    assert "每所增加1.5人·时（3项共4.5人·时，其中1项）" in text
    assert "2项数据相同" in text and "0%" not in text and "相似" not in text


def test_it_is_offered(force: Force, pair: DuplicatePair) -> None:
    data = {"kept": pair.first_id, "reason": "同源"}
    answer = act(force.staff_narcotics, "offer_join", pair.pk, **data)
    assert answer.status_code == 302
    text = page(force.staff)
    assert "增加涉毒线索数" in text and "2个所每所增加1.5人·时" in text
    told = words(client(force.staff).get(reverse("coordination:inbox")))
    assert "禁毒大队建议在“旅馆业报表”中增加涉毒线索数" in told


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"hours": "x"}, "请填数字"),
        ({"hours": "-1"}, "0至30,000"),
        ({"kept": "0"}, "请选择保留"),
        ({"reason": "长" * 2001}, "最多"),
    ],
)
def test_what_cannot_be_offered(
    force: Force, pair: DuplicatePair, sent: dict[str, Any], said: str
) -> None:
    data = {"kept": pair.first_id} | sent
    answer = act(force.staff_narcotics, "offer_join", pair.pk, **data)
    assert answer.status_code == 422 and said in words(answer)
    assert not JoinOffer.objects.exists()


def test_the_owner_accepts(force: Force, made: JoinOffer) -> None:
    data = {"items": made.items, "hours": "2", "version": made.version}
    answer = act(force.staff, "accept_offer", made.pk, **data)
    assert answer.status_code == 302
    kept = Directive.objects.get(pk=made.kept_id)
    assert "涉毒线索数" in kept.data_items
    assert [row.effort_hours for row in kept.assignments.all()] == [8, 8]
    told = words(client(force.chief_a1).get(reverse("coordination:inbox")))
    assert "“旅馆业报表”增加涉毒线索数，同时供禁毒大队使用" in told
    row = kept.assignments.get(station=force.a1)
    url = reverse("coordination:assignment", args=[row.pk])
    assert "涉毒线索数" in words(client(force.chief_a1).get(url))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"items": ["别的"], "hours": "1"}, "至少选一项"),
        ({"items": [], "hours": "1"}, "至少选一项"),
        ({"items": ["涉毒线索数"], "hours": "一"}, "请填数字"),
        ({"items": ["涉毒线索数"], "hours": "1", "version": "9"}, "已被他人修改"),
    ],
)
def test_what_cannot_be_accepted(
    force: Force, made: JoinOffer, sent: dict[str, Any], said: str
) -> None:
    answer = act(force.staff, "accept_offer", made.pk, **sent)
    assert answer.status_code == 422 and said in words(answer)
    assert not DirectiveParty.objects.exists()


def test_declined_only_with_a_reason(force: Force, made: JoinOffer) -> None:
    answer = act(force.staff, "decline_offer", made.pk, reason=" ")
    assert answer.status_code == 422 and "请说明不同意的理由" in words(answer)
    answer = act(force.staff, "decline_offer", made.pk, reason="口径不同")
    assert answer.status_code == 302
    again = act(force.staff, "decline_offer", made.pk, reason="口径不同")
    assert again.status_code == 422 and "已有答复" in words(again)


def test_taken_back(force: Force, made: JoinOffer) -> None:
    assert "撤回建议" in page(force.staff_narcotics)
    assert act(force.staff_narcotics, "take_back_offer", made.pk).status_code == 302
    assert "建议并入治安管理大队的任务" in page(force.staff_narcotics)


@pytest.mark.parametrize("name", ["accept_offer", "decline_offer", "take_back_offer"])
def test_others_neither_find_nor_answer_it(
    force: Force, made: JoinOffer, name: str
) -> None:
    for who in ("staff_b", "chief_a1", "stranger"):
        assert act(getattr(force, who), name, made.pk).status_code == 404
    assert act(force.coordinator, name, made.pk).status_code == 403
    url = reverse(f"coordination:{name}", args=[made.pk])
    assert client(force.staff).get(url).status_code == 405


def test_overtaken_is_said_and_not_offered(force: Force, made: JoinOffer) -> None:
    Directive.objects.filter(pk=made.kept_id).update(version=9)
    text = page(force.staff)
    assert "任务已有变动" in text
    answer = act(force.staff, "accept_offer", made.pk, items=made.items, hours="1")
    assert answer.status_code == 422 and "任务已有变动" in words(answer)


def test_what_served_ends_and_is_asked_again_with_one_click(
    force: Force, made: JoinOffer
) -> None:
    data = {"items": made.items, "hours": "1.5", "version": made.version}
    act(force.staff, "accept_offer", made.pk, **data)
    own = reverse("coordination:directive", args=[made.folded_id])
    assert "自行重新布置" not in words(client(force.staff_narcotics).get(own))
    assert act(force.staff_narcotics, "again", made.folded_id).status_code == 422
    act(force.staff, "withdraw_directive", made.kept_id, reason="停办")
    told = words(client(force.staff_narcotics).get(reverse("coordination:inbox")))
    assert "“旅馆业报表”在2个所不再要求" in told
    assert "自行重新布置" in words(client(force.staff_narcotics).get(own))
    assert act(force.staff, "again", made.folded_id).status_code == 404
    answer = act(force.staff_narcotics, "again", made.folded_id)
    draft = Directive.objects.latest("pk")
    assert answer["Location"] == reverse("coordination:directive", args=[draft.pk])
    assert draft.data_items == ["从业人员", "床位", "涉毒线索数"]
