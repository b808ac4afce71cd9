"""Asking for a longer search for cheaper dates: done by a worker, see `searches`."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coordination.models import Conflict
from coordination.services.fixing_ground import REPAIR
from desk.models import Job
from desk.services import queue_job
from organization.models import User

MOST_OPEN = 3  # of one person at a time


def begin_search(*, by: User, conflicts: Sequence[Conflict]) -> Job:
    """Queue a search, or join the one under way for the same conflicts.

    ValidationError when the person has enough under way.
    """
    keys = sorted(row.pk for row in conflicts)
    open_ones = Job.objects.under_way(REPAIR)
    running = open_ones.filter(result__conflicts=keys).first()
    if running is not None:
        return running
    if open_ones.filter(created_by=by).count() >= MOST_OPEN:
        raise ValidationError(
            _("Three of your searches are still under way. Wait for one to end.")
        )
    return queue_job(by=by, kind=REPAIR, content=b"", result={"conflicts": keys})
