"""Judging the tables that were handed in.

The file waits in the database until a worker has judged it and is deleted with the
end of the job; the answer stays for a day.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.services.trying import KEPT, TRIAL
from coordination.snapshot import start_of_day
from coordination.trial.running import judge
from desk.jobs import Work, keep_on, register
from desk.models import Job
from desk.services import advance_job
from desk.work_shown import Shown

PAUSE = 0.5  # seconds between two notes of progress


def _judged(job: Job, now: dt.datetime) -> None:
    result = job.result
    noted = 0.0
    for said in judge(bytes(job.input.content), today=start_of_day(now)):
        if "total" in said and time.monotonic() - noted > PAUSE:
            keep_on(job, said["done"], said["total"])
            noted = time.monotonic()
        elif "total" not in said:
            result |= said
    advance_job(job=job, done=0, result=result)


def _pages(jobs: Sequence[Job]) -> dict[int, str]:
    return {job.pk: reverse("coordination:trial", args=[job.pk]) for job in jobs}


SHOWN = Shown(_("Table judged on trial"), _pages)
DIED = "the workers that judged it died"
TRIALS = register(Work(TRIAL, _judged, DIED, SHOWN, KEPT))
