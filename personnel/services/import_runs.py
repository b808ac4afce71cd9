"""What a worker does about a file: judge it, or put it in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from desk.jobs import Work, register
from desk.models import Job
from desk.services import advance_job
from desk.work_shown import Shown
from personnel.models import Import
from personnel.services.import_beat import Beat, Cancelled
from personnel.services.import_verdicts import change, judged_now, keep_verdict
from personnel.services.importing import JOB
from personnel.services.putting_in_force import put_in_force

DIED = gettext_lazy("The workers that dealt with it died. Hand it in again.")
KEPT = dt.timedelta(days=1)
S = Import.State


def forget_imports(now: dt.datetime) -> int:
    """Delete files that nobody put in force within a day. Returns how many."""
    rows = Import.objects.filter(created_at__lt=now - KEPT)
    _rows, gone = rows.exclude(state__in=(S.APPLIED, S.APPLYING)).delete()
    return gone.get("personnel.Import", 0)


def _done(job: Job, now: dt.datetime) -> None:
    """Take the next step of a file, unless a worker died after it had been taken."""
    row = _open_row(job)
    if row is not None:
        _step(row, job, now)
    found = Import.objects.filter(job=job).first()
    if found is not None:
        with translation.override(found.language):
            said = f"{found.get_state_display()}. {found.problem}".strip()
        advance_job(job=job, done=job.done, result={**job.result, "said": said})


def _step(row: Import, job: Job, now: dt.datetime) -> None:
    judging = row.state == S.JUDGING
    with translation.override(row.language):
        try:
            if judging:
                told = Beat(job).of("judge")
                keep_verdict(
                    row=row, judged=judged_now(row=row, now=now, told=told), moved=False
                )
            else:
                put_in_force(by=row.created_by, row=row, job=job, now=now)
        except Cancelled:
            job.refresh_from_db()
            if judging:
                change(row=row, state=S.CANCELLED, content=None)
            else:
                change(row=row, state=S.JUDGED)
        except ValidationError as error:
            change(row=row, state=S.UNUSABLE, problem=" ".join(error.messages))


def _lost(job: Job) -> None:
    """The file cannot be used: it may be what its workers die of."""
    row = _open_row(job)
    if row is not None:
        with translation.override(row.language):
            change(row=row, state=S.UNUSABLE, problem=str(DIED))


def _open_row(job: Job) -> Import | None:
    row = Import.objects.select_related("created_by").filter(job=job).first()
    return row if row is not None and row.is_open else None


PAGES: dict[str, str] = {}
"""The route of a file's page by its kind, where that is another room's."""


def _pages(jobs: Sequence[Job]) -> dict[int, str]:
    """One query."""
    rows = Import.objects.filter(job__in=jobs).values_list("job", "pk", "kind")
    return {
        job: reverse(PAGES.get(kind, "personnel:import"), args=[pk])
        for job, pk, kind in rows
        if job
    }


SHOWN = Shown(gettext_lazy("File put in force"), _pages)
IMPORTS = register(Work(JOB, _done, DIED, SHOWN, lost=_lost))
