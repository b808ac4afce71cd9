"""Trying the engine on somebody's own table: handed in, judged apart, soon forgotten.

The file waits in the database until a worker has judged it and is deleted with the
end of the job; the answer stays for a day.
"""

from __future__ import annotations

import datetime as dt
import time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.snapshot import start_of_day
from coordination.trial.running import judge
from desk.models import Job
from desk.services import (
    OPEN,
    advance_job,
    drop_jobs,
    end_job,
    measure_job,
    queue_job,
    take_job,
)
from organization.models import User

TRIAL = "trial"
MOST_OPEN = 3  # of one person at a time
SILENT = dt.timedelta(seconds=90)  # longer than a worker may be busy with one
MOST_TRIES = 2
KEPT = dt.timedelta(days=1)
PAUSE = 0.5  # seconds between two notes of progress


def begin_trial(*, by: User, name: str, content: bytes) -> Job:
    """Queue a workbook; ValidationError when the person has enough under way."""
    waiting = Job.objects.visible_to(by).filter(kind=TRIAL, state__in=OPEN).count()
    if waiting >= MOST_OPEN:
        text = _("%(n)s of your tables are being judged. Wait for one to end.")
        raise ValidationError({"file": text % {"n": waiting}})
    return queue_job(by=by, kind=TRIAL, content=content, result={"name": name[:120]})


def waiting_trials(now: dt.datetime) -> list[int]:
    """Jobs for the workers: new ones, and those whose worker fell silent."""
    rows = Job.objects.filter(kind=TRIAL, state=Job.State.WAITING)
    silent = Job.objects.filter(
        kind=TRIAL, state=Job.State.RUNNING, started_at__lt=now - SILENT
    )
    return list((rows | silent).order_by("pk").values_list("pk", flat=True))


def run_trial(pk: int, *, now: dt.datetime) -> bool:
    """Judge one table. False when there is nothing to do."""
    job = take_job(pk=pk, now=now, stale=now - SILENT)
    if job is None:
        return False
    tries = job.result.get("tries", 0) + 1
    result = {**job.result, "tries": tries}
    job = advance_job(job=job, done=0, result=result)
    if tries > MOST_TRIES:
        end_job(job=job, now=now, error="the workers that judged it died")
        return True
    noted = 0.0
    for said in judge(bytes(job.input.content), today=start_of_day(now)):
        if "total" in said and time.monotonic() - noted > PAUSE:
            measure_job(job=job, done=said["done"], total=said["total"])
            noted = time.monotonic()
        elif "total" not in said:
            result |= said
    advance_job(job=job, done=0, result=result)
    end_job(job=job, now=timezone.now())
    return True


def forget_trials(now: dt.datetime) -> int:
    """Delete answers older than a day. Returns how many rows went."""
    return drop_jobs(kind=TRIAL, before=now - KEPT)
