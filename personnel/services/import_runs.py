"""What a worker does about a file: judge it, or put it in force."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from desk.isolation import is_to_be_repeated, one_view
from desk.models import Job
from desk.services import (
    drop_jobs,
    end_job,
    measure_job,
    take_job,
    try_job,
    waiting_jobs,
)
from organization.audit import record
from organization.models import User
from personnel.exchange import book, telling
from personnel.exchange.entries import BAD
from personnel.exchange.judging import Judged, judge
from personnel.exchange.reach import Reach
from personnel.exchange.reading import read_file, read_raw
from personnel.models import Import, ImportLine
from personnel.services.entering import Refused, enter
from personnel.services.importing import JOB

SILENT = dt.timedelta(seconds=90)  # longer than a worker may be busy with one
MOST_TRIES = 2
RETRIES = 3
KEPT = dt.timedelta(days=1)
PAUSE = 0.5  # seconds between two notes of progress
S = Import.State


class Cancelled(Exception):
    """Somebody wants it stopped."""


class Moved(Exception):
    """What is there is not what the verdict was about."""

    def __init__(self, judged: Judged) -> None:
        super().__init__()
        self.judged = judged


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
            _set(row, state=S.UNUSABLE, problem=died)
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
    with translation.override(row.language):
        try:
            if row.state == S.JUDGING:
                _keep(row, judged_now(row, _progress(job)), moved=False)
            else:
                _apply(row, job, now)
        except Cancelled:
            if row.state == S.APPLYING:
                _set(row, state=S.JUDGED)
            else:
                _set(row, state=S.CANCELLED, content=None)
        except ValidationError as error:
            _set(row, state=S.UNUSABLE, problem=" ".join(error.messages))


def judged_now(
    row: Import, told: Callable[[int, int], None] = lambda done, total: None
) -> Judged:
    """The verdict with what is there at this moment."""
    user: User = row.created_by
    tables = read_file(row.kind, row.name, bytes(row.content or b""))
    return judge(tables, Reach.of(user, row.kind), told)


def faults_of(row: Import) -> bytes:
    """The file as a workbook, with what is wrong beside each row."""
    sheets = read_raw(row.kind, row.name, bytes(row.content or b""))
    faults = {
        (line.sheet, line.number): "\n".join(
            f"{column} {words}".strip() for column, words in line.problems
        )
        for line in row.lines.filter(act=BAD)
    }
    return book.marked(sheets, faults)


def _progress(job: Job) -> Callable[[int, int], None]:
    noted = [float("-inf")]

    def told(done: int, total: int) -> None:
        if time.monotonic() - noted[0] < PAUSE:
            return
        noted[0] = time.monotonic()
        measure_job(job=job, done=done, total=total)
        _demand_going_on(job)

    return told


def _demand_going_on(job: Job) -> None:
    if Job.objects.filter(pk=job.pk, cancel_requested=True).exists():
        raise Cancelled


def _apply(row: Import, job: Job, now: dt.datetime) -> None:
    """All of it or nothing; what somebody else changes meanwhile is told."""
    for attempt in range(RETRIES):
        try:
            with one_view():
                _written(row, job, now)
            return
        except Moved as moved:
            _keep(row, moved.judged, moved=True)
            return
        except (OperationalError, IntegrityError) as error:
            if not is_to_be_repeated(error) or attempt == RETRIES - 1:
                raise


def _written(row: Import, job: Job, now: dt.datetime) -> None:
    judged = judged_now(row)
    if judged.mark != row.mark:
        raise Moved(judged)
    by: User = row.created_by
    reason = _("Import of “%(name)s”") % {"name": row.name}
    try:
        enter(by=by, judged=judged, reason=reason)
    except Refused:
        raise Moved(judged) from None
    _demand_going_on(job)
    _set(row, state=S.APPLIED, content=None, applied_at=now, moved=False)
    record(
        "import.apply",
        by=by,
        subject=row,
        reason=reason,
        kind=row.kind,
        digest=row.digest,
        counts=judged.counts,
    )


@transaction.atomic
def _keep(row: Import, judged: Judged, *, moved: bool) -> None:
    """The verdict, line by line; of a second one what differs from the first."""
    before = {
        (line.sheet, line.number): (line.act, line.changes) for line in row.lines.all()
    }
    lines = []
    for entry in judged.every:
        line = ImportLine(
            of=row,
            sheet=entry.sheet.name,
            number=entry.number,
            subject=telling.subject(entry),
            act=entry.act,
            changes=telling.changes(entry),
            problems=telling.problems(entry),
        )
        known = before.get((line.sheet, line.number))
        line.moved = moved and known != (line.act, line.changes)
        lines.append(line)
    row.lines.all().delete()
    ImportLine.objects.bulk_create(lines, batch_size=1000)
    _set(row, state=S.JUDGED, moved=moved, mark=judged.mark, counts=judged.counts)


def _set(row: Import, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
