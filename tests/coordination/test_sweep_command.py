"""`manage.py sweep` as an administrator runs it: processes of its own."""

from __future__ import annotations

import datetime as dt
import io
import time

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from coordination.models import DirtyStation, StationState
from coordination.services import sweeping
from coordination.services.sweeping import begin_sweep, take_part
from desk.models import Job
from desk.services import cancel_job
from tests.coordination.racing import Runner, until
from tests.coordination.world import send, task
from tests.factories import Force

pytestmark = pytest.mark.django_db(transaction=True)


def run(*options: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("sweep", *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def too_much(force: Force) -> None:
    """More than two days hold, asked for today."""
    due = timezone.localdate() + dt.timedelta(days=2)
    content = task("夏季清查", 600, due.isoformat())
    send(force, "public_order", content, force.a1, now=timezone.now())


def test_it_checks_every_station_and_shows_its_progress(force: Force) -> None:
    too_much(force)
    told, progress = run("--processes", "2")
    assert told == "1 stations changed\n"
    assert progress.splitlines()[-1].startswith("4 / 4, ")
    assert not DirtyStation.objects.exists()
    assert Job.objects.get(kind="sweep").state == "done"
    assert run("--verify") == ("0 differences\n", "")


def test_it_goes_on_with_what_was_broken_off(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "CHUNK", 1)
    begun = begin_sweep(timezone.now())
    take_part(begun)
    run("--processes", "1")
    assert Job.objects.get(kind="sweep").pk == begun.pk
    assert StationState.objects.filter(revision=1).count() == 4  # each once


def test_it_waits_for_a_part_that_a_worker_holds(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dispatcher hands every sweep to the workers: they are there as a rule."""
    monkeypatch.setattr(sweeping, "CHUNK", 1)
    begun = begin_sweep(timezone.now())
    held = sweeping._next(begun, timezone.now())
    assert held is not None

    def work() -> None:
        until(lambda: Job.objects.get(pk=begun.pk).done == 3)
        time.sleep(1)
        sweeping._note(held, *sweeping._together(held))

    worker = Runner(work)
    told, progress = run("--processes", "1")
    worker.done()
    assert told == "0 stations changed\n"
    assert progress.splitlines()[-1].startswith("4 / 4, ")
    assert Job.objects.get(kind="sweep").state == "done"


def test_verify_names_every_difference(force: Force) -> None:
    too_much(force)
    run()
    StationState.objects.filter(pk=force.a1.pk).update(deficit_units=1)
    with pytest.raises(SystemExit) as ended:
        run("--verify")
    assert ended.value.code == 1


def test_a_cancelled_sweep_ends(force: Force, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begin_sweep(timezone.now())
    cancel_job(by=None, job=job)
    told, _ = run("--processes", "1")
    assert told == "0 stations changed\n"
    assert Job.objects.get(kind="sweep").state == "cancelled"


def test_no_processes_is_no_sweep(force: Force) -> None:
    with pytest.raises(CommandError):
        run("--processes", "0")
