"""Trying the engine on somebody's own table: handed in here, see `trial_runs`."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from desk.models import Job
from desk.services import queue_job
from organization.models import User

TRIAL = "trial"
MOST_OPEN = 3  # of one person at a time
KEPT = dt.timedelta(days=1)


def begin_trial(*, by: User, name: str, content: bytes) -> Job:
    """Queue a workbook; ValidationError when the person has enough under way."""
    if Job.objects.visible_to(by).under_way(TRIAL).count() >= MOST_OPEN:
        text = _("%(n)s of your tables are being judged. Wait for one to end.")
        raise ValidationError({"file": text % {"n": MOST_OPEN}})
    return queue_job(by=by, kind=TRIAL, content=content, result={"name": name[:120]})
