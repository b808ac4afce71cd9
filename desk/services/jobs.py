"""Long work: jobs that show their progress and end once."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, JSONField, Q, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Greatest, Now

from desk.models import BulkRun, Job, JobInput
from desk.services.telling_jobs import tell_end
from organization import audit
from organization.models import User

log = logging.getLogger(__name__)

OPEN = Job.OPEN
NOTED_EVERY = dt.timedelta(seconds=20)  # that somebody watches
HEARD = Greatest(F("heard_at"), Now())  # a clock that is put back silences nobody


@transaction.atomic
def start_job(*, by: User | None, kind: str, total: int, now: dt.datetime) -> Job:
    """A new job; `by` None is the clock."""
    job = Job.objects.create(
        kind=kind, total=total, created_by=by, state=Job.State.RUNNING, started_at=now
    )
    audit.record("job.start", by=by, subject=job, kind=kind)
    return job


@transaction.atomic
def queue_job(
    *, by: User | None, kind: str, content: bytes, result: dict[str, Any]
) -> Job:
    """A job that waits for a worker, with what it is to work on; `by` None is the
    clock."""
    job = Job.objects.create(kind=kind, created_by=by, result=result)
    JobInput.objects.create(job=job, content=content)
    audit.record("job.start", by=by, subject=job, kind=kind)
    # Beside the number of the request; the worker names the job beside its own.
    log.info("job %s (%s) asked for", job.pk, kind)
    return job


@transaction.atomic
def take_job(*, pk: int, now: dt.datetime, stale: dt.datetime) -> Job | None:
    """A waiting job for the caller alone, or one whose worker fell silent: not heard
    of since `stale`. None if it is somebody else's or has ended."""
    free = Q(state=Job.State.WAITING) | _silent(stale)
    rows = Job.objects.select_for_update(skip_locked=True, of=("self",))
    job = rows.filter(free, pk=pk).select_related("input").first()
    if job is not None:
        job.state, job.started_at, job.heard_at = Job.State.RUNNING, now, now
        job.save(update_fields=["state", "started_at", "heard_at"])
        log.info("job %s (%s) begun", job.pk, job.kind)
    return job


def waiting_jobs(*, kinds: Collection[str], stale: dt.datetime) -> list[int]:
    """Jobs for the workers: new ones, and those whose worker fell silent."""
    free = Q(state=Job.State.WAITING) | _silent(stale)
    rows = Job.objects.filter(free, kind__in=kinds)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def try_job(*, job: Job, most: int, now: dt.datetime, error: str) -> bool:
    """Count one more try before it begins, so that a worker's death counts too.

    False when it has been tried `most` times: the job has ended with this error.
    """
    tries = job.result.get("tries", 0) + 1
    advance_job(job=job, done=0, result={**job.result, "tries": tries})
    if tries > most:
        end_job(job=job, now=now, error=error)
    return bool(tries <= most)


def measure_job(*, job: Job, done: int, total: int, step: str = "") -> None:
    """How much there is to do, once it is known, and how much of it is done; `step`
    where that is counted anew in each of several."""
    noted: dict[str, Any] = {"done": min(done, total), "total": total}
    if step:
        noted["result"] = _beside({"step": step})
    rows = Job.objects.filter(pk=job.pk, state__in=OPEN)
    rows.update(heard_at=HEARD, **noted)


def note_problem(*, job: Job, problem: dict[str, Any]) -> None:
    """Why it comes to nothing, as a problem document, for other systems."""
    Job.objects.filter(pk=job.pk).update(result=_beside({"problem": problem}))


def go_on(*, job: Job, done: int, total: int, step: str = "") -> bool:
    """Measure it; False when somebody wants it stopped."""
    measure_job(job=job, done=done, total=total, step=step)
    return not is_cancelled(job=job)


def is_cancelled(*, job: Job) -> bool:
    """Does somebody want it stopped by now?"""
    return Job.objects.filter(pk=job.pk, cancel_requested=True).exists()


def watch_jobs(*, by: User, jobs: Iterable[Job], now: dt.datetime) -> None:
    """Note that an open page of the person who asked has just looked for them: seldom,
    since it looks every three seconds and who is told goes by half a minute."""
    own = [
        job.pk
        for job in jobs
        if job.ended_at is None
        and job.created_by_id == by.pk
        and (job.watched_at is None or job.watched_at <= now - NOTED_EVERY)
    ]
    if own:
        Job.objects.filter(pk__in=own, state__in=OPEN).update(watched_at=now)


@transaction.atomic
def drop_jobs(*, kind: str, before: dt.datetime) -> int:
    """Delete ended jobs of a kind with their answers. Returns how many."""
    rows = Job.objects.filter(kind=kind, created_at__lt=before)
    count, _tables = rows.exclude(state__in=OPEN).delete()
    return count


KEPT_RUNS = dt.timedelta(days=30)


@transaction.atomic
def forget_runs(*, before: dt.datetime) -> int:
    """Delete acts on many rows that were shown before then, with their rows: what was
    done to each stands in its own log. Returns how many."""
    rows = BulkRun.objects.filter(created_at__lt=before)
    count = rows.count()
    rows.delete()
    return count


def advance_job(*, job: Job, done: int, result: dict[str, Any]) -> Job:
    """Note how far the job has come, and learn whether somebody wants it stopped."""
    Job.objects.filter(pk=job.pk).update(done=done, result=result, heard_at=HEARD)
    job.refresh_from_db()
    return job


@transaction.atomic
def end_job(*, job: Job, now: dt.datetime, error: str = "") -> None:
    """Done, cancelled or failed; a job ends once, and who asked is told once."""
    state = Job.State.FAILED if error else Job.State.DONE
    if job.cancel_requested and not error:
        state = Job.State.CANCELLED
    JobInput.objects.filter(job=job).delete()
    rows = Job.objects.filter(pk=job.pk, state__in=OPEN)
    if not rows.update(state=state, ended_at=now, error=error):
        return
    if state == Job.State.DONE:
        Job.objects.filter(pk=job.pk).update(done=F("total"))
    tell_end(job=Job.objects.get(pk=job.pk), now=now)


@transaction.atomic
def cancel_job(*, by: User | None, job: Job) -> None:
    """Ask a running job to stop at its next step; what it did stays done.

    `by` None is somebody at the machine itself.
    """
    if Job.objects.filter(pk=job.pk, state__in=OPEN).update(cancel_requested=True):
        audit.record("job.cancel", by=by, subject=job, kind=job.kind)


def _beside(told: dict[str, Any]) -> CombinedExpression:
    """The job's result with this, beside what others note there at the moment."""
    return CombinedExpression(F("result"), "||", Value(told, JSONField()))


def _silent(stale: dt.datetime) -> Q:
    """Running, and not heard of since. A worker of the release before says only when
    it began."""
    began = Q(heard_at=None, started_at__lt=stale)
    return Q(Q(heard_at__lt=stale) | began, state=Job.State.RUNNING)
