"""Long work on its page: what runs, what came of it, and stopping it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.services.fixing_ground import REPAIR
from coordination.services.sweeping import SWEEP
from coordination.services.trying import TRIAL, begin_trial
from desk import jobs
from desk.models import Job
from desk.services import end_job, queue_job, start_job
from desk.services.bulk import KIND as BULK
from desk.services.taking import ask_for_file
from desk.work_shown import Shown, shown_as
from personnel.services.importing import JOB as IMPORT
from personnel.services.rounds.matching import KIND as SELECTION
from tests.factories import Force, force

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db: None) -> Force:
    return force()


def at(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, query: str = "") -> str:
    return client.get(reverse("desk:jobs") + query).content.decode()


def test_every_kind_of_work_is_shown_and_stopped_or_says_why() -> None:
    """Whatever workers do has a title and an address, also what will be added."""
    shown = shown_as()
    assert {*jobs._works, SWEEP} == set(shown)
    for kind, one in shown.items():
        assert str(one.title), kind
        result = {"conflicts": [1], "round": 1}
        found = one.pages([Job(pk=7, kind=kind, result=result)])
        assert kind in (IMPORT, BULK) or found[7].startswith("/"), kind
    assert [kind for kind, one in shown.items() if one.unstoppable] == [SELECTION]


def test_mine_while_it_runs_and_after(made: Force) -> None:
    job = begin_trial(by=made.staff, name="甲表.xlsx", content=b"PK")
    own, other = at(made.staff), at(made.head)
    assert "甲表.xlsx" in page(own) and "甲表.xlsx" not in page(other)
    assert "yp-running" in page(own) and "yp-running" not in page(other)
    stop = reverse("desk:stop_job", args=[job.pk])
    assert other.post(stop).status_code == 404 and own.get(stop).status_code == 405
    assert own.post(stop).status_code == 302
    assert Job.objects.get().cancel_requested
    jobs.run(job.pk, now=timezone.now())
    assert Job.objects.get().ended_at is not None
    text = page(own)
    assert (
        "yp-running" not in text
        and reverse("coordination:trial", args=[job.pk]) in text
    )
    again = own.post(stop, follow=True)
    assert "已经结束" in again.content.decode()


def test_who_keeps_the_system_sees_and_stops_everybodys(made: Force) -> None:
    start_job(by=None, kind=SWEEP, total=7, now=timezone.now())
    job = begin_trial(by=made.staff, name="甲表.xlsx", content=b"PK")
    keeper = at(made.system_admin)
    assert "甲表.xlsx" in page(keeper, "?all=1") and "甲表.xlsx" not in page(keeper)
    assert at(made.staff).get(reverse("desk:jobs") + "?all=1").status_code == 403
    keeper.post(reverse("desk:stop_job", args=[job.pk]))
    assert Job.objects.get(pk=job.pk).cancel_requested
    row = queue_job(by=made.staff, kind="selection", content=b"", result={"round": 1})
    said = keeper.post(reverse("desk:stop_job", args=[row.pk]), follow=True)
    assert "本轮" in said.content.decode()
    assert not Job.objects.get(pk=row.pk).cancel_requested


def test_no_link_leads_to_what_one_may_not_open(made: Force) -> None:
    """What others asked for is told to who keeps the system; its page is theirs."""
    start_job(by=None, kind=SWEEP, total=7, now=timezone.now())
    row = begin_trial(by=made.staff, name="甲表.xlsx", content=b"PK")
    file = ask_for_file(by=made.staff, address="/", name="乙表.csv", language="en")
    queue_job(by=None, kind=SELECTION, content=b"", result={"round": 1})
    queue_job(by=None, kind=REPAIR, content=b"", result={"conflicts": [1]})
    keeper = at(made.system_admin)
    text = page(keeper, "?all=1")
    assert "甲表.xlsx" in text and "乙表.csv" in text
    trial = reverse("coordination:trial", args=[row.pk])
    assert trial not in text and reverse("desk:taken", args=[file.pk]) not in text
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    for link in re.findall(r'href="([^"]+)"', table):
        assert keeper.get(link).status_code == 200, link
    assert reverse("coordination:system") in table
    assert trial in page(at(made.staff))


def test_what_is_stopped_ends_where_it_asks(made: Force) -> None:
    row = queue_job(by=made.staff, kind="test", content=b"", result={})
    done: list[int] = []

    def work(job: Job, _now: Any) -> None:
        for n in range(5):
            if n == 2:
                Job.objects.update(cancel_requested=True)
            jobs.keep_on(job, n, 5)
            done.append(n)

    shown = Shown("试", lambda rows: {})
    jobs.Work("test", work, "died", shown).run(row.pk, now=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.done, done) == (Job.State.CANCELLED, 2, [0, 1])


def test_the_page_costs_the_same_at_any_length(made: Force) -> None:
    costs = []
    for n in (2, 18):
        for _turn in range(n):
            job = queue_job(by=made.staff, kind=TRIAL, content=b"", result={})
            end_job(job=job, now=timezone.now())
        client = at(made.staff)
        page(client)
        with CaptureQueriesContext(connection) as seen:
            page(client)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 15
