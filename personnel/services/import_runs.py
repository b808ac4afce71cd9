"""What a worker does about a file: judge it, or put it in force."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from desk.models import Job
from desk.services import drop_jobs, end_job, take_job, try_job, waiting_jobs
from personnel.models import Import
from personnel.services.import_beat import Beat, Cancelled
from personnel.services.import_verdicts import change, judged_now, keep_verdict
from personnel.services.importing import JOB
from personnel.services.putting_in_force import put_in_force

SILENT = dt.timedelta(seconds=90)  # longer than a worker may be busy with one part
MOST_TRIES = 2
KEPT = dt.timedelta(days=1)
S = Import.State


def waiting_imports(now: dt.datetime) -> list[int]:
    """Jobs for the workers: new ones, and those whose worker fell silent."""
    return waiting_jobs(kind=JOB, stale=now - SILENT)


def run_import(pk: int, *, now: dt.datetime) -> bool:
    """Take the next step of a file. False when there is nothing to do."""
    job = take_job(pk=pk, now=now, stale=now - SILENT)
    if job is None:
        return False
    row = Import.objects.select_related("created_by").filter(job=job).first()
    if row is not None and row.is_open:
        died = _("The workers that dealt with it died. Hand it in again.")
        if try_job(job=job, most=MOST_TRIES, now=now, error=died):
            _step(row, job, now)
        else:
            change(row=row, state=S.UNUSABLE, problem=died)
    end_job(job=job, now=timezone.now())
    return True


def forget_imports(now: dt.datetime) -> int:
    """Delete files that nobody put in force within a day. Returns how many."""
    drop_jobs(kind=JOB, before=now - KEPT)
    rows = Import.objects.filter(created_at__lt=now - KEPT)
    _rows, gone = rows.exclude(state__in=(S.APPLIED, S.APPLYING)).delete()
    return gone.get("personnel.Import", 0)


def _step(row: Import, job: Job, now: dt.datetime) -> None:
    """What is to be done about a file."""
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
