"""A letter when what one asked for has ended, unless one has just watched it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from coordination.services.trying import TRIAL, begin_trial
from desk import jobs
from desk.letters import letter
from desk.models import InboxItem, Job, LetterChoice, Way
from desk.services import (
    cancel_job,
    choose_letters,
    end_job,
    queue_job,
    take_job,
    watch_jobs,
)
from desk.services.jobs import NOTED_EVERY
from desk.services.telling_jobs import WATCHED
from desk.work_shown import Shown
from personnel.services.rounds.matching import KIND as SELECTION
from tests.factories import Force, force
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db: None) -> Force:
    return force()


def begun(user: Any, kind: str = TRIAL) -> Job:
    result = {"name": "甲表.xlsx", "round": 1}
    return queue_job(by=user, kind=kind, content=b"", result=result)


def letters(user: Any) -> list[InboxItem]:
    return list(user.inbox.filter(kind="job_ended").order_by("pk"))


def said(item: InboxItem) -> str:
    with override("zh-hans"):
        return letter(item, {}).text


def test_done_stopped_and_failed_each_read_as_what_they_are(made: Force) -> None:
    user, now = made.staff, timezone.now()
    done, stopped, failed = begun(user), begun(user), begun(user)
    Job.objects.filter(pk=stopped.pk).update(total=9, done=4)
    end_job(job=done, now=now)
    cancel_job(by=user, job=stopped)
    stopped.refresh_from_db()
    end_job(job=stopped, now=now)
    end_job(job=failed, now=now, error="读不出来。")
    first, second, third = map(said, letters(user))
    assert "甲表.xlsx" in first and "完成" in first
    assert "4" in second and "9" in second and "停止" in second
    assert "读不出来。" in third and "系统管理员" in third
    to = client(user).post(
        reverse("coordination:open_letter", args=[letters(user)[0].pk])
    )
    assert to["Location"] == reverse("coordination:trial", args=[done.pk])


def test_told_once_however_often_it_is_ended(made: Force) -> None:
    """Also when its worker died and the next one failed with it."""
    user, now = made.staff, timezone.now()
    row = begin_trial(by=user, name="甲表.xlsx", content=b"PK")
    for turn in range(jobs.MOST_TRIES):
        at = now + jobs.SILENT * 2 * turn
        job = take_job(pk=row.pk, now=at, stale=at - jobs.SILENT)
        assert job is not None
        Job.objects.filter(pk=row.pk).update(result={"tries": turn + 1})
    late = now + jobs.SILENT * 9
    assert jobs.run(row.pk, now=late) and not jobs.run(row.pk, now=late)
    end_job(job=row, now=late)
    (item,) = letters(user)
    assert item.facts["state"] == Job.State.FAILED


def test_who_is_watching_needs_none(made: Force) -> None:
    user, now = made.staff, timezone.now()
    job, other = begun(user), begun(user)
    for address in (reverse("desk:jobs"), reverse("coordination:trial", args=[job.pk])):
        client(user).get(address)
        job.refresh_from_db()
        assert job.watched_at is None, "opened once is not yet watched"
        client(user).get(address, headers={"HX-Request": "true"})
        job.refresh_from_db()
        assert job.watched_at is not None and job.watched_at >= now
        Job.objects.filter(pk=job.pk).update(watched_at=None)
    for row, ago in ((job, WATCHED / 2), (other, WATCHED * 2)):
        Job.objects.filter(pk=row.pk).update(watched_at=now - ago)
        row.refresh_from_db()
        end_job(job=row, now=now)
    assert [item.matter for item in letters(user)] == [f"job:{other.pk}"]


def test_that_somebody_watches_is_noted_every_twenty_seconds(made: Force) -> None:
    """Its page looks again every three: between two notes nothing is written."""
    user, now = made.staff, timezone.now()
    job = begun(user)
    for after, noted in ((0, 0), (3, 0), (19, 0), (20, 20), (23, 20), (41, 41)):
        at = now + dt.timedelta(seconds=after)
        job.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            watch_jobs(by=user, jobs=[job], now=at)
        assert len(queries) == (after == noted)
        job.refresh_from_db()
        assert job.watched_at == now + dt.timedelta(seconds=noted)
    assert NOTED_EVERY + dt.timedelta(seconds=3) < WATCHED


def test_others_who_look_keep_nobodys_letter_back(made: Force) -> None:
    job = begun(made.staff)
    page = f"{reverse('desk:jobs')}?all=1"
    seen = client(made.system_admin).get(page, headers={"HX-Request": "true"})
    assert seen.status_code == 200
    job.refresh_from_db()
    assert job.watched_at is None


def test_the_clock_is_told_nothing_and_a_round_tells_itself(made: Force) -> None:
    now = timezone.now()
    clock = queue_job(by=None, kind=TRIAL, content=b"", result={})
    well, badly = begun(made.staff, SELECTION), begun(made.staff, SELECTION)
    end_job(job=clock, now=now)
    end_job(job=well, now=now)
    end_job(job=badly, now=now, error="died")
    assert [i.matter for i in InboxItem.objects.all()] == [f"job:{badly.pk}"]


def test_one_setting_switches_them_all(made: Force) -> None:
    user = made.staff
    choose_letters(by=user, ways={"job_ended": Way.NONE}, digest_hour=8, address="")
    assert LetterChoice.objects.get().kind == "job_ended"
    page = client(user).get(reverse("coordination:letter_settings")).content.decode()
    assert page.count('name="job_ended"') >= 1
    end_job(job=begun(user), now=timezone.now())
    assert not letters(user)


def test_what_cannot_be_done_says_why(made: Force) -> None:
    row = queue_job(by=made.staff, kind=TRIAL, content=b"", result={})

    def work(_job: Job, _now: dt.datetime) -> None:
        raise jobs.Failed("没有这样的单位。")

    jobs.Work(TRIAL, work, "died", Shown("试", lambda rows: {})).run(
        row.pk, now=timezone.now()
    )
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "没有这样的单位。")
    assert "没有这样的单位。" in said(letters(made.staff)[0])
