"""A worker writes the file of an address for who asked for it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.jobs import DAY, Failed, Stopped, Work, keep_on, register
from desk.models import Job, TakenFile
from desk.services.jobs import advance_job
from desk.services.taking import TAKING, keep_taken
from desk.taking.again import again
from desk.taking.file import File
from desk.work_shown import Shown
from organization.models import User
from organization.wall import behind

KEPT = DAY
IN_MEMORY = 2 * 2**20  # bytes; what is longer lies on disk while it is written
PAUSE = 0.5  # seconds between two notes of progress
MOST_BYTES = 100 * 2**20
Row = TypeVar("Row")


class Count:
    """Counts the rows that go by, notes them, and stops when nobody wants more."""

    def __init__(self, job: Job, total: int) -> None:
        self.job, self.done, self.total = job, 0, total
        self.noted = time.monotonic()
        keep_on(job, 0, total)

    def __call__(self, rows: Iterable[Row], /) -> Iterator[Row]:
        for row in rows:
            yield row
            self.done += 1
            if time.monotonic() - self.noted >= PAUSE:
                keep_on(self.job, self.done, self.total)
                self.noted = time.monotonic()


def _written(job: Job, _now: dt.datetime) -> None:
    """Nothing is to be done where a worker died just after it had kept the file."""
    if TakenFile.objects.filter(job=job).exists():
        return
    with translation.override(job.result["language"]):
        by = job.created_by
        if by is None or not by.is_active:
            raise Failed(_("Whoever asked for it is not let in any more."))
        _write(job, by, _file(job, by))


def _file(job: Job, by: User) -> File:
    try:
        with behind(by):
            return again(by, job.result["address"])
    except (Http404, PermissionDenied):
        raise Failed(_("You may not see this any more.")) from None


def _write(job: Job, by: User, file: File) -> None:
    with SpooledTemporaryFile(IN_MEMORY) as stream:
        with behind(by):
            count = Count(job, file.size())
            file.write(stream, count)
        if stream.tell() > MOST_BYTES:
            raise Failed(_("The file is too long: narrow the list."))
        stream.seek(0)
        content = stream.read()
    rows = count.done
    keep_on(job, rows, rows)
    kept = keep_taken(
        by=by,
        job=job,
        media_type=file.media_type,
        noted=file.noted,
        rows=rows,
        content=content,
    )
    if not kept:
        raise Stopped
    said = ngettext("%(n)s row.", "%(n)s rows.", rows) % {"n": f"{rows:,}"}
    advance_job(job=job, done=rows, result={**job.result, "said": said})


def _pages(jobs: Sequence[Job]) -> dict[int, str]:
    return {job.pk: reverse("desk:taken", args=[job.pk]) for job in jobs}


DIED = gettext_lazy("The workers that wrote it died.")
SHOWN = Shown(gettext_lazy("File taken out"), _pages)
TAKINGS = register(Work(TAKING, _written, DIED, SHOWN, KEPT))
