"""Difficulties through the interface: the contract's rules, and every act once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tasking.models import Difficulty
from tests.factories import Force
from tests.help.world import TEXT, TITLE, raised

pytestmark = pytest.mark.django_db
URL = "/api/v1/difficulties/"


def at(user: Any) -> Client:
    made = Client()
    made.force_login(user)
    return made


def body(force: Force, **more: Any) -> dict[str, Any]:
    return {
        "station": force.a1.code,
        "department": force.public_order.code,
        "category": "evidence",
        "urgency": "soon",
        "title": TITLE,
        "text": TEXT,
    } | more


def post(user: Any, address: str, data: Any, **headers: str) -> Any:
    return at(user).post(
        address, data, content_type="application/json", headers=headers
    )


def act(user: Any, row: Any, name: str, data: Any, tag: str = "") -> Any:
    headers = {"If-Match": tag or f'"{row["version"]}"'}
    return at(user).post(
        f"{URL}{row['id']}/{name}/",
        data,
        content_type="application/json",
        headers=headers,
    )


def test_one_is_raised_once_listed_and_filtered(force: Force) -> None:
    first = post(force.chief_a1, URL, body(force), **{"Idempotency-Key": "a"})
    assert first.status_code == 201 and first["ETag"] == '"1"'
    again = post(force.chief_a1, URL, body(force), **{"Idempotency-Key": "a"})
    assert again.json()["id"] == first.json()["id"] and Difficulty.objects.count() == 1
    other = body(force, title="别的")
    clash = post(force.chief_a1, URL, other, **{"Idempotency-Key": "a"})
    assert clash.status_code == 422
    seen = at(force.staff).get(URL, {"state": "asked", "category": "evidence"})
    (row,) = seen.json()["results"]
    assert row["department"] == force.public_order.code and row["level"] == "department"
    assert [step["act"] for step in row["steps"]] == ["raise"]
    assert not at(force.staff_b).get(URL).json()["results"]
    assert at(force.staff).get(URL, {"state": "?"}).status_code == 400


def test_files_come_as_multipart(force: Force) -> None:
    paper = SimpleUploadedFile("照片.txt", "证据".encode())
    made = at(force.chief_a1).post(
        URL, body(force, files=paper), headers={"Idempotency-Key": "f"}
    )
    assert made.status_code == 201, made.content
    row = made.json()
    file = at(force.staff).get(f"{URL}{row['id']}/files/{row['files'][0]['id']}/")
    assert file.content == "证据".encode()


def test_every_act_asks_for_the_version_and_answers_with_the_new_one(
    force: Force,
) -> None:
    key = {"Idempotency-Key": "b"}
    row = post(force.chief_a1, URL, body(force, department=""), **key).json()
    assert row["state"] == "routing" and row["department"] is None
    to = {"department": force.public_order.code, "reason": "属治安职责"}
    bare = post(force.coordinator, f"{URL}{row['id']}/hand-on/", to)
    assert bare.status_code == 428
    row = act(force.coordinator, row, "hand-on", to).json()
    assert row["state"] == "asked"
    assert act(force.staff, row, "note", {"text": "几点"}, '"1"').status_code == 412
    row = act(force.staff, row, "note", {"text": "几点"}).json()
    today = timezone.localdate().isoformat()
    visit = {"on": today, "who": "李志刚", "what": "演示"}
    row = act(force.staff, row, "visit", visit).json()
    row = act(force.staff, row, "call-off", {"reason": "改期"}).json()
    row = act(force.staff, row, "visit", visit).json()
    row = act(force.staff, row, "visited", {"on": today, "done": "做了"}).json()
    assert row["state"] == "answered" and row["visits"][0]["done_on"] == today
    row = act(force.chief_a1, row, "say", {"outcome": "not", "words": "没懂"}).json()
    row = act(force.staff, row, "answer", {"answer": "再讲一遍"}).json()
    late = act(force.staff, row, "answer", {"answer": "又"})
    assert late.status_code == 409 and "state" in str(late.json())
    said = act(force.chief_a1, row, "say", {"outcome": "solved", "words": "懂了"})
    assert said.status_code == 200 and said.json()["state"] == "closed"
    assert act(force.staff, row, "say", {}).status_code == 403


def test_joined_handed_away_and_taken_back(force: Force) -> None:
    lead = raised(force)
    row = post(force.chief_a1, URL, body(force), **{"Idempotency-Key": "c"}).json()
    unknown = act(force.staff, row, "join", {"lead": 10**9})
    assert unknown.status_code == 400
    row = act(force.staff, row, "join", {"lead": lead.pk}).json()
    assert [step["act"] for step in row["steps"]] == ["raise", "join"]
    away = {"department": force.narcotics.code, "reason": "属禁毒职责"}
    gone = act(force.staff, row, "hand-on", away)
    assert gone.status_code == 200, "how it was left"
    assert gone.json()["department"] == force.narcotics.code
    assert at(force.staff).get(f"{URL}{row['id']}/").status_code == 404
    back = act(force.chief_a1, gone.json(), "take-back", {"reason": "已自行解决"})
    assert back.json()["state"] == "taken_back"
