"""The sweep: every station looked at, with progress, cancel and resume."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.dispatching import REPEAT_AFTER, Dispatcher
from coordination.models import DirtyStation, StationState
from coordination.services import sweeping
from coordination.services.checking import Checked
from coordination.services.due_jobs import MIDNIGHT, next_midnight, run_due
from coordination.services.sweeping import advance_sweep, begin_sweep
from desk.models import DueJob, Job
from desk.services import cancel_job
from tests.coordination.test_checking import pile_up
from tests.coordination.world import NOW, check
from tests.factories import Force, at


def test_a_sweep_checks_every_open_station(force: Force) -> None:
    job = begin_sweep(NOW)
    assert begin_sweep(NOW).pk == job.pk  # one at a time
    assert advance_sweep(job, now=NOW) is False
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 4, 4)
    assert StationState.objects.filter(as_of=at("2026-06-01")).count() == 4


def test_a_sweep_resumes_where_it_stopped(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "STEP_SECONDS", -1.0)  # one station a step
    job = begin_sweep(NOW)
    assert advance_sweep(job, now=NOW) is True
    again = Job.objects.get(pk=job.pk)
    assert again.done == 1
    assert advance_sweep(again, now=NOW) is True
    assert Job.objects.get(pk=job.pk).done == 2


def test_a_station_that_fails_holds_up_no_other(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sweeping.check_station

    def failing(station: int, **more: Any) -> Checked:
        if station == force.a1.pk:
            raise RuntimeError("poison")
        return real(station, **more)

    monkeypatch.setattr(sweeping, "check_station", failing)
    job = begin_sweep(NOW)
    assert advance_sweep(job, now=NOW) is False
    job.refresh_from_db()
    assert job.state == "done"
    assert StationState.objects.filter(as_of=at("2026-06-01")).count() == 3
    # Its mark stays, so that the usual way finds it again.
    assert DirtyStation.objects.filter(station_id=force.a1.pk).exists()


def test_a_station_that_kills_its_worker_is_passed_the_next_time(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(station: int, **more: Any) -> Checked:
        raise SystemExit

    job = begin_sweep(NOW)
    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(sweeping, "check_station", killed)
        advance_sweep(job, now=NOW)
    assert advance_sweep(Job.objects.get(pk=job.pk), now=NOW) is False
    assert StationState.objects.filter(as_of=at("2026-06-01")).count() == 3


def test_a_sweep_can_be_cancelled(force: Force) -> None:
    job = begin_sweep(NOW)
    cancel_job(by=force.system_admin, job=job)
    assert advance_sweep(job, now=NOW) is False
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert job.done == 1


def test_a_sweep_names_what_was_wrong(force: Force) -> None:
    pile_up(force)
    check(force.a1)
    StationState.objects.filter(pk=force.a1.pk).update(feasible=True)
    job = begin_sweep(NOW)
    advance_sweep(job, now=NOW)
    job.refresh_from_db()
    assert job.result["differences"] == [f"{force.a1.code} feasible"]
    assert StationState.objects.get(pk=force.a1.pk).feasible is False


def test_the_dispatcher_pushes_a_sweep_that_stands_still(force: Force) -> None:
    now = [0.0]
    pushed: list[int] = []
    dispatcher = Dispatcher(
        send=lambda ids, queue: None, push=pushed.append, clock=lambda: now[0]
    )
    DueJob.objects.create(name=MIDNIGHT, due_at=at("2999-01-01"))
    job = begin_sweep(NOW)
    for second in (0.0, 2.0, REPEAT_AFTER + 3):
        now[0] = second
        dispatcher.tick()
    assert pushed == [job.pk, job.pk]


def test_midnight_begins_a_sweep_once(force: Force) -> None:
    DueJob.objects.create(name=MIDNIGHT, due_at=at("2026-06-02 00:00"))
    assert run_due(at("2026-06-01 23:59")) == []
    assert run_due(at("2026-06-02 00:01")) == [MIDNIGHT]
    assert run_due(at("2026-06-02 00:02")) == []
    assert DueJob.objects.get(name=MIDNIGHT).due_at == next_midnight(at("2026-06-02"))
    assert Job.objects.filter(kind="sweep").count() == 1
