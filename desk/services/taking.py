"""Files of many rows: asked for, and kept for who asked until they are forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from desk.models import Job, TakenFile, roles_of
from desk.services.jobs import queue_job
from organization.audit import record
from organization.models import User

TAKING = "taking"
MOST_OPEN = 3  # of one person at a time


@transaction.atomic
def ask_for_file(*, by: User, address: str, name: str, language: str) -> Job:
    """Have a worker write what the address gives. Asked for twice it is written once.

    ValidationError when the person has enough under way.
    """
    # Who asks twice at once waits here.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    open_ones = Job.objects.visible_to(by).under_way(TAKING)
    asked = {"address": address, "language": language}
    same = open_ones.filter(cancel_requested=False, result__contains=asked).first()
    if same is not None:
        return same
    if open_ones.count() >= MOST_OPEN:
        text = _("%(n)s of your files are being written. Wait for one to end.")
        raise ValidationError({"state": [text % {"n": MOST_OPEN}]})
    return queue_job(
        by=by, kind=TAKING, content=b"", result={**asked, "name": name[:200]}
    )


@transaction.atomic
def keep_taken(
    *,
    by: User,
    job: Job,
    media_type: str,
    noted: Mapping[str, Any],
    rows: int,
    content: bytes,
) -> bool:
    """Keep what a worker has written in the name of `by`. False where nobody wants it
    any more, or a worker that was taken for dead has kept it."""
    row = Job.objects.select_for_update().get(pk=job.pk)
    if row.ended_at is not None or row.cancel_requested:
        return False
    file, new = TakenFile.objects.get_or_create(
        job=row,
        defaults={
            "name": row.result["name"],
            "media_type": media_type,
            "rows": rows,
            "roles": roles_of(by),
            "noted": dict(noted),
            "content": content,
        },
    )
    if new:
        record("table.write", by=by, subject=file, rows=rows, **noted)
    return new


@transaction.atomic
def note_fetched(*, by: User, file: TakenFile) -> None:
    """Who took what is on record as if it had come at once."""
    record("table.take", by=by, subject=file, **file.noted)
