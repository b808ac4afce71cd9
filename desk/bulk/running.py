"""Many rows by a worker: how far it has come is seen on the run's page."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.jobs import Work, register
from desk.models import BulkRow, BulkRun, Job
from desk.services.bulk import KIND, work
from desk.services.jobs import KEPT_RUNS, advance_job, go_on
from desk.work_shown import Shown

Outcome = BulkRow.Outcome
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
    advance_job(job=job, done=job.done, result={**job.result, "said": _said(run)})


def _said(run: BulkRun) -> str:
    counts = Counter(run.rows.values_list("outcome", flat=True))
    told = {"done": counts[Outcome.DONE], "refused": counts[Outcome.REFUSED]}
    with translation.override(run.by.language):
        return _("%(done)s done, %(refused)s refused.") % told


def _lost(job: Job) -> None:
    """Its workers died twice: what they did is done, the rest can be begun anew."""
    run = BulkRun.objects.filter(job=job).first()
    if run is not None:
        work(by=run.by, run=run, now=timezone.now(), heard=lambda done, total: False)


def _pages(jobs: Sequence[Job]) -> dict[int, str]:
    """One query."""
    rows = BulkRun.objects.filter(job__in=jobs).values_list("job", "pk")
    return {job: reverse("desk:bulk_run", args=[pk]) for job, pk in rows if job}


DIED = gettext_lazy("The workers that did it died.")
SHOWN = Shown(gettext_lazy("Act on many rows"), _pages)
BULK = register(Work(KIND, _worked, DIED, SHOWN, KEPT_RUNS, lost=_lost))
