"""A station's protected time for other systems."""

from __future__ import annotations

from typing import Any

import pytest

from tasking.models import ProtectedBlock
from tests.api.conftest import day, problems


def block(**changes: Any) -> dict[str, Any]:
    return {
        "title": "社区走访",
        "start": f"{day(3)}T08:30",
        "end": f"{day(3)}T12:00",
        "officers": 6,
    } | changes


@pytest.fixture
def chief(made, as_user):
    return as_user(made.chief_a1)


@pytest.fixture
def path(made):
    return f"stations/{made.a1.code}/protected/"


def test_create_read_change_give_up(chief, path, made):
    first = chief.post(path, block(), Idempotency_Key="k")
    assert first.status_code == 201, first.content
    body = first.json()
    assert (body["station"], body["officers"]) == (made.a1.code, 6)
    assert (body["short_before_hours"], body["short_after_hours"]) == (0, 0)
    assert body["taken_by"] == []
    again = chief.post(path, block(), Idempotency_Key="k")
    assert again.content == first.content and again["Idempotency-Replayed"] == "true"
    one = f"{path}{body['id']}/"
    read = chief.get(one)
    assert read["ETag"] == first["ETag"] == '"1"'
    changed = chief.patch(one, {"officers": 2.5}, If_Match=read["ETag"])
    assert changed.status_code == 200 and changed["ETag"] == '"2"'
    assert (changed.json()["officers"], changed.json()["title"]) == (2.5, "社区走访")
    assert [row["id"] for row in chief.results(path)] == [body["id"]]
    assert len(chief.results(f"{path}?when=ahead")) == 1
    assert chief.results(f"{path}?when=over") == []
    gone = chief.delete(f"{one}?reason=统一行动", If_Match='"2"')
    assert gone.status_code == 204 and not ProtectedBlock.objects.exists()
    assert chief.get(one).status_code == 404


def test_orders_that_take_it_are_named(chief, path, made, as_user):
    meeting = {
        "department": made.public_order.code,
        "title": "誓师大会",
        "kind": "meeting",
        "intent": "动员",
        "basis": "",
        "standard": "到会",
        "deadline_class": "negotiable",
        "start": f"{day(3)}T09:00",
        "end": f"{day(3)}T10:00",
        "officers": 6,
        "stations": [made.a1.code],
        "reason": "上级要求",
    }
    sent = as_user(made.staff).post("directives/", meeting)
    assert sent.status_code == 201, sent.content
    answer = chief.post(path, block())
    assert answer.json()["taken_by"] == sent.json()["assignments"]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "长" * 81}),
        ("title", {"title": 7}),
        ("start", {"start": "morgen"}),
        ("end", {"end": f"{day(2)}T08:00"}),
        ("officers", {"officers": 0}),
        ("officers", {"officers": "x"}),
        ("officers", {"officers": True}),
        ("colour", {"colour": "red"}),
    ],
)
def test_bad_input_names_its_field(chief, path, field, changes):
    answer = chief.post(path, block(**changes))
    assert answer.status_code == 400 and field in problems(answer)
    assert not ProtectedBlock.objects.exists()


def test_a_missing_field_is_named(chief, path):
    assert set(problems(chief.post(path, {}))) == {"title", "start", "end", "officers"}


def test_versions(chief, path):
    one = f"{path}{chief.post(path, block()).json()['id']}/"
    assert chief.patch(one, {"officers": 1}).status_code == 428
    assert chief.patch(one, {"officers": 1}, If_Match='"9"').status_code == 412
    assert chief.delete(f"{one}?reason=x").status_code == 428
    assert chief.delete(f"{one}?reason=x", If_Match='"9"').status_code == 412


def test_giving_up_takes_a_reason(chief, path):
    one = f"{path}{chief.post(path, block()).json()['id']}/"
    for query in ("", "?reason=", "?reason=%20", f"?reason={'x' * 501}"):
        answer = chief.delete(f"{one}{query}", If_Match="*")
        assert answer.status_code == 400 and "reason" in problems(answer), query
    body = chief.send("delete", one, {"reason": "统一行动"}, If_Match="*")
    assert body.status_code == 204


def test_a_block_belongs_to_its_station(chief, path, made, as_user):
    made_one = chief.post(path, block()).json()["id"]
    other = f"stations/{made.a2.code}/protected/{made_one}/"
    assert as_user(made.chief_a2).get(other).status_code == 404
    assert as_user(made.leader).get(other).status_code == 404
    assert as_user(made.leader).get(f"{path}{made_one}/").status_code == 200


def test_a_long_list_pages(chief, path):
    for n in range(3):
        chief.post(path, block(title=f"走访{n}"))
    first = chief.get(f"{path}?page_size=2").json()
    assert [row["title"] for row in first["results"]] == ["走访2", "走访1"]
    rest = chief.get(f"{path}{first['next'][first['next'].index('?') :]}").json()
    assert [row["title"] for row in rest["results"]] == ["走访0"]
    assert problems(chief.get(f"{path}?when=never")).keys() == {"when"}
