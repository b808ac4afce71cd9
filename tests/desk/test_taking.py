"""Files of many rows: written by a worker, once, for who asked and may still see it."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from openpyxl import load_workbook

from desk import jobs
from desk.lists import answers as list_answers
from desk.lists import table
from desk.models import InboxItem, Job, TakenFile
from desk.services import cancel_job, take_job
from desk.services.taking import MOST_OPEN, TAKING
from desk.sheets.reading import read_table
from desk.taking import answers, running
from organization.models import AuditEvent, Membership
from organization.services import end_role, set_active
from tests.factories import Force, force
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
LIST = reverse_lazy("personnel:officers")
FIRST = 5  # rows that come at once, of the twenty and more there are


@pytest.fixture
def made(db: None, monkeypatch: pytest.MonkeyPatch) -> Force:
    monkeypatch.setattr(answers, "AT_ONCE", FIRST)
    return force()


def ask(user: Any, query: str = "as=csv") -> Job:
    """What asking for the list has begun."""
    answer = client(user).get(f"{LIST}?{query}")
    job = Job.objects.filter(kind=TAKING).latest("pk")
    assert answer["Location"] == reverse("desk:taken", args=[job.pk])
    return job


def done(user: Any, query: str = "as=csv") -> Job:
    job = ask(user, query)
    assert jobs.run(job.pk, now=timezone.now())
    job.refresh_from_db()
    return job


def fetch(user: Any, job: Job) -> Any:
    return client(user).get(reverse("desk:taken_file", args=[job.pk]))


def page(user: Any, job: Job) -> str:
    answer = client(user).get(reverse("desk:taken", args=[job.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", ["csv", "gb18030", "xlsx"])
def test_it_is_the_file_that_would_have_come_at_once(
    made: Force, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    user = made.personnel_admin
    job = done(user, f"q=&as={kind}")
    assert (job.state, job.done) == ("done", job.total) and job.total > FIRST
    answer = fetch(user, job)
    later = answer.getvalue()
    assert answer["Cache-Control"] == "no-store"
    monkeypatch.setattr(answers, "AT_ONCE", job.total)
    direct = client(user).get(f"{LIST}?q=&as={kind}")
    assert direct["Content-Disposition"] == answer["Content-Disposition"]
    assert direct["Content-Type"] == answer["Content-Type"]
    assert _cells(direct.getvalue(), kind) == _cells(later, kind)
    events = AuditEvent.objects.filter(action="table.take").order_by("-pk")[:2]
    assert (
        events[0].detail == events[1].detail == {"kind": "list.officers", "form": kind}
    )
    assert Job.objects.filter(kind=TAKING).count() == 1


def _cells(raw: bytes, kind: str) -> Any:
    """Workbooks carry the time at which they were packed."""
    if kind != "xlsx":
        return raw
    return read_table("a.xlsx", raw)


def test_few_rows_come_at_once_and_what_is_no_file_is_refused(made: Force) -> None:
    user = made.personnel_admin
    few = client(user).get(f"{LIST}?q=王建军&as=csv")
    assert few.status_code == 200 and len(few.getvalue().splitlines()) <= 1 + FIRST
    assert client(user).get(f"{LIST}?as=pdf").status_code == 404
    assert client(user).get(f"{LIST}?as=print").status_code == 200
    assert client(made.finance).get(f"{LIST}?as=csv").status_code == 403
    assert not Job.objects.exists()


def test_workbooks_that_are_no_lists_go_the_same_way(made: Force) -> None:
    user = made.personnel_admin
    address = reverse("personnel:present_file", args=["officers"])
    answer = client(user).get(address)
    job = Job.objects.get(kind=TAKING)
    assert answer["Location"] == reverse("desk:taken", args=[job.pk])
    assert jobs.run(job.pk, now=timezone.now())
    file = TakenFile.objects.get()
    sheets = load_workbook(BytesIO(fetch(user, job).getvalue())).worksheets
    below = sum(sheet.max_row - 1 for sheet in sheets[:-1])  # the last one explains
    assert file.rows == below > FIRST and file.noted == {"kind": "officers"}


def test_of_more_than_a_list_gives_the_rest_is_told_of(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (table, list_answers):
        monkeypatch.setattr(module, "MOST_ROWS", FIRST + 2)
    job = done(made.personnel_admin)
    lines = fetch(made.personnel_admin, job).getvalue().decode().splitlines()
    assert TakenFile.objects.get().rows == job.total == FIRST + 2
    assert len(lines) == 1 + FIRST + 2 + 1 and str(FIRST + 2) in lines[-1]


def test_asked_for_twice_it_is_written_once_and_not_too_many(made: Force) -> None:
    user = made.personnel_admin
    first = ask(user)
    assert ask(user) == first
    for n in range(1, MOST_OPEN):
        assert ask(user, f"as=csv&page={n}") != first
    answer = client(user).get(f"{LIST}?as=xlsx", follow=True)
    assert answer.redirect_chain[0][0] == reverse("desk:jobs")
    assert "正在" in answer.content.decode()
    assert Job.objects.filter(kind=TAKING).count() == MOST_OPEN
    cancel_job(by=user, job=first)
    assert jobs.run(first.pk, now=timezone.now())
    assert ask(user) != first


def test_its_page_shows_how_far_it_is_then_the_file(made: Force) -> None:
    user = made.personnel_admin
    job = ask(user)
    address = reverse("desk:taken_file", args=[job.pk])
    assert "yp-progress" in page(user, job) and address not in page(user, job)
    assert fetch(user, job).status_code == 404
    jobs.run(job.pk, now=timezone.now())
    assert address in page(user, job) and "yp-progress" not in page(user, job)
    listed = client(user).get(reverse("desk:jobs")).content.decode()
    assert reverse("desk:taken", args=[job.pk]) in listed
    post = client(user).post(address)
    assert post.status_code == 405


def test_nobody_else_gets_it(made: Force) -> None:
    job = done(made.personnel_admin)
    for stranger in (made.staff, made.system_admin, made.chief_a1):
        assert fetch(stranger, job).status_code == 404
        other = client(stranger).get(reverse("desk:taken", args=[job.pk]))
        assert other.status_code == 404


def test_who_has_left_the_post_takes_nothing_along(made: Force) -> None:
    user = made.personnel_admin
    job, waiting = done(user), ask(user, "as=xlsx")
    row = Membership.objects.get(user=user)
    end_role(by=None, membership=row, on=timezone.localdate())
    user = type(user).objects.get(pk=user.pk)
    assert fetch(user, job).status_code == 404
    assert reverse("desk:taken_file", args=[job.pk]) not in page(user, job)
    jobs.run(waiting.pk, now=timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == "failed" and not TakenFile.objects.filter(job=waiting)
    assert (
        waiting.error
        in InboxItem.objects.get(matter=f"job:{waiting.pk}").facts.values()
    )


def test_an_account_that_was_closed_has_nothing_written(made: Force) -> None:
    user = made.personnel_admin
    job = ask(user)
    set_active(by=None, user=user, active=False, reason="调离")
    jobs.run(job.pk, now=timezone.now())
    job.refresh_from_db()
    assert job.state == "failed" and not TakenFile.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_stopped_in_the_middle_nothing_is_kept(
    made: Force, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """And the letter says how far it had come."""
    user = made.personnel_admin
    job = ask(user, f"as={kind}")
    monkeypatch.setattr(running, "PAUSE", 0)
    real, seen = jobs.go_on, []

    def go_on(*, job: Job, done: int, total: int) -> bool:
        seen.append(done)
        if done == 3:
            cancel_job(by=user, job=job)
        return real(job=job, done=done, total=total)

    monkeypatch.setattr(jobs, "go_on", go_on)
    jobs.run(job.pk, now=timezone.now())
    job.refresh_from_db()
    assert (job.state, job.done, seen) == ("cancelled", 3, [0, 1, 2, 3])
    assert not TakenFile.objects.exists() and fetch(user, job).status_code == 404
    assert "Stopped" in page(user, job) or "停止" in page(user, job)
    facts = InboxItem.objects.get(matter=f"job:{job.pk}").facts
    assert (facts["state"], facts["done"]) == ("cancelled", 3)


def test_a_worker_that_dies_leaves_one_file_and_one_letter(made: Force) -> None:
    """Before it has kept the file the next one writes it; after it, nobody does."""
    user, now = made.personnel_admin, timezone.now()
    job = ask(user)
    late = now + jobs.SILENT * 2
    assert take_job(pk=job.pk, now=now, stale=now - jobs.SILENT), "and dies"
    assert not jobs.run(job.pk, now=now), "not yet taken for dead"
    running._written(Job.objects.get(pk=job.pk), now)  # kept, and died before the end
    kept = TakenFile.objects.get()
    assert jobs.run(job.pk, now=late)
    assert TakenFile.objects.get() == kept
    assert not jobs.run(job.pk, now=late)
    assert InboxItem.objects.filter(kind="job_ended").count() == 1
    job.refresh_from_db()
    assert job.state == "done" and fetch(user, job).status_code == 200


def test_it_is_forgotten_with_its_job(made: Force) -> None:
    job = done(made.personnel_admin)
    jobs.forget(timezone.now() + running.KEPT - dt.timedelta(minutes=1))
    assert TakenFile.objects.exists()
    jobs.forget(timezone.now() + running.KEPT + dt.timedelta(minutes=1))
    assert not TakenFile.objects.exists() and not Job.objects.filter(pk=job.pk)


def test_pages_and_file_cost_the_same_at_any_length(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, costs = made.personnel_admin, []
    monkeypatch.setattr(answers, "AT_ONCE", 0)
    for query in ("q=王建军&as=csv", "as=csv"):
        job, at = done(user, query), client(user)
        at.get("/healthz")
        cost = []
        for name in ("desk:taken", "desk:taken_file"):
            with CaptureQueriesContext(connection) as queries:
                at.get(reverse(name, args=[job.pk]))
            cost.append(len(queries))
        costs.append(cost)
    assert costs[0] == costs[1] and max(costs[0]) <= 15
