"""The page of the search, the palette's lines, and the same for other systems."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from organization.models import User
from tests.coordination.world import send, task
from tests.factories import Force

PAGE, PALETTE = reverse("coordination:search"), reverse("coordination:palette")
API = reverse("api:search")


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_works_without_script(force: Force) -> None:
    row = send(force, "public_order", task("严查酒驾", 2, "2026-06-05 18:00"), force.a1)
    staff = at(force.staff)
    empty = staff.get(PAGE).content.decode()
    assert 'name="q"' in empty and "yp-find-groups" in empty
    found = staff.get(PAGE, {"q": "酒驾"}).content.decode()
    assert reverse("coordination:directive", args=[row.directive.pk]) in found
    one = staff.get(PAGE, {"q": "酒驾", "kind": "task", "page": "7"})
    assert one.context["page"].paginator.count == 1 and "酒驾" in one.content.decode()
    none = staff.get(PAGE, {"q": "没有这样的东西"}).content.decode()
    assert "没有这样的东西" in none
    station = staff.get(PAGE, {"q": "lypcs"}).content.decode()
    begun = f"{reverse('coordination:compose')}?station={force.a1.code}"
    assert begun in station, "a department begins a task for it"
    assert force.a1.pk in staff.get(begun).context["form"].ids("stations")


@pytest.mark.parametrize(
    "typed", ["", "%", "_", "\\", "'", "\0", "(", "[a", "x" * 500, "?:"]
)
def test_nothing_that_is_typed_is_an_error(force: Force, typed: str) -> None:
    staff = at(force.staff)
    for url in (PAGE, PALETTE):
        for more in ({}, {"kind": "task", "page": "-1"}, {"kind": "nothing"}):
            assert staff.get(url, {"q": typed, **more}).status_code == 200, (url, more)


def test_the_palette_offers_lines_and_says_how_many(force: Force) -> None:
    staff = at(force.staff)
    before = staff.get(PALETTE, {"recent": f"/stations/{force.a1.code}/workload/"})
    text = before.content.decode()
    assert "起草任务" in text and "<kbd>N</kbd>" in text and "柳堰派出所" in text
    found = staff.get(PALETTE, {"q": "lypcs"}).content.decode()
    assert (
        'role="option"' in found and "柳堰派出所" in found and "data-yp-said" in found
    )
    acts = staff.get(PALETTE, {"q": ">起草"}).content.decode()
    assert "起草任务" in acts and "派出所" not in acts
    assert staff.post(PALETTE).status_code == 405
    assert Client().get(PALETTE).status_code == 302


def test_other_systems_get_the_same_answer(force: Force) -> None:
    row = send(force, "public_order", task("严查酒驾", 2, "2026-06-05 18:00"), force.a1)
    answer = at(force.staff).get(API, {"q": "ycjj"}).json()
    (group,) = answer["groups"]
    assert (group["kind"], group["total"], group["more"]) == ("task", 1, False)
    (found,) = group["results"]
    assert found["id"] == row.directive.pk and found["near"] == "initials"
    assert found["address"] == reverse("coordination:directive", args=[found["id"]])
    assert at(force.chief_a2).get(API, {"q": "ycjj"}).json()["groups"] == []
    for wrong in ("", "〔〕", "长" * 61):
        refused = at(force.staff).get(API, {"q": wrong})
        assert refused.status_code == 400, wrong
        assert refused.json()["errors"][0]["field"] == "q"
    assert Client().get(API, {"q": "x"}).status_code == 401
