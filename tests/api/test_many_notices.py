"""A notice to very many stations is accepted and carried out by a worker."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coordination.api import leaving
from desk.models import InboxItem, Job
from tasking.models import Notice
from tests.api.conftest import Caller, day, problems
from tests.api.test_many_stations import asked, carried_out, result, told
from tests.api.test_notices import said
from tests.factories import Force

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one station is many."""
    monkeypatch.setattr(leaving, "AT_ONCE", 1)


@pytest.fixture
def staff(made: Force, as_user: Any) -> Caller:
    return as_user(made.staff)


def sent(made: Force, staff: Caller, **more: Any) -> Notice:
    carried_out(asked(staff, "notices/", said(made, **more)))
    return Notice.objects.latest("pk")


def test_a_worker_sends_it_as_it_would_have_been_at_once(
    made: Force, staff: Caller
) -> None:
    job = asked(staff, "notices/", said(made), Idempotency_Key="k")
    again = staff.post("notices/", said(made), Idempotency_Key="k")
    assert (again.status_code, again["Location"]) == (202, f"/api/v1/jobs/{job.pk}/")
    assert not Notice.objects.exists()
    assert (job.kind, told(staff, job)["state"]) == ("notice_send", "waiting")
    carried_out(job)
    shown, row = result(staff, job), Notice.objects.get()
    assert shown["id"] == row.pk and shown["counts"]["stations"] == 2
    assert row.issued_by == made.staff


def test_it_is_withdrawn_in_the_version_that_was_read(
    made: Force, staff: Caller
) -> None:
    row = sent(made, staff)
    one = f"notices/{row.pk}/"
    body, tag = {"reason": "有误"}, staff.tag(one)
    job = asked(staff, f"{one}withdraw/", body, If_Match=tag)
    carried_out(job)
    assert job.kind == "notice_take_back"
    assert result(staff, job)["withdrawn_at"]
    late = staff.post(f"{one}withdraw/", body, If_Match=tag)
    assert late.status_code == 412
    assert staff.post(f"{one}withdraw/", body).status_code == 428


def test_a_correction_reaches_those_of_the_first(made: Force, staff: Caller) -> None:
    row = sent(made, staff)
    job = asked(staff, "notices/", said(made, stations=[], corrects=row.pk))
    carried_out(job)
    assert result(staff, job)["corrects"] == row.pk


def test_what_is_wrong_with_its_words_is_said_at_once(
    made: Force, staff: Caller
) -> None:
    answer = staff.post("notices/", said(made, due_on=day(-3)))
    assert answer.status_code == 400 and "due_on" in problems(answer)
    assert not Job.objects.exists()


def test_few_stations_and_files_go_out_at_once(made: Force, staff: Caller) -> None:
    few = staff.post("notices/", said(made, stations=[made.a1.code]))
    assert few.status_code == 201
    paper = SimpleUploadedFile("口径.txt", "正文".encode(), "text/plain")
    answer = staff.upload("notices/", said(made) | {"files": paper})
    assert answer.status_code == 201, answer.content
    assert not Job.objects.exists() and Notice.objects.count() == 2


def test_the_letter_leads_to_its_page(made: Force, staff: Caller) -> None:
    row = sent(made, staff)
    letter = InboxItem.objects.get(kind="job_ended")
    assert letter.url == reverse("coordination:notice", args=[row.pk])
