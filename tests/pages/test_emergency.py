"""Emergency issue on its pages: written, shown to the stations, reviewed, renewed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import EmergencyOrder
from organization.models import User
from tasking.models import Directive
from tests.coordination.pieces import admission
from tests.coordination.world import check, send, task
from tests.factories import Force
from tests.pages.composing import form_of, words
from tests.pages.test_directives import client, day, queries

NEW = "coordination:compose_emergency"


def filled_in(force: Force, **changes: Any) -> dict[str, Any]:
    extra = {"reason": "人命关天", "until": day(3), "act": "override"}
    return form_of(force, **(extra | changes))


def give(user: User, data: dict[str, Any]) -> Any:
    return client(user).post(reverse(NEW), data)


def given(force: Force, **changes: Any) -> EmergencyOrder:
    answer = give(force.head, filled_in(force, **changes))
    assert answer.status_code == 302, words(answer)
    return EmergencyOrder.objects.latest("pk")


def act(user: User, name: str, order: EmergencyOrder, **data: Any) -> Any:
    return client(user).post(reverse(f"coordination:{name}", args=[order.pk]), data)


def page(user: User, order: EmergencyOrder) -> Any:
    return client(user).get(reverse("coordination:emergency", args=[order.pk]))


def test_behind_a_gate_it_goes_out_and_shows_what_it_displaces(force: Force) -> None:
    now = timezone.now()
    send(force, "narcotics", task("禁毒走访", 400, day(14)), force.a1, now=now)
    check(force.a1, now=now)
    admission(force, "gate")
    order = given(force, effort_hours="200")
    assert Directive.objects.get(pk=order.directive_id).state == "issued"
    text = words(page(force.head, order))
    assert "挤占" in text and "禁毒大队" in text and "有效期至" in text
    assert "禁毒走访" not in text, "another department's title"
    assert "禁毒走访" in words(page(force.coordinator, order))


def test_the_trial_run_names_what_would_give_way(force: Force) -> None:
    now = timezone.now()
    send(force, "narcotics", task("禁毒走访", 400, day(14)), force.a1, now=now)
    data = filled_in(force, effort_hours="200", act="try")
    answer = give(force.head, data)
    assert answer.status_code == 200 and "将挤占的任务" in words(answer)
    url = reverse("coordination:preview_fragment")
    part = client(force.leader).post(url, data | {"requester": force.public_order.pk})
    assert "将挤占的任务" in words(part)
    assert not EmergencyOrder.objects.exists()


def test_a_phoned_order_is_logged_with_its_time(force: Force) -> None:
    called = timezone.localtime() - dt.timedelta(hours=3)
    when = {"ordered_at": f"{called:%Y-%m-%d}", "ordered_time": f"{called:%H:%M}"}
    order = given(force, **when)
    assert order.ordered_at == called.replace(second=0, microsecond=0)
    assert "电话下达" in words(page(force.leader, order))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("reason", {"reason": " "}),
        ("until", {"until": ""}),
        ("until", {"until": "明天"}),
        ("until", {"until": day(40)}),
        ("ordered_at", {"ordered_at": day(-3), "ordered_time": "08:00"}),
        ("ordered_at", {"ordered_at": day(0)}),
        ("ordered_time", {"ordered_at": day(0), "ordered_time": "早上"}),
        ("title", {"title": ""}),
        ("stations", {"stations": []}),
        ("declared", {"declared": None}),
    ],
)
def test_bad_input_stands_beside_its_field(
    force: Force, field: str, changes: dict[str, Any]
) -> None:
    refused = give(force.head, filled_in(force, **changes))
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert not Directive.objects.exists()


def test_sent_twice_it_goes_out_once(force: Force) -> None:
    data = filled_in(force)
    assert give(force.head, data)["Location"] == give(force.head, data)["Location"]
    assert EmergencyOrder.objects.count() == 1


def test_the_leader_names_the_department(force: Force) -> None:
    data = filled_in(force, requester=force.narcotics.pk)
    assert give(force.leader, data).status_code == 302
    assert Directive.objects.get().department == force.narcotics


def test_stations_see_that_it_is_an_emergency(force: Force) -> None:
    order = given(force)
    row = order.directive.assignments.get(station=force.a1)
    url = reverse("coordination:assignment", args=[row.pk])
    assert "人命关天" in words(client(force.chief_a1).get(url))
    ledger = reverse("coordination:workload", args=[force.a1.code])
    assert "紧急" in words(client(force.chief_a1).get(ledger))


def test_it_is_reviewed_from_the_list(force: Force) -> None:
    order = given(force)
    listing = reverse("coordination:emergencies")
    assert "旅馆业检查" in words(client(force.coordinator).get(listing))
    refused = act(force.coordinator, "review_emergency", order, reason=" ")
    assert refused.status_code == 422 and "review-error" in refused.content.decode()
    done = act(force.coordinator, "review_emergency", order, reason="情况属实")
    assert done.status_code == 302
    assert "情况属实" in words(page(force.head, order))
    assert "旅馆业检查" not in words(client(force.coordinator).get(listing))
    every = client(force.coordinator).get(listing, {"show": "all"})
    assert "旅馆业检查" in words(every)
    again = act(force.leader, "review_emergency", order, reason="再看")
    assert again.status_code == 422


def test_it_is_renewed_as_a_draft(force: Force) -> None:
    order = given(force)
    done = act(force.staff, "renew_emergency", order)
    draft = Directive.objects.get(state="draft")
    assert done["Location"] == reverse("coordination:edit_draft", args=[draft.pk])
    assert draft.parent == order.directive
    assert client(force.staff).get(done["Location"]).status_code == 200


def test_who_may_see_and_do_what(force: Force) -> None:
    order = given(force)
    for outsider in ("stranger", "staff_narcotics", "staff_b", "chief_b1"):
        assert page(force.personas[outsider], order).status_code == 404, outsider
    assert act(force.head, "review_emergency", order, reason="x").status_code == 403
    assert act(force.leader, "renew_emergency", order).status_code == 403
    assert client(force.staff).get(reverse(NEW)).status_code == 403
    assert give(force.staff, filled_in(force)).status_code == 403
    url = reverse("coordination:review_emergency", args=[order.pk])
    assert client(force.leader).get(url).status_code == 405
    assert Client().get(reverse(NEW)).status_code == 302


def test_the_list_costs_the_same_for_many(force: Force) -> None:
    url = reverse("coordination:emergencies")
    given(force)
    few = queries(force.coordinator, url)
    for n in range(20):
        given(force, title=f"任务{n}")
    assert queries(force.coordinator, url) == few <= 15
