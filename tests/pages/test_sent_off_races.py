"""A form that a worker carries out, while others act at the same moment."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.services import issuing
from coordination.views import sending_off
from desk import jobs
from desk.models import Job
from desk.sending import running
from desk.services import cancel_job
from desk.steps import tell_step
from tasking.models import Assignment, Directive
from tests.coordination.racing import Runner, together, until
from tests.factories import Force, force
from tests.pages.composing import NEW, form_of
from tests.pages.sent_off import sent
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


@pytest.fixture
def made(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Force]:
    monkeypatch.setattr(sending_off, "AT_ONCE", 1)
    monkeypatch.setattr(running, "PAUSE", 0.01)
    yield force()


class Gate:
    """Holds the act where its rows are written and nothing is committed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        real: Callable[..., Any] = issuing.look_at

        def held(**more: Any) -> None:
            real(**more)
            tell_step("正在核对", 1, 2)
            self.reached.set()
            assert self.opened.wait(20)
            tell_step("正在核对", 2, 2)

        monkeypatch.setattr(issuing, "look_at", held)


def run(job: Job) -> Runner:
    return Runner(lambda: jobs.run(job.pk, now=timezone.now()))


def after(job: Job) -> tuple[str, int]:
    """(state, tasks): what became of it."""
    job.refresh_from_db()
    return job.state, Directive.objects.count()


def test_while_it_is_done_its_steps_are_seen_and_nothing_of_it(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, gate = sent(made), Gate(monkeypatch)
    at, address = client(made.staff), reverse("desk:sent", args=[job.pk])
    worker = run(job)
    assert gate.reached.wait(20)
    until(lambda: Job.objects.filter(pk=job.pk, done=1, total=2).exists())
    assert "正在核对" in at.get(address).content.decode()
    assert not Directive.objects.exists() and not Assignment.objects.exists()
    gate.opened.set()
    assert worker.done() and after(job) == ("done", 1)


def test_stopped_in_the_middle_nothing_of_it_is_left(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, gate = sent(made), Gate(monkeypatch)
    worker = run(job)
    assert gate.reached.wait(20)
    client(made.staff).post(reverse("desk:stop_job", args=[job.pk]))
    gate.opened.set()
    assert worker.done() and after(job) == ("cancelled", 0)
    assert not Assignment.objects.exists()


def test_stopped_or_done_and_never_both(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stops it as it ends is told either, and that is what has happened."""
    said = set()
    for n in range(ROUNDS):
        job, before = sent(made, title=f"检查{n}"), Directive.objects.count()

        def stop(job: Job = job, wait: float = n * 0.03) -> None:
            time.sleep(wait)
            cancel_job(by=made.staff, job=Job.objects.get(pk=job.pk))

        together(lambda job=job: jobs.run(job.pk, now=timezone.now()), stop)
        # Who stops it may have held it: what is still waiting is handed out again.
        jobs.run(job.pk, now=timezone.now())
        state, count = after(job)
        said.add(state)
        assert (state, count - before) in {("done", 1), ("cancelled", 0)}
        assert job.cancel_requested == (state == "cancelled")
    assert said


def test_a_stop_that_comes_while_it_is_committed_comes_too_late(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, real = sent(made), running.keep_sent
    late: list[Runner] = []

    def keep(**more: Any) -> bool:
        kept = real(**more)
        late.append(Runner(lambda: cancel_job(by=made.staff, job=job)))
        until(lambda: late[0].is_alive())
        return kept

    monkeypatch.setattr(running, "keep_sent", keep)
    assert run(job).done()
    late[0].done()
    assert after(job) == ("done", 1) and not job.cancel_requested


def test_two_workers_with_one_form_issue_it_once(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one was silent and taken for dead; it goes on all the same."""
    job, gate = sent(made), Gate(monkeypatch)
    first = run(job)
    assert gate.reached.wait(20)
    late = timezone.now() + jobs.SILENT * 2
    second = Runner(lambda: jobs.run(job.pk, now=late))
    until(lambda: Job.objects.get(pk=job.pk).result.get("tries") == 2)
    gate.opened.set()
    first.done()
    second.done()
    assert after(job) == ("done", 1)


def test_fifty_clicks_on_one_form_are_one_task(made: Force) -> None:
    data = form_of(made)

    def click() -> str:
        return str(client(made.staff).post(reverse(NEW), data)["Location"])

    for _ in range(5):
        assert len(set(together(*[click] * 10))) == 1
    job = Job.objects.get()
    assert run(job).done() and after(job) == ("done", 1)


def test_a_worker_that_dies_leaves_nothing_and_the_next_one_does_it(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after all rows were written and before the commit."""
    job, real = sent(made), running.keep_sent

    class Killed(BaseException):
        """Nobody catches it."""

    def killed(**more: Any) -> bool:
        real(**more)
        raise Killed

    monkeypatch.setattr(running, "keep_sent", killed)
    with pytest.raises(Killed):
        run(job).done()
    assert after(job) == ("running", 0)
    monkeypatch.setattr(running, "keep_sent", real)
    late = timezone.now() + dt.timedelta(minutes=5)
    assert jobs.run(job.pk, now=late) and after(job) == ("done", 1)
