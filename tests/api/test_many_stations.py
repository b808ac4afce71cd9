"""A task of very many stations is accepted and carried out by a worker: once, whole."""

from __future__ import annotations

import time
from threading import Event
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.api import leaving
from coordination.services import issuing
from desk import jobs
from desk.models import InboxItem, Job
from desk.services.sending import MOST_OPEN
from desk.steps import tell_step
from organization.models import AuditEvent
from organization.services import set_active
from tasking.models import Assignment, Directive
from tests.api.conftest import Caller, day, problems, task
from tests.api.test_idempotency import together
from tests.coordination.racing import Runner, until
from tests.factories import Force


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one station is many."""
    monkeypatch.setattr(leaving, "AT_ONCE", 1)


@pytest.fixture
def staff(made: Force, as_user: Any) -> Caller:
    return as_user(made.staff)


def many(made: Force, **changes: Any) -> dict[str, Any]:
    return task(made, stations=[made.a1.code, made.a2.code], **changes)


def asked(staff: Caller, path: str, body: Any, **headers: str) -> Job:
    """Accepted: the job under the address that was told."""
    answer = staff.post(path, body, **headers)
    assert answer.status_code == 202, answer.content
    job = Job.objects.get(pk=answer.json()["id"])
    assert answer["Location"] == f"/api/v1/jobs/{job.pk}/"
    assert int(answer["Retry-After"]) > 0
    return job


def told(staff: Caller, job: Job) -> dict[str, Any]:
    answer = staff.get(f"jobs/{job.pk}/")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def carried_out(job: Job) -> None:
    assert jobs.run(job.pk, now=timezone.now())
    job.refresh_from_db()


def result(staff: Caller, job: Job) -> dict[str, Any]:
    """What its address leads to."""
    found = told(staff, job)
    assert found["state"] == "done", found
    answer = staff.get(found["result"].removeprefix("/api/v1/"))
    assert answer.status_code == 200
    shown: dict[str, Any] = answer.json()
    return shown


@pytest.mark.django_db
class TestAccepted:
    def test_a_worker_issues_it_as_it_would_have_been_at_once(
        self, made: Force, staff: Caller
    ) -> None:
        job = asked(staff, "directives/", many(made))
        assert not Directive.objects.exists()
        waiting = told(staff, job)
        assert (waiting["state"], waiting["result"]) == ("waiting", None)
        assert waiting["name"] == "清查出租房屋" and waiting["problem"] is None
        carried_out(job)
        shown, row = result(staff, job), Directive.objects.get()
        assert shown["id"] == row.pk and shown["state"] == "issued"
        assert shown["stations"] == sorted([made.a1.code, made.a2.code])
        assert row.issued_by == row.created_by == made.staff
        assert AuditEvent.objects.filter(action="directive.issue").count() == 1

    def test_few_stations_are_answered_at_once(
        self, made: Force, staff: Caller
    ) -> None:
        answer = staff.post("directives/", task(made))
        assert answer.status_code == 201 and not Job.objects.exists()

    def test_a_page_leads_there_too(self, made: Force, staff: Caller) -> None:
        job = asked(staff, "directives/", many(made))
        carried_out(job)
        page = reverse("coordination:directive", args=[Directive.objects.get().pk])
        letter = InboxItem.objects.get(kind="job_ended")
        assert (letter.recipient, letter.url) == (made.staff, page)

    def test_who_looks_at_it_is_written_no_letter(
        self, made: Force, staff: Caller
    ) -> None:
        job = asked(staff, "directives/", many(made))
        told(staff, job)
        carried_out(job)
        assert not InboxItem.objects.filter(kind="job_ended").exists()

    def test_a_draft_is_kept_by_a_worker(self, made: Force, staff: Caller) -> None:
        job = asked(staff, "directives/", many(made, draft=True, due=None))
        carried_out(job)
        assert job.kind == "task_draft" and result(staff, job)["state"] == "draft"

    def test_a_draft_goes_out_and_comes_back(self, made: Force, staff: Caller) -> None:
        carried_out(asked(staff, "directives/", many(made, draft=True)))
        row = Directive.objects.get()
        here = f"directives/{row.pk}/"
        job = asked(staff, f"{here}issue/", {}, If_Match=staff.tag(here))
        carried_out(job)
        assert result(staff, job)["state"] == "issued"
        body = {"reason": "日期有误"}
        carried_out(asked(staff, f"{here}recall/", body, If_Match=staff.tag(here)))
        job = asked(staff, f"{here}correct/", {}, If_Match=staff.tag(here))
        carried_out(job)
        assert result(staff, job)["state"] == "draft"

    def test_what_went_out_is_taken_back_once(self, made: Force, staff: Caller) -> None:
        carried_out(asked(staff, "directives/", many(made)))
        here = f"directives/{Directive.objects.get().pk}/"
        body, match = {"reason": "不再需要"}, staff.tag(here)
        job = asked(staff, f"{here}withdraw/", body, If_Match=match)
        again = asked(staff, f"{here}withdraw/", body, If_Match=match)
        assert again == job, "the same version is taken back once"
        carried_out(job)
        assert result(staff, job)["state"] == "withdrawn"


@pytest.mark.django_db
class TestRefused:
    def test_what_can_be_said_at_once_is_said_at_once(
        self, made: Force, staff: Caller
    ) -> None:
        wrong = {"title": "", "due": day(-3), "stations": [made.a1.code, "nowhere"]}
        for name, value in wrong.items():
            answer = staff.post("directives/", many(made) | {name: value})
            assert answer.status_code == 400 and problems(answer), name
        other = many(made, department=made.narcotics.code)
        assert staff.post("directives/", other).status_code == 403
        assert not Job.objects.exists()

    def test_an_older_version_is_refused_at_once(
        self, made: Force, staff: Caller
    ) -> None:
        carried_out(asked(staff, "directives/", many(made)))
        here = f"directives/{Directive.objects.get().pk}/"
        body = {"reason": "不再需要"}
        old = staff.post(f"{here}withdraw/", body, If_Match='"77"')
        assert old.status_code == 412
        assert staff.post(f"{here}withdraw/", body).status_code == 428

    def test_a_refusal_is_told_as_the_request_would_have_been_answered(
        self, made: Force, staff: Caller
    ) -> None:
        body = many(made, effort_hours=20_000)
        job = asked(staff, "directives/", body)
        carried_out(job)
        found = told(staff, job)
        assert (found["state"], found["result"]) == ("failed", None)
        assert found["problem"]["status"] == 400
        assert [e["field"] for e in found["problem"]["errors"]] == ["reason"]
        assert not Directive.objects.exists() and not Assignment.objects.exists()
        job = asked(staff, "directives/", body | {"reason": "上级要求"})
        carried_out(job)
        assert result(staff, job)["reason"] == "上级要求"

    def test_whoever_is_not_let_in_any_more_issues_nothing(
        self, made: Force, staff: Caller
    ) -> None:
        job = asked(staff, "directives/", many(made))
        set_active(by=None, user=made.staff, active=False)
        carried_out(job)
        assert job.state == "failed" and not Directive.objects.exists()

    def test_so_many_are_under_way_at_a_time(self, made: Force, staff: Caller) -> None:
        for _n in range(MOST_OPEN):
            asked(staff, "directives/", many(made))
        assert staff.post("directives/", many(made)).status_code == 409

    def test_a_defect_is_the_workers_and_no_answer(
        self, made: Force, staff: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = asked(staff, "directives/", many(made))

        def broken(**_arguments: Any) -> None:
            raise RuntimeError("power cut")

        monkeypatch.setattr(issuing, "look_at", broken)
        with pytest.raises(RuntimeError):
            jobs.run(job.pk, now=timezone.now())
        assert not Directive.objects.exists()


@pytest.mark.django_db
class TestStopped:
    def test_before_it_begins(self, made: Force, staff: Caller) -> None:
        job = asked(staff, "directives/", many(made))
        answer = staff.post(f"jobs/{job.pk}/stop/")
        assert answer.status_code == 200
        carried_out(job)
        assert told(staff, job)["state"] == "cancelled"
        assert not Directive.objects.exists()

    def test_what_has_ended_stays_as_it_is(self, made: Force, staff: Caller) -> None:
        job = asked(staff, "directives/", many(made))
        carried_out(job)
        assert staff.post(f"jobs/{job.pk}/stop/").json()["state"] == "done"
        assert Directive.objects.get().state == "issued"

    def test_others_neither_see_nor_stop_it(
        self, made: Force, staff: Caller, as_user: Any
    ) -> None:
        job = asked(staff, "directives/", many(made))
        other = as_user(made.staff_narcotics)
        assert other.get(f"jobs/{job.pk}/").status_code == 404
        assert other.post(f"jobs/{job.pk}/stop/").status_code == 404
        assert other.results("jobs/") == []
        assert [one["id"] for one in staff.results("jobs/")] == [job.pk]
        assert staff.results("jobs/?state=done") == []


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_fifty_posts_with_one_key_make_one_directive(
        self, made: Force, staff: Caller
    ) -> None:
        body = many(made)

        def call() -> Any:
            return staff.post("directives/", body, Idempotency_Key="k")

        answers = together(*[call] * 50)
        codes = {answer.status_code for answer in answers}
        assert 202 in codes and codes <= {202, 409}
        [job] = Job.objects.all()
        carried_out(job)
        assert Directive.objects.count() == 1
        assert Assignment.objects.count() == 2
        again = call()
        assert again.status_code == 202 and again.json()["id"] == job.pk
        assert again["Location"] == f"/api/v1/jobs/{job.pk}/"
        assert Job.objects.count() == 1

    def test_it_is_stopped_in_the_middle_and_nothing_of_it_stays(
        self, made: Force, staff: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job, real = asked(staff, "directives/", many(made)), issuing.look_at
        monkeypatch.setattr("desk.sending.running.PAUSE", 0.01)
        reached = Event()

        def held(**arguments: Any) -> None:
            real(**arguments)
            reached.set()
            for n in range(1000):
                tell_step("正在核对", n, 1000)
                time.sleep(0.01)

        monkeypatch.setattr(issuing, "look_at", held)
        worker = Runner(lambda: jobs.run(job.pk, now=timezone.now()))
        assert reached.wait(20)
        until(lambda: told(staff, job)["done"] > 0)
        shown = told(staff, job)
        assert shown["step"] == "正在核对" and shown["of"] == 1000
        assert staff.post(f"jobs/{job.pk}/stop/").status_code == 200
        worker.done()
        job.refresh_from_db()
        assert job.state == "cancelled" and not Directive.objects.exists()
