"""Out-of-remit reports for other systems."""

from __future__ import annotations

import pytest

from coordination.models import RemitReport
from tests.api.conftest import problems, task

REPORT = {
    "requester": "柳堰街道办事处",
    "matter": "上门代收水费",
    "basis": "街道会议纪要",
    "effort_hours": 12.5,
    "text": "不属公安机关职责",
}


@pytest.fixture
def chief(made, as_user):
    return as_user(made.chief_a1)


@pytest.fixture
def assignment(made, as_user):
    staff = as_user(made.staff)
    return staff.post("directives/", task(made)).json()["assignments"][0]


def test_reported_and_confirmed_the_task_is_not_owed(made, as_user, chief, assignment):
    given = chief.post("remit-reports/", REPORT | {"assignment": assignment})
    assert given.status_code == 201, given.content
    row = given.json()
    assert (row["state"], row["station"]) == ("reported", made.a1.code)
    assert row["effort_hours"] == 12.5 and row["answer_due"] and row["files"] == []
    one = f"remit-reports/{row['id']}/"
    leader = as_user(made.leader)
    said = {"confirmed": True, "reason": "确非职责"}
    done = leader.post(f"{one}answer/", said, If_Match=leader.tag(one))
    assert done.status_code == 200, done.content
    assert done.json()["state"] == "confirmed"
    assert done.json()["answered_by"] == "leader"
    state = chief.get(f"assignments/{assignment}/").json()["state"]
    assert state == "withdrawn"


def test_what_was_asked_by_word_of_mouth(made, chief):
    sent = REPORT | {"station": made.a1.code, "effort_hours": None}
    row = chief.post("remit-reports/", sent, Idempotency_Key="k").json()
    assert row["assignment"] is None and row["effort_hours"] is None
    again = chief.post("remit-reports/", sent, Idempotency_Key="k")
    assert again.json() == row and RemitReport.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("requester", {"requester": ""}),
        ("matter", {"matter": "长" * 121}),
        ("text", {"text": 7}),
        ("effort_hours", {"effort_hours": -1}),
        ("effort_hours", {"effort_hours": 10**9}),
        ("station", {"station": ""}),
        ("station", {"station": "nowhere"}),
        ("station", {"station": "\0"}),
        ("assignment", {"assignment": 10**9}),
        ("assignment", {"assignment": "x"}),
        ("colour", {"colour": "red"}),
    ],
)
def test_bad_input_names_its_field(made, chief, field, changes):
    sent = REPORT | {"station": made.a1.code} | changes
    answer = chief.post("remit-reports/", sent)
    assert answer.status_code == 400 and field in problems(answer), answer.content
    assert not RemitReport.objects.exists()


def test_ones_own_station_and_ones_own_task(made, chief, as_user, assignment):
    answer = chief.post("remit-reports/", REPORT | {"station": made.a2.code})
    assert answer.status_code == 400 and "station" in problems(answer)
    both = REPORT | {"assignment": assignment, "station": made.a2.code}
    assert "station" in problems(chief.post("remit-reports/", both))
    of_another = as_user(made.leader).post("remit-reports/", REPORT)
    assert of_another.status_code == 403
    other = as_user(made.chief_a2)
    answer = other.post("remit-reports/", REPORT | {"assignment": assignment})
    assert answer.status_code == 400 and "assignment" in problems(answer)


def test_a_second_open_one_is_a_conflict(chief, assignment):
    sent = REPORT | {"assignment": assignment}
    assert chief.post("remit-reports/", sent).status_code == 201
    assert chief.post("remit-reports/", sent).status_code == 409


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("confirmed", {"reason": "x"}),
        ("confirmed", {"confirmed": "perhaps", "reason": "x"}),
        ("reason", {"confirmed": True}),
        ("reason", {"confirmed": False, "reason": " "}),
    ],
)
def test_a_bad_answer_names_its_field(made, as_user, chief, field, data):
    row = chief.post("remit-reports/", REPORT | {"station": made.a1.code}).json()
    path = f"remit-reports/{row['id']}/answer/"
    answer = as_user(made.leader).post(path, data, If_Match="*")
    assert answer.status_code == 400 and field in problems(answer)


def test_versions(made, as_user, chief):
    row = chief.post("remit-reports/", REPORT | {"station": made.a1.code}).json()
    path, said = (
        f"remit-reports/{row['id']}/answer/",
        {"confirmed": True, "reason": "x"},
    )
    leader = as_user(made.leader)
    assert leader.post(path, said).status_code == 428
    assert leader.post(path, said, If_Match='"9"').status_code == 412
    assert leader.post(path, said, If_Match='"1"').status_code == 200
    assert leader.post(path, said, If_Match='"2"').status_code == 409
    assert chief.post(path, said, If_Match='"2"').status_code == 403


def test_lists_filter(made, as_user, chief, assignment):
    row = chief.post("remit-reports/", REPORT | {"assignment": assignment}).json()
    leader = as_user(made.leader)
    for query, found in (
        ("", 1),
        ("?state=reported", 1),
        ("?state=refused", 0),
        (f"?assignment={assignment}", 1),
        (f"?station={made.a1.code}", 1),
        (f"?department={made.public_order.code}", 1),
    ):
        rows = leader.results(f"remit-reports/{query}")
        assert [each["id"] for each in rows] == [row["id"]] * found, query
    assert leader.get("remit-reports/?state=never").status_code == 400


def test_a_list_costs_the_same_at_any_length(
    made, as_user, chief, django_assert_max_num_queries
):
    leader, costs = as_user(made.leader), []
    for count in (1, 9):
        for _n in range(count):
            chief.post("remit-reports/", REPORT | {"station": made.a1.code})
        with django_assert_max_num_queries(15) as caught:
            leader.results("remit-reports/")
        costs.append(len(caught))
    assert costs[0] == costs[1]
