"""Judging the tables that were handed in, and forgetting them.

The file waits in the database until a worker has judged it and is deleted with the
end of the job; the answer stays for a day.
"""

from __future__ import annotations

import datetime as dt
import time

from django.utils import timezone

from coordination.services.trying import TRIAL
from coordination.snapshot import start_of_day
from coordination.trial.running import judge
from desk.services import (
    advance_job,
    drop_jobs,
    end_job,
    measure_job,
    take_job,
    try_job,
    waiting_jobs,
)

SILENT = dt.timedelta(seconds=90)  # longer than a worker may be busy with one
MOST_TRIES = 2
KEPT = dt.timedelta(days=1)
PAUSE = 0.5  # seconds between two notes of progress


def waiting_trials(now: dt.datetime) -> list[int]:
    """Jobs for the workers: new ones, and those whose worker fell silent."""
    return waiting_jobs(kind=TRIAL, stale=now - SILENT)


def run_trial(pk: int, *, now: dt.datetime) -> bool:
    """Judge one table. False when there is nothing to do."""
    job = take_job(pk=pk, now=now, stale=now - SILENT)
    if job is None:
        return False
    died = "the workers that judged it died"
    if not try_job(job=job, most=MOST_TRIES, now=now, error=died):
        return True
    result = job.result
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
