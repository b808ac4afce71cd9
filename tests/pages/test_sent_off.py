"""A task for very many stations is left to a worker: whole, once, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import AdmissionCase
from coordination.views import sending_off
from desk import jobs
from desk.models import InboxItem, Job, SentForm
from desk.sending import running
from desk.services import cancel_job
from desk.services.sending import MOST_OPEN
from organization.models import AuditEvent, Membership
from organization.services import end_role, set_active
from tasking.models import Assignment, Directive
from tests.coordination.pieces import admission
from tests.coordination.world import check
from tests.factories import Force
from tests.pages.composing import NEW, form_of, post, words
from tests.pages.sent_off import carried_out, left, page, sent, where
from tests.pages.test_directives import client, day, issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one station is many."""
    monkeypatch.setattr(sending_off, "AT_ONCE", 1)


def test_it_is_issued_by_a_worker_as_it_would_have_been_at_once(force: Force) -> None:
    job = sent(force)
    assert not Directive.objects.exists() and "yp-progress" in page(force.staff, job)
    carried_out(job)
    row = Directive.objects.get()
    assert (row.state, row.created_by, row.issued_by) == (
        "issued",
        force.staff,
        force.staff,
    )
    assert Assignment.objects.filter(directive=row).count() == 2
    assert (job.state, job.error) == ("done", "")
    assert row.number in job.result["said"]
    assert where(job) == reverse("coordination:directive", args=[row.pk])
    shown = page(force.staff, job)
    assert where(job) in shown and row.number in shown and "yp-progress" not in shown
    listed = client(force.staff).get(reverse("desk:jobs")).content.decode()
    assert where(job) in listed and "旅馆业检查" in listed


def test_who_has_left_gets_a_letter_that_leads_there_and_who_watches_none(
    force: Force,
) -> None:
    job = carried_out(sent(force))
    letter = InboxItem.objects.get(kind="job_ended")
    assert (letter.recipient, letter.url) == (force.staff, where(job))
    other = sent(force, title="网吧检查")
    at = client(force.staff)
    at.get(reverse("desk:sent", args=[other.pk]), headers={"hx-request": "true"})
    carried_out(other)
    assert InboxItem.objects.filter(kind="job_ended").count() == 1


def test_few_stations_go_out_at_once(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending_off, "AT_ONCE", 2)
    answer = post(force.staff, form_of(force))
    made = Directive.objects.get()
    assert answer["Location"] == reverse("coordination:directive", args=[made.pk])
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"title": ""}, {"declared": None}, {"due": "2020-01-01"}, {"effort_hours": "0"}],
)
def test_what_is_missing_is_said_right_away(
    force: Force, changes: dict[str, Any]
) -> None:
    answer = post(force.staff, form_of(force, **changes))
    assert answer.status_code == 422
    assert not Job.objects.exists() and not Directive.objects.exists()


def test_a_pasted_list_goes_the_same_way(force: Force) -> None:
    pasted = f"{force.a1.name}\n{force.a2.name}"
    job = sent(force, stations=[], pasted=pasted)
    carried_out(job)
    assert Assignment.objects.count() == 2


def test_sent_twice_it_is_the_same_work_and_one_task(force: Force) -> None:
    data = form_of(force)
    job = left(post(force.staff, data))
    assert left(post(force.staff, data)) == job
    carried_out(job)
    assert left(post(force.staff, data)) == job
    assert not jobs.run(job.pk, now=timezone.now())
    assert Directive.objects.count() == Job.objects.count() == 1


def test_other_words_under_the_same_key_are_told_of(force: Force) -> None:
    data = form_of(force)
    job = left(post(force.staff, data))
    answer = post(force.staff, data | {"title": "网吧检查"})
    assert answer.status_code == 422 and "先前" in words(answer)
    carried_out(job)
    again = left(post(force.staff, data | {"title": "网吧检查"}))
    carried_out(again)
    assert again.state == "failed" and Directive.objects.count() == 1
    assert Directive.objects.get().number in again.error


def test_the_same_form_to_few_stations_waits_for_it_and_is_not_doubled(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = form_of(force)
    carried_out(left(post(force.staff, data)))
    monkeypatch.setattr(sending_off, "AT_ONCE", 5)
    assert post(force.staff, data).status_code == 302
    assert Directive.objects.count() == 1


def test_not_too_many_at_a_time(force: Force) -> None:
    for n in range(MOST_OPEN):
        sent(force, title=f"检查{n}")
    answer = post(force.staff, form_of(force))
    assert answer.status_code == 422
    assert Job.objects.count() == MOST_OPEN


def test_who_has_left_the_department_issues_nothing(force: Force) -> None:
    job = sent(force)
    row = Membership.objects.get(user=force.staff)
    end_role(by=None, membership=row, on=timezone.localdate())
    carried_out(job)
    assert job.state == "failed" and job.error and not Directive.objects.exists()
    assert job.error in InboxItem.objects.get(kind="job_ended").facts.values()


def test_an_account_that_was_closed_issues_nothing(force: Force) -> None:
    job = sent(force)
    set_active(by=None, user=force.staff, active=False, reason="调离")
    carried_out(job)
    assert job.state == "failed" and not Directive.objects.exists()


def test_what_does_not_fit_by_then_ends_with_why_and_what_was_typed(
    force: Force,
) -> None:
    """The stations are tried out when its turn comes; the form is opened once more,
    the reason is given, and it goes out under the same key."""
    check(force.a1, force.a2, now=timezone.now())
    data = form_of(force, effort_hours="900", due=day(7))
    job = carried_out(left(post(force.staff, data)))
    assert job.state == "failed" and "请说明理由" in job.error
    assert not Directive.objects.exists()
    assert f"{reverse(NEW)}?typed={job.pk}" in page(force.staff, job)
    opened = client(force.staff).get(f"{reverse(NEW)}?typed={job.pk}")
    assert opened.status_code == 200
    assert "旅馆业检查" in words(opened) or "旅馆业检查" in opened.content.decode()
    assert job.error in opened.content.decode()
    again = left(post(force.staff, data | {"reason": "上级要求"}))
    assert again != job
    assert carried_out(again).state == "done" and Directive.objects.count() == 1


def test_what_others_typed_is_not_opened(force: Force) -> None:
    job = sent(force, title="只有本人看得见")
    cancel_job(by=force.staff, job=job)
    carried_out(job)
    for user in (force.head, force.staff_narcotics):
        opened = client(user).get(f"{reverse(NEW)}?typed={job.pk}")
        assert "只有本人看得见" not in opened.content.decode()
        other = client(user).get(reverse("desk:sent", args=[job.pk]))
        assert other.status_code == 404
    own = client(force.staff).get(f"{reverse(NEW)}?typed={job.pk}")
    assert "只有本人看得见" in own.content.decode()


def test_stopped_before_its_turn_nothing_is_done(force: Force) -> None:
    job = sent(force)
    client(force.staff).post(reverse("desk:stop_job", args=[job.pk]))
    carried_out(job)
    assert job.state == "cancelled" and not Directive.objects.exists()
    assert "typed=" in page(force.staff, job)


def test_a_draft_is_kept_by_a_worker_and_opened_as_ever(force: Force) -> None:
    """Nothing but a title is asked of it, and what cannot be kept is said at once."""
    job = carried_out(sent(force, act="draft", due=None, standard="", declared=None))
    row = Directive.objects.get()
    assert (job.kind, row.state, row.targets.count()) == ("task_draft", "draft", 2)
    assert where(job) == reverse("coordination:edit_draft", args=[row.pk])
    bad = post(force.staff, form_of(force, act="draft", effort_hours="viel"))
    assert bad.status_code == 422 and Job.objects.count() == 1


def test_a_recalled_task_is_corrected_by_a_worker(force: Force) -> None:
    carried_out(sent(force))
    row, at = Directive.objects.get(), client(force.staff)
    recall = reverse("coordination:recall_directive", args=[row.pk])
    carried_out(left(at.post(recall, {"reason": "日期有误"})))
    correct = reverse("coordination:correct_directive", args=[row.pk])
    job = left(at.post(correct))
    assert left(at.post(correct)) == job
    carried_out(job)
    made = Directive.objects.exclude(pk=row.pk).get()
    assert (made.state, made.targets.count()) == ("draft", 2)
    assert where(job) == reverse("coordination:directive", args=[made.pk])


def test_a_draft_is_issued_and_stays_one_where_it_is_refused(force: Force) -> None:
    carried_out(sent(force, act="draft"))
    row = Directive.objects.get()
    address = reverse("coordination:edit_draft", args=[row.pk])
    data = form_of(force, version=row.version)
    job = left(client(force.staff).post(address, data))
    Directive.objects.filter(pk=row.pk).update(version=row.version + 1)
    carried_out(job)
    row.refresh_from_db()
    assert (job.state, row.state) == ("failed", "draft")
    opened = client(force.staff).get(f"{address}?typed={job.pk}")
    assert opened.status_code == 200
    job = left(client(force.staff).post(address, data | {"version": row.version}))
    carried_out(job)
    row.refresh_from_db()
    assert (job.state, row.state) == ("done", "issued")


def test_the_leaders_signature_and_the_way_back_are_left_to_a_worker(
    force: Force,
) -> None:
    row = issued(force)
    address = reverse("coordination:withdraw_directive", args=[row.pk])
    at = client(force.staff)
    assert at.post(address, {"reason": ""}).status_code == 422
    job = left(at.post(address, {"reason": "不再需要"}))
    shown = page(force.staff, job)
    assert "typed=" not in shown
    carried_out(job)
    row.refresh_from_db()
    assert (job.state, row.state) == ("done", "withdrawn")
    assert where(job) == reverse("coordination:directive", args=[row.pk])
    states = set(Assignment.objects.values_list("state", flat=True))
    assert states == {"withdrawn"}


def test_the_office_admits_by_a_worker(force: Force) -> None:
    admission(force, "gate")
    data = form_of(force)
    job = carried_out(left(post(force.staff, data)))
    row = Directive.objects.get()
    assert (job.state, row.state) == ("done", "submitted")
    case = AdmissionCase.objects.get(directive=row)
    address = reverse("coordination:admit_case", args=[case.pk])
    job = left(client(force.coordinator).post(address, {"reason": ""}))
    carried_out(job)
    row.refresh_from_db()
    assert (job.state, job.error, row.state) == ("done", "", "issued")
    assert where(job) == reverse("coordination:admission_case", args=[case.pk])


def test_the_trail_says_from_where_it_was_sent(force: Force) -> None:
    at = client(force.staff)
    at.post(reverse(NEW), form_of(force), REMOTE_ADDR="10.7.7.7")
    carried_out(Job.objects.get())
    event = AuditEvent.objects.get(action="directive.issue")
    assert (event.address, event.actor) == ("10.7.7.7", force.staff)


def test_it_is_forgotten_with_its_job_and_its_words_when_they_are_done(
    force: Force,
) -> None:
    job = carried_out(sent(force))
    assert not SentForm.objects.get().content
    jobs.forget(timezone.now() + running.KEPT * 2)
    assert not SentForm.objects.exists() and not Job.objects.filter(pk=job.pk)


def test_its_page_costs_the_same_whatever_became_of_it(force: Force) -> None:
    costs = []
    for job in (sent(force), carried_out(sent(force, title="检查"))):
        at = client(force.staff)
        at.get("/healthz")
        with CaptureQueriesContext(connection) as asked:
            at.get(reverse("desk:sent", args=[job.pk]))
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 15
