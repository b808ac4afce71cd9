"""Notices for other systems."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tasking.models import Notice
from tests.api.conftest import day, problems


@pytest.fixture
def chief(made, as_user):
    return as_user(made.chief_a1)


@pytest.fixture
def staff(made, as_user):
    return as_user(made.staff)


def said(made, **changes):
    return {
        "department": made.public_order.code,
        "title": "旅馆业登记口径",
        "body": "按新口径登记",
        "todo": "更换登记表",
        "due_on": day(5),
        "last": day(20),
        "stations": [made.a1.code, made.a2.code],
        "declared": True,
    } | changes


def test_sent_read_understood_asked_answered_withdrawn(made, as_user, chief, staff):
    first = staff.post("notices/", said(made), Idempotency_Key="k")
    assert first.status_code == 201, first.content
    again = staff.post("notices/", said(made), Idempotency_Key="k")
    assert again.content == first.content and Notice.objects.count() == 1
    row = first.json()
    assert row["counts"] == {"stations": 2, "read": 0, "understood": 0}
    assert row["owing"] == [made.a1.code, made.a2.code] and row["receipts"] == []
    one = f"notices/{row['id']}/"
    steps = (
        (chief, "read", {}),
        (chief, "read", {"station": made.a1.code}),
        (chief, "understand", {}),
        (chief, "ask", {"text": "旧表交回吗"}),
    )
    for who, act, data in steps:
        answer = who.post(f"{one}{act}/", data, If_Match=who.tag(one))
        assert answer.status_code == 200, answer.content
    seen = chief.get(one).json()
    assert seen["counts"] is None and seen["owing"] == []
    (receipt,) = seen["receipts"]
    assert receipt["understood_by"] == "chief_a1" and len(receipt["readings"]) == 1
    asked = seen["questions"][0]["id"]
    reply = {"question": asked, "answer": "不用", "to_all": True}
    staff.post(f"{one}answer/", reply, If_Match=staff.tag(one))
    other = as_user(made.chief_a2).get(one).json()
    assert other["questions"][0]["answer"] == "不用"
    done = staff.post(f"{one}withdraw/", {"reason": "重复"}, If_Match=staff.tag(one))
    assert done.json()["state"] == "withdrawn"
    late = chief.post(f"{one}understand/", {}, If_Match=chief.tag(one))
    assert late.status_code == 409
    assert staff.results("notices/?state=over")[0]["id"] == row["id"]
    assert staff.results("notices/?state=live") == []


def test_files_and_a_correction(made, staff, chief):
    fields = said(made) | {"files": SimpleUploadedFile("表.txt", b"x")}
    sent = staff.upload("notices/", fields)
    assert sent.status_code == 201, sent.content
    row = sent.json()
    given = chief.get(f"notices/{row['id']}/files/{row['files'][0]['id']}/")
    assert given.content == b"x"
    right = said(made, title="更正", stations=[], corrects=row["id"])
    new = staff.post("notices/", right)
    assert new.status_code == 201, new.content
    assert new.json()["corrects"] == row["id"] and new.json()["counts"]["stations"] == 2
    old = staff.get(f"notices/{row['id']}/").json()
    assert (old["state"], old["corrected_by"]) == ("corrected", new.json()["id"])
    assert staff.post("notices/", right).status_code == 409


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": ""}),
        ("body", {"body": 7}),
        ("last", {"last": "31.12."}),
        ("todo", {"todo": ""}),
        ("stations", {"stations": ["x"]}),
        ("stations", {"stations": []}),
        ("declared", {"declared": False}),
        ("words", {"body": "绝密"}),
        ("department", {"department": "x"}),
        ("corrects", {"corrects": 10**9}),
        ("colour", {"colour": "red"}),
    ],
)
def test_bad_input_names_its_field(made, staff, field, changes):
    answer = staff.post("notices/", said(made, **changes))
    assert answer.status_code == 400 and field in problems(answer)
    assert not Notice.objects.exists()


def test_only_the_version_one_has_read(made, staff, chief):
    one = f"notices/{staff.post('notices/', said(made)).json()['id']}/"
    assert chief.post(f"{one}read/").status_code == 428
    assert chief.post(f"{one}read/", If_Match='"9"').status_code == 412
    assert staff.post(f"{one}withdraw/", {"reason": "x"}).status_code == 428
    nobody = staff.post(f"{one}answer/", {"question": 1, "answer": "x"}, If_Match="*")
    assert nobody.status_code == 400
    elsewhere = {"station": made.a2.code}
    assert chief.post(f"{one}read/", elsewhere, If_Match="*").status_code == 403
