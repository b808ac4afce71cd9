"""Long work that people ask for: each room says once how its kinds of it are done.

What is the same for all is here and in `desk.services.jobs`: such work waits in the
database, the dispatcher hands it to a worker, whoever asked sees how far it has come.
A worker that falls silent is taken for dead and another one begins again; where that
dies too, the job ends with a sentence. See docs/adr/0034.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from desk.models import Job
from desk.services import (
    drop_jobs,
    end_job,
    go_on,
    take_job,
    try_job,
    waiting_jobs,
)
from desk.work_shown import Shown, show
from organization.identity import acting

SILENT = dt.timedelta(seconds=90)  # longer than a worker may be busy without a word
MOST_TRIES = 2
DAY = dt.timedelta(days=1)


def _nothing(_job: Job) -> None:
    """Nobody else keeps anything about it."""


class Stopped(Exception):
    """Somebody wants no more of it; what it found so far stays noted."""


class Failed(Exception):
    """It cannot be done; the words say why, to who asked for it."""


def keep_on(job: Job, done: int, total: int) -> None:
    """Measure it. Stopped when somebody wants it stopped."""
    if not go_on(job=job, done=done, total=total):
        raise Stopped


@dataclass(frozen=True)
class Work:
    """A kind of long work.

    `do` is given the job and the time, and notes in the job's result what it finds;
    `died` is what a job says whose workers died, and `lost` what else is told so then.
    An ended job is forgotten after `kept`; None keeps it. `do` asks at its steps
    whether it shall go on (`keep_on`), and is Failed where it cannot be done.
    """

    kind: str
    do: Callable[..., None]
    died: str | Promise
    shown: Shown
    kept: dt.timedelta | None = DAY
    lost: Callable[[Job], None] = _nothing

    def waiting(self, now: dt.datetime) -> list[int]:
        """Jobs of this kind for the workers, as `waiting` says."""
        return waiting_jobs(kinds=[self.kind], stale=now - SILENT)

    def run(self, pk: int, *, now: dt.datetime, **more: Any) -> bool:
        """Do one. False when there is nothing to do. `more` is for `do`."""
        job = take_job(pk=pk, now=now, stale=now - SILENT)
        if job is None:
            return False
        with acting(job.created_by_id):
            self._work(job, now, **more)
        return True

    def _work(self, job: Job, now: dt.datetime, **more: Any) -> None:
        """In the name of who asked for it."""
        with transaction.atomic():
            died = not try_job(job=job, most=MOST_TRIES, now=now, error=str(self.died))
            if died:
                self.lost(job)
        if not died:
            problem = self._done(job, now, **more)
            end_job(job=job, now=timezone.now(), error=problem)

    def _done(self, job: Job, now: dt.datetime, **more: Any) -> str:
        """Why it could not be done, if so."""
        try:
            self.do(job, now, **more)
        except Stopped:
            job.refresh_from_db()
        except Failed as error:
            return str(error)
        return ""

    def forget(self, now: dt.datetime) -> int:
        """Delete what ended long ago. Returns how many rows went."""
        if self.kept is None:
            return 0
        return drop_jobs(kind=self.kind, before=now - self.kept)


_works: dict[str, Work] = {}


def register(work: Work) -> Work:
    """Called as the rooms' tasks load."""
    _works[work.kind] = work
    show(work.kind, work.shown)
    return work


def waiting(now: dt.datetime) -> list[int]:
    """Jobs for the workers: new ones, and those whose worker fell silent; one query."""
    return waiting_jobs(kinds=list(_works), stale=now - SILENT)


def run(pk: int, *, now: dt.datetime) -> bool:
    """Do whatever it is. False when there is nothing to do."""
    kind = Job.objects.filter(pk=pk).values_list("kind", flat=True).first()
    work = _works.get(kind or "")
    return work is not None and work.run(pk, now=now)


def forget(now: dt.datetime) -> int:
    """Delete what ended long ago, of every kind."""
    return sum(work.forget(now) for work in _works.values())
