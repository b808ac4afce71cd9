"""Judging the tables that were handed in.

The file waits in the database until a worker has judged it and is deleted with the
end of the job; the answer stays for a day.
"""

from __future__ import annotations

import datetime as dt
import time

from coordination.services.trying import KEPT, TRIAL
from coordination.snapshot import start_of_day
from coordination.trial.running import judge
from desk.jobs import Work, register
from desk.models import Job
from desk.services import advance_job, measure_job

PAUSE = 0.5  # seconds between two notes of progress


def _judged(job: Job, now: dt.datetime) -> None:
    result = job.result
    noted = 0.0
    for said in judge(bytes(job.input.content), today=start_of_day(now)):
        if "total" in said and time.monotonic() - noted > PAUSE:
            measure_job(job=job, done=said["done"], total=said["total"])
            noted = time.monotonic()
        elif "total" not in said:
            result |= said
    advance_job(job=job, done=0, result=result)


TRIALS = register(Work(TRIAL, _judged, "the workers that judged it died", KEPT))
