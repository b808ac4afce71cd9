"""Stations' opinions for other systems."""

from __future__ import annotations

import pytest

from coordination.models import Objection
from tests.api.conftest import day, problems, task


@pytest.fixture
def chief(made, as_user):
    return as_user(made.chief_a1)


@pytest.fixture
def staff(made, as_user):
    return as_user(made.staff)


@pytest.fixture
def assignment(made, staff):
    return staff.post("directives/", task(made)).json()["assignments"][0]


def said(row, **changes):
    return {"assignment": row, "text": "人手不够"} | changes


def test_given_answered_carried_up_and_decided(made, as_user, chief, staff, assignment):
    body = said(assignment, asked_due=day(20), asked_hours=12)
    first = chief.post("objections/", body, Idempotency_Key="k")
    assert first.status_code == 201, first.content
    given = first.json()
    assert (given["state"], given["asked_hours"]) == ("filed", 12)
    assert given["proof"]["verdict"] == "fits" and given["answer_due"]
    again = chief.post("objections/", body, Idempotency_Key="k")
    assert again.content == first.content and Objection.objects.count() == 1
    one = f"objections/{given['id']}/"
    steps = (
        (staff, "answer", {"act": "keep", "reason": "统一时限"}, "kept"),
        (chief, "escalate", {"reason": "仍做不完"}, "brokering"),
        (as_user(made.coordinator), "refer", {"reason": "谈不拢"}, "deciding"),
        (
            as_user(made.leader),
            "decide",
            {"act": "change", "reason": "错峰", "due": day(25), "effort_hours": 20},
            "changed",
        ),
    )
    for who, act, data, state in steps:
        answer = who.post(f"{one}{act}/", data, If_Match=who.tag(one))
        assert answer.status_code == 200, answer.content
        assert answer.json()["state"] == state
    log = chief.get(one).json()
    assert [s["act"] for s in log["steps"]] == [
        *("file", "keep", "escalate", "refer", "change")
    ]
    assert log["steps"][-1]["by"] == "leader" and log["answer_due"] is None
    row = chief.get(f"assignments/{assignment}/").json()
    assert row["effort_hours"] == 20 and row["due"].startswith(day(26))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("text", {"text": ""}),
        ("text", {"text": 7}),
        ("assignment", {"assignment": 10**9}),
        ("assignment", {"assignment": "x"}),
        ("asked_due", {"asked_due": "2020-01-01"}),
        ("asked_hours", {"asked_hours": -1}),
        ("colour", {"colour": "red"}),
    ],
)
def test_bad_input_names_its_field(chief, assignment, field, changes):
    answer = chief.post("objections/", said(assignment, **changes))
    assert answer.status_code == 400 and field in problems(answer)
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("act", {"reason": "x"}),
        ("act", {"act": "wait", "reason": "x"}),
        ("reason", {"act": "keep", "reason": ""}),
        ("due", {"act": "change", "reason": "x"}),
    ],
)
def test_a_bad_answer_names_its_field(chief, staff, assignment, field, data):
    one = f"objections/{chief.post('objections/', said(assignment)).json()['id']}/"
    answer = staff.post(f"{one}answer/", data, If_Match="*")
    assert answer.status_code == 400 and field in problems(answer)


def test_versions(chief, staff, assignment):
    one = f"objections/{chief.post('objections/', said(assignment)).json()['id']}/"
    keep = {"act": "keep", "reason": "x"}
    assert staff.post(f"{one}answer/", keep).status_code == 428
    assert staff.post(f"{one}answer/", keep, If_Match='"9"').status_code == 412
    assert staff.post(f"{one}answer/", keep, If_Match='"1"').status_code == 200
    assert staff.post(f"{one}answer/", keep, If_Match='"2"').status_code == 409


def test_a_second_open_one_is_a_conflict(chief, assignment):
    chief.post("objections/", said(assignment))
    assert chief.post("objections/", said(assignment)).status_code == 409


def test_lists_filter(made, chief, staff, assignment):
    given = chief.post("objections/", said(assignment)).json()["id"]
    for query, found in (
        ("", 1),
        ("?state=filed", 1),
        ("?state=closed", 0),
        (f"?assignment={assignment}", 1),
        (f"?station={made.a1.code}", 1),
        (f"?department={made.public_order.code}", 1),
    ):
        rows = staff.results(f"objections/{query}")
        assert [row["id"] for row in rows] == [given] * found, query
    assert staff.get("objections/?state=never").status_code == 400


def test_a_list_costs_the_same_at_any_length(
    made, chief, staff, django_assert_max_num_queries
):
    costs = []
    for count in (1, 9):
        for _n in range(count):
            sent = staff.post("directives/", task(made)).json()["assignments"][0]
            chief.post("objections/", said(sent))
        with django_assert_max_num_queries(15) as caught:
            staff.results("objections/")
        costs.append(len(caught))
    assert costs[0] == costs[1]
