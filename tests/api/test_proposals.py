"""Proposals for other systems."""

from __future__ import annotations

import pytest
from django.utils import timezone

from coordination.models import Conflict, Proposal
from tests.api.conftest import day, problems, task
from tests.coordination.world import check


@pytest.fixture
def conflict(made, as_user):
    """250 hours of 治安 and 250 of 禁毒 where ten days hold one of them."""
    body = task(made, effort_hours=250, due=day(10))
    body["reason"] = "上级要求"
    for user, asks in (
        (made.staff, made.public_order),
        (made.staff_narcotics, made.narcotics),
    ):
        answer = as_user(user).post("directives/", body | {"department": asks.code})
        assert answer.status_code == 201, answer.content
    check(made.a1, now=timezone.now())
    return Conflict.objects.get()


def body(conflict, due=60, **more):
    pk = int(conflict.members[0]["assignment"])
    return {
        "conflict": conflict.pk,
        "changes": [{"assignment": pk, "due": day(due)}],
    } | more


@pytest.fixture
def proposal(conflict, made, as_user):
    answer = as_user(made.coordinator).post("proposals/", body(conflict))
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_create_once_read_and_find(conflict, made, as_user):
    chief = as_user(made.chief_a1)
    first = chief.post("proposals/", body(conflict), Idempotency_Key="k")
    assert first.status_code == 201, first.content
    again = chief.post("proposals/", body(conflict), Idempotency_Key="k")
    assert again.content == first.content and Proposal.objects.count() == 1
    found = first.json()
    assert (found["state"], found["station"]) == ("open", made.a1.code)
    assert found["conflicts"] == [conflict.pk]
    (change,) = found["changes"]
    assert change["kind"] == "shift" and change["due"].endswith("+08:00")
    assert found["stations"][0]["short_after_hours"] == 0
    path = f"proposals/{found['id']}/"
    assert chief.get(path)["ETag"] == first["ETag"]
    for query in (f"conflict={conflict.pk}", "state=active", f"station={made.a1.code}"):
        assert [r["id"] for r in chief.results(f"proposals/?{query}")] == [found["id"]]
    listed = chief.results("conflicts/?state=open")
    assert listed[0]["proposals"] == [found["id"]]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("conflict", {"conflict": 10**9}),
        ("changes", {"changes": "x"}),
        ("plan", {"changes": []}),
        ("text", {"text": "长" * 2001}),
    ],
)
def test_bad_input(conflict, made, as_user, field, change):
    answer = as_user(made.chief_a1).post("proposals/", body(conflict) | change)
    assert answer.status_code == 400 and field in problems(answer)
    assert not Proposal.objects.exists()


def test_what_does_not_settle_it_is_refused_with_the_figure(conflict, made, as_user):
    answer = as_user(made.chief_a1).post("proposals/", body(conflict, due=11))
    assert answer.status_code == 400 and "仍缺" in problems(answer)["plan"]


def test_answers_take_a_version_and_the_last_yes_applies(proposal, made, as_user):
    path = f"proposals/{proposal['id']}/answer/"
    chief = as_user(made.chief_a1)
    assert chief.post(path, {"answer": "accept"}).status_code == 428
    assert chief.post(path, {"answer": "accept"}, If_Match='"99"').status_code == 412
    users = {
        made.a1.code: chief,
        made.public_order.code: as_user(made.staff),
        made.narcotics.code: as_user(made.staff_narcotics),
    }
    for each in proposal["parties"]:
        caller = users[each["unit"]]
        tag = caller.tag(f"proposals/{proposal['id']}/")
        done = caller.post(path, {"answer": "accept"}, If_Match=tag)
        assert done.status_code == 200, done.content
    assert done.json()["state"] == "applied"
    assert [e["act"] for e in done.json()["entries"]][-1] == "apply"
    late = chief.post(path, {"answer": "accept"}, If_Match="*")
    assert late.status_code == 409 and "state" in problems(late)


def test_a_counter_and_a_no(proposal, made, as_user):
    chief = as_user(made.chief_a1)
    path = f"proposals/{proposal['id']}/answer/"
    bare = chief.post(path, {"answer": "decline"}, If_Match="*")
    assert bare.status_code == 400 and "text" in problems(bare)
    pk = proposal["changes"][0]["assignment"]
    wish = {"assignment": pk, "due": day(70)}
    said = {"answer": "counter", "changes": [wish]}
    done = chief.post(path, said, If_Match="*").json()
    assert done["round"] == 2
    unknown = chief.post(path, {"answer": "perhaps"}, If_Match="*")
    assert unknown.status_code == 400 and "answer" in problems(unknown)


def test_rights(proposal, made, as_user):
    path = f"proposals/{proposal['id']}/"
    for user in (made.leader, made.coordinator, made.officer_a1):
        answer = as_user(user).post(
            f"{path}answer/", {"answer": "accept"}, If_Match="*"
        )
        assert answer.status_code == 403
    assert as_user(made.chief_b1).get(path).status_code == 404
    decision = {"approve": True, "text": "按方案办"}
    assert (
        as_user(made.coordinator)
        .post(f"{path}decide/", decision, If_Match="*")
        .status_code
        == 403
    )


def test_the_leader_decides_and_the_office_withdraws(proposal, made, as_user):
    path = f"proposals/{proposal['id']}/"
    decision = {"approve": True, "text": "按方案办"}
    done = as_user(made.leader).post(f"{path}decide/", decision, If_Match="*")
    assert done.status_code == 200 and done.json()["state"] == "decided"
    late = as_user(made.coordinator).post(
        f"{path}withdraw/", {"reason": "晚了"}, If_Match="*"
    )
    assert late.status_code == 409


def test_withdrawn(proposal, made, as_user):
    path = f"proposals/{proposal['id']}/withdraw/"
    office = as_user(made.coordinator)
    done = office.post(path, {"reason": "另有安排"}, If_Match="*")
    assert done.json()["state"] == "withdrawn"
