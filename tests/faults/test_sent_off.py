"""A form that real workers carry out, one of them killed in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from coordination.views import sending_off
from desk.models import Job
from tasking.models import Assignment, Directive
from tests.coordination.racing import Runner, until, waiting_for_me
from tests.faults.product import Product
from tests.faults.world import World, holds
from tests.pages.composing import form_of, post
from tests.pages.sent_off import left, where

Started = Callable[..., Product]


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_off, "AT_ONCE", 1)


def ended(job: Job, seconds: float = 60) -> Job:
    until(lambda: Job.objects.exclude(ended_at=None).filter(pk=job.pk), seconds)
    job.refresh_from_db()
    return job


def form(here: World, **changes: Any) -> dict[str, Any]:
    stations = [station.pk for station in here.stations]
    return form_of(here.force, stations=stations, reason="上级要求", **changes)


def test_a_worker_issues_it(here: World, started: Started) -> None:
    started("worker", "dispatcher")
    job = ended(left(post(here.force.staff, form(here))))
    assert (job.state, job.error) == ("done", "")
    row = Directive.objects.get(title="旅馆业检查")
    assert where(job) == reverse("coordination:directive", args=[row.pk])
    assert row.assignments.count() == len(here.stations)
    holds()


def test_killed_in_the_middle_it_is_issued_once_by_the_next_one(
    here: World, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is held where it writes its assignments; the first worker dies there."""
    product = started("worker", "dispatcher")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE tasking_assignment")
        job = Runner(lambda: left(post(here.force.staff, form(here)))).done()
        until(lambda: waiting_for_me() > 0)
        for pid in product.pool():
            os.kill(pid, signal.SIGKILL)
        until(lambda: waiting_for_me() == 0)
        assert not Directive.objects.filter(title="旅馆业检查").exists()
    job = ended(job, 180)  # a silent worker is taken for dead after ninety seconds
    assert (job.state, job.error) == ("done", "")
    row = Directive.objects.get(title="旅馆业检查")
    found = Assignment.objects.filter(directive=row)
    assert found.count() == len(here.stations)
    holds()
