"""A file is handed in, and a worker puts in force what it asks for: all or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from desk.models import Job
from desk.services import cancel_job, queue_job
from organization.audit import record
from organization.models import User
from personnel.models import Import

JOB = "import"
MOST_OPEN = 3  # of one person at a time
S = Import.State


@transaction.atomic
def begin_import(
    *, by: User, kind: str, name: str, content: bytes, language: str, now: dt.datetime
) -> Import:
    """Keep a file for a worker to judge; nothing of it is written yet.

    ValidationError when the person has enough under way.
    """
    if Job.objects.visible_to(by).under_way(JOB).count() >= MOST_OPEN:
        text = _("%(n)s of your files are being judged. Wait for one to end.")
        raise ValidationError({"file": text % {"n": MOST_OPEN}})
    row = Import.objects.create(
        kind=kind,
        name=name[:120],
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        language=language,
        created_by=by,
        created_at=now,
        job=queue_job(by=by, kind=JOB, content=b"", result={"name": name[:120]}),
    )
    record("import.hand_in", by=by, subject=row, kind=kind, digest=row.digest)
    return row


@transaction.atomic
def confirm_import(*, by: User, row: Import, mark: str) -> Import:
    """Have a worker put in force what was shown under this mark.

    ValidationError under `state` when it is not what can be put in force any more.
    """
    found = Import.objects.select_for_update().get(pk=row.pk)
    if found.state in (S.APPLYING, S.APPLIED):
        raise ValidationError({"state": [_("This is being done already.")]})
    if found.mark != mark:
        text = _("It was judged anew meanwhile. Look at it again, then decide.")
        raise ValidationError({"state": [text]})
    if not found.can_apply:
        raise ValidationError({"state": [_("This file cannot be put in force.")]})
    found.state = S.APPLYING
    found.job = queue_job(by=by, kind=JOB, content=b"", result={"name": found.name})
    found.save(update_fields=["state", "job"])
    record("import.confirm", by=by, subject=found, kind=found.kind, digest=found.digest)
    return found


@transaction.atomic
def cancel_import(*, by: User, row: Import) -> Import:
    """Stop judging or writing it, or give it up. ValidationError where it is in force
    already: that stays so."""
    found = Import.objects.select_for_update().get(pk=row.pk)
    if found.state == S.APPLIED:
        raise ValidationError({"state": [_("It is in force already.")]})
    if found.is_open and found.job is not None:
        cancel_job(by=by, job=found.job)
        return found
    if found.state in (S.JUDGED, S.UNUSABLE):
        found.state, found.content = S.CANCELLED, None
        found.save(update_fields=["state", "content"])
        record("import.give_up", by=by, subject=found, digest=found.digest)
    return found
