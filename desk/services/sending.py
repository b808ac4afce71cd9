"""Forms that a worker carries out: taken once, done whole or not at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from desk.models import Job, SentForm
from desk.services.jobs import end_job, queue_job
from organization.audit import record
from organization.models import User

MOST_OPEN = 5  # of one person at a time


@dataclass(frozen=True)
class Sent:
    """What somebody sent; see the model. `name` is what it is about, `back` the page
    to go back to where nothing comes of it, "" for the form itself."""

    address: str
    name: str
    language: str
    came_from: str | None
    key: str
    mark: str
    content: bytes
    back: str = ""


@transaction.atomic
def send_off(*, by: User, kind: str, sent: Sent) -> Job:
    """Have a worker carry it out. The same form sent again is the same work, as long as
    that was not refused or stopped.

    ValidationError when the form is being carried out with other words, or the person
    has enough under way.
    """
    # Who clicks twice at once waits here.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    before = SentForm.objects.visible_to(by).filter(key=sent.key)
    valid = before.filter(job__state__in=(*Job.OPEN, Job.State.DONE))
    for row in valid.filter(job__cancel_requested=False).select_related("job"):
        if row.mark == sent.mark:
            return row.job
        if row.job.ended_at is None:
            text = _("This form is being carried out as it was sent first.")
            raise ValidationError({"state": [text]})
    open_ones = SentForm.objects.visible_to(by).filter(job__state__in=Job.OPEN)
    if open_ones.count() >= MOST_OPEN:
        text = _("%(n)s of your forms are being carried out. Wait for one to end.")
        raise ValidationError({"state": [text % {"n": MOST_OPEN}]})
    job = queue_job(by=by, kind=kind, content=b"", result={"name": sent.name[:200]})
    SentForm.objects.create(
        job=job,
        address=sent.address,
        language=sent.language,
        came_from=sent.came_from,
        key=sent.key,
        mark=sent.mark,
        content=sent.content,
        url=sent.back,
    )
    return job


@dataclass(frozen=True)
class CameOf:
    """What came of it: the page on which it stands, what was said about it, and its
    address for other systems."""

    url: str
    said: str = ""
    resource: str = ""


@transaction.atomic
def keep_sent(*, by: User, job: Job, came: CameOf, now: dt.datetime) -> bool:
    """Called last in the transaction that carried it out: the job ends with it. False
    where somebody has stopped it by then, or another worker was first; the caller
    undoes everything.

    Whoever stops it a moment later waits, and is told that it has ended.
    """
    row = Job.objects.select_for_update().get(pk=job.pk)
    if row.ended_at is not None or row.cancel_requested:
        return False
    SentForm.objects.filter(job=row).update(url=came.url, content=b"")
    row.result = {**row.result, "said": came.said, "resource": came.resource}
    row.save(update_fields=["result"])
    record("job.carry_out", by=by, subject=row, kind=row.kind)
    end_job(job=row, now=now)
    return True
