"""Many rows by a worker: how far it has come is seen on the run's page."""

from __future__ import annotations

import datetime as dt
import time

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from desk.jobs import Work, register
from desk.models import BulkRun, Job
from desk.services.bulk import KIND, work
from desk.services.jobs import KEPT_RUNS, go_on

PAUSE = 0.5  # seconds between two notes of progress


def _worked(job: Job, _now: dt.datetime) -> None:
    run = BulkRun.objects.select_related("by").get(job=job)
    noted = 0.0

    def heard(done: int, total: int) -> bool:
        nonlocal noted
        if time.monotonic() - noted < PAUSE:
            return True
        noted = time.monotonic()
        return go_on(job=job, done=done, total=total)

    with translation.override(run.by.language):
        work(by=run.by, run=run, now=timezone.now(), heard=heard)
    job.refresh_from_db()


def _lost(job: Job) -> None:
    """Its workers died twice: what they did is done, the rest can be begun anew."""
    run = BulkRun.objects.filter(job=job).first()
    if run is not None:
        work(by=run.by, run=run, now=timezone.now(), heard=lambda done, total: False)


BULK = register(
    Work(KIND, _worked, _("The workers that did it died."), KEPT_RUNS, lost=_lost)
)
