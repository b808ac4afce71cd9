"""Files that come with an opinion or a report, and go back to whoever sees it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from coordination.models import Objection, RemitReport
from desk.attaching import MOST_BYTES, take_files
from desk.models import Attachment
from tests.api.conftest import problems, task
from tests.coordination.opinions import PDF, upload

DOORS = ("objections/", "remit-reports/")
WORDS = {
    "requester": "街道办",
    "matter": "代收水费",
    "basis": "",
    "text": "人手不够",
}


@pytest.fixture
def chief(made, as_user):
    return as_user(made.chief_a1)


@pytest.fixture
def assignment(made, as_user):
    staff = as_user(made.staff)
    return staff.post("directives/", task(made)).json()["assignments"][0]


def said(door, assignment, **more):
    words = WORDS if door == "remit-reports/" else {"text": WORDS["text"]}
    return {"assignment": assignment} | words | more


def nothing_kept():
    rows = (Objection, RemitReport, Attachment)
    return not any(model.objects.exists() for model in rows)


@pytest.mark.parametrize("door", DOORS)
def test_files_are_kept_and_given_back_untouched(made, chief, assignment, door):
    body = said(
        door, assignment, files=[upload(), upload("说明.txt", "值班表".encode())]
    )
    given = chief.upload(door, body)
    assert given.status_code == 201, given.content
    files = given.json()["files"]
    assert [f["name"] for f in files] == ["排班表.pdf", "说明.txt"]
    back = chief.get(f"{door}{given.json()['id']}/files/{files[0]['id']}/")
    assert back.content == PDF and back["ETag"]
    assert back["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in back["Content-Security-Policy"]


@pytest.mark.parametrize("door", DOORS)
def test_a_file_is_seen_by_those_who_see_the_row_and_of_that_row_only(
    made, as_user, chief, assignment, door
):
    given = chief.upload(door, said(door, assignment, files=upload())).json()
    path = f"{door}{given['id']}/files/{given['files'][0]['id']}/"
    for who, code in (("staff", 200), ("leader", 200), ("staff_b", 404)):
        assert as_user(getattr(made, who)).get(path).status_code == code, who
    (other,) = take_files(by=made.chief_a1, files=[upload("b.pdf")], now=timezone.now())
    assert chief.get(f"{door}{given['id']}/files/{other.pk}/").status_code == 404


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF + bytes(MOST_BYTES)),
        ("a.pdf", b""),
        ("a.pdf", b"MZ\x90\x00"),
        ("a.pdf.exe", PDF),
        ("a.html", b"<html></html>"),
        ("a.txt", b"<script>alert(1)</script>"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_files(
    chief, assignment, door, name, content
):
    sent = said(door, assignment, files=[upload(), upload(name, content)])
    answer = chief.upload(door, sent)
    assert answer.status_code == 400 and "files" in problems(answer), answer.content
    assert nothing_kept()


@pytest.mark.parametrize("door", DOORS)
def test_a_name_is_never_a_path_and_hides_nothing(chief, assignment, door):
    names = (
        "../../etc/排班表.pdf",
        "C:\\x\\排班表.pdf",
        "排班\u202e表.pdf",
    )
    files = [SimpleUploadedFile("x.pdf", PDF) for _name in names]
    for file, name in zip(files, names, strict=True):
        file._name = name
    given = chief.upload(door, said(door, assignment, files=files)).json()
    for file in given["files"]:
        assert not set(file["name"]) & set("/\\\u202e") and ".." not in file["name"]


@pytest.mark.parametrize("door", DOORS)
def test_five_files_and_sixteen_megabytes_at_most(chief, assignment, door):
    six = chief.upload(
        door, said(door, assignment, files=[upload() for _n in range(6)])
    )
    assert six.status_code == 400 and "files" in problems(six)
    full = PDF + bytes(MOST_BYTES - len(PDF))
    large = [upload(content=full) for _n in range(4)]
    assert chief.upload(door, said(door, assignment, files=large)).status_code == 413
    many = [upload() for _n in range(101)]
    assert chief.upload(door, said(door, assignment, files=many)).status_code == 413
    assert nothing_kept()


@pytest.mark.parametrize("door", DOORS)
def test_bad_words_and_unknown_parts_are_named(chief, assignment, door):
    for field, value in (("text", ""), ("colour", "red"), ("files", "no file")):
        sent = said(door, assignment, files=upload()) | {field: value}
        answer = chief.upload(door, sent)
        named = {name.partition("[")[0] for name in problems(answer)}
        assert answer.status_code == 400 and field in named, (field, answer.content)
    json = chief.post(door, said(door, assignment, files=[]))
    assert json.status_code == 400 and "files" in problems(json)
    assert nothing_kept()


@pytest.mark.parametrize("door", DOORS)
def test_a_key_holds_what_is_in_the_files(chief, assignment, door):
    def send(content=PDF, name="排班表.pdf"):
        files = [upload(name, content), upload("b.pdf")]
        sent = said(door, assignment, files=files)
        return chief.upload(door, sent, Idempotency_Key="k")

    first, again = send(), send()
    assert first.status_code == again.status_code == 201
    assert first.content == again.content and Attachment.objects.count() == 2
    assert send(PDF + b"x").status_code == send(name="c.pdf").status_code == 422


def test_a_broken_multipart_is_a_problem(chief):
    answer = chief.client.post(
        "/api/v1/objections/",
        b"--x\r\nbroken",
        content_type="multipart/form-data",
        headers={"Authorization": f"Token {chief.token}"},
    )
    assert answer.status_code == 400
    problems(answer)
