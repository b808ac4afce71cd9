"""Offers to join two tasks, for other systems."""

from __future__ import annotations

import pytest

from coordination.models import DuplicateStation, JoinOffer
from tests.api.conftest import problems, task

pytestmark = pytest.mark.django_db
PATH = "join-offers/"


@pytest.fixture
def duplicate(made, as_user):
    """治安 asks for a, b, c in 6 hours, 禁毒 for b, c, d in 4.5, both at a1 and a2."""
    stations = [made.a1.code, made.a2.code]
    for user, asks, items, hours in (
        (made.staff, made.public_order, ["旅馆数", "从业人员数", "床位数"], 6),
        (made.staff_narcotics, made.narcotics, ["从业人员", "床位", "线索"], 4.5),
    ):
        body = task(made, department=asks.code, kind="report", data_items=items)
        body |= {"effort_hours": hours, "stations": stations}
        answer = as_user(user).post("directives/", body)
        assert answer.status_code == 201, answer.content
    return DuplicateStation.objects.select_related("pair").first()


def body(duplicate, **more):
    return {"duplicate": duplicate.pk, "kept": duplicate.pair.first_id} | more


@pytest.fixture
def offer(made, as_user, duplicate):
    answer = as_user(made.staff_narcotics).post(PATH, body(duplicate))
    assert answer.status_code == 201, answer.content
    return answer


def test_offered_once_read_and_found(made, as_user, duplicate):
    clerk = as_user(made.staff_narcotics)
    first = clerk.post(PATH, body(duplicate, note="同源"), Idempotency_Key="k")
    again = clerk.post(PATH, body(duplicate, note="同源"), Idempotency_Key="k")
    assert first.status_code == 201 and again.content == first.content
    found = first.json()
    assert (found["items"], found["hours"]) == (["线索"], 1.5)
    assert (found["state"], found["current"]) == ("open", True)
    assert (found["department"], found["asked"]) == (
        made.narcotics.code,
        made.public_order.code,
    )
    owner = as_user(made.staff)
    assert [row["id"] for row in owner.results(f"{PATH}?state=open")] == [found["id"]]
    assert owner.get(f"{PATH}{found['id']}/")["ETag"] == first["ETag"]
    listed = owner.results("conflicts/?kind=duplicate&state=proposed")
    assert len(listed) == 2


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("duplicate", {"duplicate": 10**9}),
        ("kept", {"kept": 1}),
        ("hours", {"hours": -1}),
        ("hours", {"hours": "x"}),
        ("note", {"note": "长" * 2001}),
    ],
)
def test_bad_input(made, as_user, duplicate, field, change):
    answer = as_user(made.staff_narcotics).post(PATH, body(duplicate) | change)
    assert answer.status_code == 400 and field in problems(answer)
    assert not JoinOffer.objects.exists()


def test_both_at_once_is_one(made, as_user, duplicate, offer):
    other = body(duplicate, kept=duplicate.pair.second_id)
    answer = as_user(made.staff).post(PATH, other)
    assert answer.status_code == 409


def test_accepted_with_its_version(made, as_user, offer):
    path, owner = f"{PATH}{offer.json()['id']}/accept/", as_user(made.staff)
    assert owner.post(path).status_code == 428
    assert owner.post(path, {}, If_Match='"99"').status_code == 412
    answer = owner.post(path, {"hours": 2}, If_Match=offer["ETag"])
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert (found["state"], found["spared_hours"]) == ("accepted", 5)
    kept = owner.get(f"directives/{found['kept']}/").json()
    assert kept["data_items"][-1] == "线索"
    late = owner.post(path, {}, If_Match="*")
    assert late.status_code == 409


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("items", {"items": []}),
        ("items", {"items": ["别的"]}),
        ("hours", {"hours": -2}),
    ],
)
def test_terms_that_cannot_be_met(made, as_user, offer, field, terms):
    path = f"{PATH}{offer.json()['id']}/accept/"
    answer = as_user(made.staff).post(path, terms, If_Match=offer["ETag"])
    assert answer.status_code == 400 and field in problems(answer)


def test_declined_and_taken_back(made, as_user, duplicate, offer):
    path = f"{PATH}{offer.json()['id']}"
    owner, clerk = as_user(made.staff), as_user(made.staff_narcotics)
    empty = owner.post(f"{path}/decline/", {}, If_Match=offer["ETag"])
    assert empty.status_code == 400 and "reason" in problems(empty)
    why = {"reason": "口径不同"}
    answer = owner.post(f"{path}/decline/", why, If_Match=offer["ETag"])
    assert answer.json()["state"] == "declined"
    again = clerk.post(PATH, body(duplicate))
    path = f"{PATH}{again.json()['id']}/take-back/"
    answer = clerk.post(path, If_Match=again["ETag"])
    assert answer.json()["state"] == "taken_back"


def test_no_right_and_no_sight(made, as_user, offer):
    path = f"{PATH}{offer.json()['id']}/accept/"
    for user, status in (
        (made.staff_narcotics, 403),
        (made.coordinator, 403),
        (made.staff_b, 404),
        (made.chief_a1, 404),
    ):
        assert as_user(user).post(path, {}, If_Match="*").status_code == status
    assert as_user(made.chief_a1).post(PATH, {}).status_code == 403


def test_a_list_takes_a_constant_number_of_queries(
    made, as_user, offer, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        as_user(made.staff).results(PATH)
