"""A notice to very many stations is left to a worker, with its files."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coordination.views import sending_off
from desk.models import Job
from tasking.models import Notice
from tests.factories import Force
from tests.notices.test_pages import form, now_told, url
from tests.pages.composing import words
from tests.pages.sent_off import carried_out, left, page, where
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one station is many."""
    monkeypatch.setattr(sending_off, "AT_ONCE", 1)


def test_it_goes_out_with_its_file_once(force: Force) -> None:
    at = client(force.staff)

    def send() -> Job:
        paper = SimpleUploadedFile("登记表.txt", "表".encode())
        return left(at.post(url("new_notice"), form(force, evidence=paper)))

    job = send()
    assert send() == job and not Notice.objects.exists()
    carried_out(job)
    row = Notice.objects.get()
    assert (job.state, job.error) == ("done", "")
    assert where(job) == reverse("coordination:notice", args=[row.pk])
    assert "已发至2个派出所" in job.result["said"]
    given = client(force.chief_a1).get(url("notice_file", row.pk, row.files.get().pk))
    assert given.content == "表".encode()
    assert force.chief_a1.inbox.filter(kind="notice_new").count() == 1


def test_words_are_looked_at_before_anything_is_left_to_anybody(force: Force) -> None:
    answer = client(force.staff).post(url("new_notice"), form(force, body="机密事项"))
    assert answer.status_code == 422 and not Job.objects.exists()


def test_stopped_it_is_opened_as_it_was_typed_and_files_are_asked_for_again(
    force: Force,
) -> None:
    at = client(force.staff)
    paper = SimpleUploadedFile("登记表.txt", "表".encode())
    job = left(at.post(url("new_notice"), form(force, evidence=paper)))
    at.post(reverse("desk:stop_job", args=[job.pk]))
    carried_out(job)
    assert job.state == "cancelled" and not Notice.objects.exists()
    address = f"{url('new_notice')}?typed={job.pk}"
    assert address in page(force.staff, job)
    opened = at.get(address)
    assert opened.status_code == 200 and opened.context["files_lost"]
    assert "旅馆业登记口径" in opened.content.decode()


def test_corrected_and_withdrawn_by_a_worker(force: Force) -> None:
    old = now_told(force)
    at = client(force.staff)
    said = form(force, title="更正", stations=None)
    job = carried_out(left(at.post(url("correct_notice", old.pk), said)))
    new = Notice.objects.latest("pk")
    assert (job.state, new.corrects, new.receipts.count()) == ("done", old, 3)
    address = url("withdraw_notice", new.pk)
    assert at.post(address, {"reason": ""}).status_code == 422
    job = left(at.post(address, {"reason": "不再适用"}))
    assert "typed=" not in page(force.staff, job)
    carried_out(job)
    new.refresh_from_db()
    assert job.state == "done" and new.withdraw_reason == "不再适用"
    assert where(job) == url("notice", new.pk)


def test_what_was_withdrawn_meanwhile_is_not_corrected(force: Force) -> None:
    old = now_told(force)
    at = client(force.staff)
    said = form(force, title="更正", stations=None)
    job = left(at.post(url("correct_notice", old.pk), said))
    carried_out(left(at.post(url("withdraw_notice", old.pk), {"reason": "作废"})))
    carried_out(job)
    assert job.state == "failed" and job.error and Notice.objects.count() == 1
    assert "更正" not in words(at.get(url("notices")))
