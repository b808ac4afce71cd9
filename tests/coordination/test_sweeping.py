"""The sweep: every station looked at, with progress, cancel and resume."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from coordination.dispatching import HANDS, REPEAT_AFTER, Dispatcher
from coordination.models import DirtyStation, StationCapacity, StationState
from coordination.services import checking_many, due_jobs, sweeping
from coordination.services.checking import Checked
from coordination.services.due_jobs import MIDNIGHT, next_midnight, run_due
from coordination.services.sweeping import begin_sweep, progress, take_part
from coordination.snapshot import start_of_day
from desk.models import DueJob, Job
from desk.services import cancel_job
from tests.coordination.racing import together
from tests.coordination.test_checking import pile_up
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at


def finish(job: Job) -> Job:
    while take_part(job):
        pass
    job.refresh_from_db()
    return job


def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 1)


def test_a_sweep_checks_every_open_station(force: Force) -> None:
    job = begin_sweep(NOW)
    assert begin_sweep(NOW).pk == job.pk  # one at a time
    assert take_part(job) is True
    assert Job.objects.get(pk=job.pk).done == 4  # profiles are still to come
    assert take_part(job) is False
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 4, 4)
    today = start_of_day(timezone.now())
    assert StationState.objects.filter(as_of=today).count() == 4
    assert not DirtyStation.objects.exists()


def test_a_sweep_goes_on_where_it_stopped(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_parts(monkeypatch)
    job = begin_sweep(timezone.now())
    assert take_part(job) is True
    assert Job.objects.get(pk=job.pk).done == 1
    again = begin_sweep(timezone.now())
    assert again.pk == job.pk
    assert take_part(again) is True
    assert Job.objects.get(pk=job.pk).done == 2
    assert finish(again).state == "done"


def test_two_workers_take_different_parts(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_parts(monkeypatch)
    job = begin_sweep(timezone.now())
    now = timezone.now()
    one, two = sweeping._next(job, now), sweeping._next(job, now)
    assert one and two and one.pk != two.pk
    # What a killed worker held comes free again.
    late = now + sweeping.HELD + dt.timedelta(seconds=1)
    assert sweeping._next(job, late) == one
    assert finish(job).done == 2  # the other two are still held


def test_a_part_counts_once_however_often_it_was_taken(force: Force) -> None:
    job = begin_sweep(timezone.now())
    part = sweeping._next(job, timezone.now())
    assert part
    for _ in range(2):
        sweeping._note(part, 1, [])
    job.refresh_from_db()
    assert (job.done, job.result["changed"]) == (4, 1)


def test_a_station_that_fails_holds_up_no_other(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sweeping.check_station

    def failing(station: int, **more: Any) -> Checked:
        if station == force.a1.pk:
            raise RuntimeError("poison")
        return real(station, **more)

    def broken(stations: Any, **more: Any) -> Any:
        raise RuntimeError("poison")

    monkeypatch.setattr(sweeping, "check_station", failing)
    monkeypatch.setattr(checking_many, "check_many", broken)
    job = finish(begin_sweep(timezone.now()))
    assert job.state == "done"
    today = start_of_day(timezone.now())
    assert StationState.objects.filter(as_of=today).count() == 3
    # Its mark stays, so that the usual way finds it again.
    assert DirtyStation.objects.filter(station_id=force.a1.pk).exists()


def test_a_part_that_kills_its_workers_is_passed_in_the_end(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any, **more: Any) -> Any:
        raise SystemExit

    monkeypatch.setattr(sweeping, "HELD", dt.timedelta(0))
    monkeypatch.setattr(checking_many, "check_many", killed)
    monkeypatch.setattr(sweeping, "check_station", killed)
    job = begin_sweep(timezone.now())
    for _ in range(sweeping.AT_ALL):
        with pytest.raises(SystemExit):
            take_part(job)
    assert finish(job).state == "done"
    assert len(job.result["differences"]) == 4
    assert set(DirtyStation.objects.values_list("station_id", flat=True)) == {
        station.pk for station in force.stations
    }


def test_a_sweep_can_be_cancelled(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_parts(monkeypatch)
    job = begin_sweep(timezone.now())
    take_part(job)
    cancel_job(by=force.system_admin, job=job)
    assert take_part(job) is False
    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 1)


def test_a_sweep_names_what_was_wrong(force: Force) -> None:
    pile_up(force)
    check(force.a1)
    StationState.objects.filter(pk=force.a1.pk).update(feasible=True)
    job = finish(begin_sweep(timezone.now()))
    assert job.result["differences"] == [f"{force.a1.code} feasible"]


def test_progress_tells_rate_and_time_left(force: Force) -> None:
    job = begin_sweep(NOW)
    job.done = 1
    now = progress(job, NOW + dt.timedelta(seconds=2))
    assert (now.done, now.total, now.rate, now.left) == (1, 4, 0.5, 6.0)


def test_the_dispatcher_pushes_a_sweep_that_stands_still(force: Force) -> None:
    now = [0.0]
    pushed: list[int] = []
    dispatcher = Dispatcher(
        send=lambda ids, queue: None, push=pushed.append, clock=lambda: now[0]
    )
    DueJob.objects.create(name=MIDNIGHT, due_at=next_midnight(timezone.now()))
    job = begin_sweep(NOW)
    for second in (0.0, 2.0, REPEAT_AFTER + 3):
        now[0] = second
        dispatcher.tick()
    assert pushed == [job.pk] * 2 * HANDS


def test_midnight_begins_a_sweep_once(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_jobs, "JOBS", {MIDNIGHT: due_jobs.JOBS[MIDNIGHT]})
    DueJob.objects.create(name=MIDNIGHT, due_at=at("2026-06-02 00:00"))
    assert run_due(at("2026-06-01 23:59")) == []
    assert run_due(at("2026-06-02 00:01")) == [MIDNIGHT]
    assert run_due(at("2026-06-02 00:02")) == []
    assert DueJob.objects.get(name=MIDNIGHT).due_at == next_midnight(at("2026-06-02"))
    assert Job.objects.filter(kind="sweep").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_the_same_moment_begin_one_sweep(force: Force) -> None:
    now = timezone.now()
    jobs = together(*[lambda: begin_sweep(now).pk] * 4)
    assert len(set(jobs)) == 1
    assert Job.objects.filter(kind="sweep").count() == 1


def test_within_a_week_a_wrong_stored_capacity_is_found(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a mark had been lost: the rows say something else than what is stored."""
    small_parts(monkeypatch)
    finish(begin_sweep(timezone.now()))
    due = timezone.localdate() + dt.timedelta(days=2)
    send(force, "public_order", task("走访", 1, due.isoformat()), force.a1)
    check(force.a1, now=timezone.now())
    StationCapacity.objects.filter(pk=force.a1.pk).update(known=False)
    StationState.objects.filter(pk=force.a1.pk).update(
        feasible=None, deficit_units=None, capacity_known=False
    )
    found: list[str] = []
    for weekday in range(sweeping.DAYS):
        monkeypatch.setattr(sweeping, "_weekday", lambda now, day=weekday: day)
        found += finish(begin_sweep(timezone.now())).result["differences"]
    assert found == [f"{force.a1.code} feasible", f"{force.a1.code} deficit_units"]
    assert StationCapacity.objects.get(pk=force.a1.pk).known
