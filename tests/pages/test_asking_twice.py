"""While a task is written: who asks for the same already, and joining instead."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tasking.models import Directive, DirectiveParty
from tests.factories import Force
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client, day
from tests.pages.test_duplicates import ask

SAME = {"title": "旅馆涉毒统计", "kind": "report", "data_items": "旅馆、从业人员"}


@pytest.fixture
def hotels(force: Force) -> Directive:
    return ask(force, "public_order", "旅馆业报表", "旅馆数 从业人员数 床位数", 6)


def form(force: Force, **changes: Any) -> dict[str, Any]:
    return form_of(force, **SAME | {"effort_hours": "4", "due": day(12)} | changes)


def hints(force: Force, **changes: Any) -> str:
    url = reverse("coordination:asked_twice")
    answer = client(force.staff_narcotics).post(url, form(force, **changes))
    assert answer.status_code == 200
    return words(answer)


def test_the_hint_says_who_when_what_and_where(force: Force, hotels: Directive) -> None:
    text = hints(force)
    assert "已要求同一数据" in text and "2项相同" in text and "2个所" in text
    assert "可减少8人·时" in text and "旅馆业报表" not in text
    assert "不再向这些所派发" in text


@pytest.mark.parametrize(
    "changes",
    [
        {"stations": []},
        {"due": ""},
        {"data_items": "涉毒线索数", "title": "涉毒线索"},
        {"due": day(1)},  # over before the other begins
    ],
)
def test_nothing_is_said_where_nothing_is_asked_twice(
    force: Force, hotels: Directive, changes: dict[str, Any]
) -> None:
    assert hints(force, **changes).strip() == ""


def test_what_asks_for_more_cannot_be_served(force: Force, hotels: Directive) -> None:
    text = hints(force, data_items="旅馆、从业人员、涉毒线索")
    assert "未包含全部内容" in text and "不再向这些所派发" not in text


def test_joining_leaves_the_other_stations(force: Force, hotels: Directive) -> None:
    data = form(force, act=f"join:{hotels.pk}")
    data["stations"] = [force.a1.pk, force.a2.pk, force.unknown.pk]
    answer = post(force.staff_narcotics, data)
    assert answer.status_code == 200
    party = DirectiveParty.objects.get()
    assert set(party.stations) == {force.a1.pk, force.a2.pk}
    assert (party.department, party.saved_hours) == (force.narcotics, 8)
    left = answer.context["form"].stations_found
    assert [station.pk for station in left] == [force.unknown.pk]
    assert Directive.objects.get(state="issued") == hotels, "nothing was issued"
    assert party.instead_of.state == "withdrawn"
    assert force.staff.inbox.get(kind="duplicate_joined")


def test_where_none_is_left_the_other_task_is_shown(
    force: Force, hotels: Directive
) -> None:
    answer = post(force.staff_narcotics, form(force, act=f"join:{hotels.pk}"))
    assert answer["Location"] == reverse("coordination:directive", args=[hotels.pk])
    again = post(force.staff_narcotics, form(force, act=f"join:{hotels.pk}"))
    assert again.status_code == 422
    assert DirectiveParty.objects.count() == 1, "not counted twice"


@pytest.mark.parametrize("what", ["", "x", "9" * 40, "0"])
def test_a_task_that_does_not_ask_for_it(
    force: Force, hotels: Directive, what: str
) -> None:
    answer = post(force.staff_narcotics, form(force, act=f"join:{what}"))
    assert answer.status_code == 422
    assert not DirectiveParty.objects.exists()


def test_the_hints_take_a_constant_number_of_queries(
    force: Force, hotels: Directive, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        ask(force, "public_order", f"旅馆表{n}", "旅馆数 从业人员数")
    visitor = client(force.staff_narcotics)
    with django_assert_max_num_queries(20):
        visitor.post(reverse("coordination:asked_twice"), form(force))
