"""Writes of this room: the inbox, keys of forms, jobs that show their progress."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from desk.models import IdempotencyKey, InboxItem, Job
from organization import audit
from organization.models import User

OPEN = (Job.State.WAITING, Job.State.RUNNING)


def mark_read(*, by: User) -> int:
    """Mark everything in the person's inbox as read. Returns how many rows."""
    return InboxItem.objects.visible_to(by).unread().update(read_at=timezone.now())


def take_key(*, by: User, key: str, fingerprint: str) -> tuple[IdempotencyKey, bool]:
    """The person's key, and whether it was free. Called inside the transaction that
    does the work: a sending at the same moment waits here for its end."""
    return IdempotencyKey.objects.get_or_create(
        user=by, key=key, defaults={"fingerprint": fingerprint}
    )


def keep_answer(*, key: IdempotencyKey, status: int, body: dict[str, Any]) -> None:
    """What the next sending with this key is answered."""
    key.status, key.body = status, body
    key.save(update_fields=["status", "body"])


@transaction.atomic
def start_job(*, by: User | None, kind: str, total: int, now: dt.datetime) -> Job:
    """A new job; `by` None is the clock."""
    job = Job.objects.create(
        kind=kind, total=total, created_by=by, state=Job.State.RUNNING, started_at=now
    )
    audit.record("job.start", by=by, subject=job, kind=kind)
    return job


def advance_job(*, job: Job, done: int, result: dict[str, Any]) -> Job:
    """Note how far the job has come, and learn whether somebody wants it stopped."""
    Job.objects.filter(pk=job.pk).update(done=done, result=result)
    job.refresh_from_db()
    return job


@transaction.atomic
def end_job(*, job: Job, now: dt.datetime, error: str = "") -> None:
    """Done, cancelled or failed; a job ends once."""
    state = Job.State.FAILED if error else Job.State.DONE
    if job.cancel_requested and not error:
        state = Job.State.CANCELLED
    rows = Job.objects.filter(pk=job.pk, state__in=OPEN)
    if rows.update(state=state, ended_at=now, error=error) and state == "done":
        Job.objects.filter(pk=job.pk).update(done=F("total"))


@transaction.atomic
def cancel_job(*, by: User | None, job: Job) -> None:
    """Ask a running job to stop at its next step; what it did stays done.

    `by` None is somebody at the machine itself.
    """
    if Job.objects.filter(pk=job.pk, state__in=OPEN).update(cancel_requested=True):
        audit.record("job.cancel", by=by, subject=job, kind=job.kind)
