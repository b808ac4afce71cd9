"""Looking longer for cheaper dates: what a worker does, asked for in `improving`."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.models import Conflict
from coordination.services.fixing import case_of
from coordination.services.fixing_ground import REPAIR
from desk.jobs import Work, keep_on, register
from desk.models import Job
from desk.services import advance_job
from desk.work_shown import Shown
from organization.models import User

if TYPE_CHECKING:
    from coordination.core.repair.ways import Progress

SECONDS = 6


def _looked(job: Job, now: dt.datetime, seconds: float = SECONDS) -> None:
    """Search for so many seconds, unless one of the conflicts is no more."""
    result = job.result
    rows = Conflict.objects.open().filter(pk__in=result["conflicts"])
    conflicts = list(rows.select_related("station").order_by("pk"))
    if len(conflicts) == len(result["conflicts"]):
        _searched(job, result, conflicts, now, seconds)


def _searched(
    job: Job,
    result: dict[str, Any],
    conflicts: Sequence[Conflict],
    now: dt.datetime,
    seconds: float,
) -> None:
    """Every better plan is noted as it is found."""
    from coordination.core.repair.ways import better

    case = case_of(conflicts, now=now)
    if case is None:
        return
    begun, tenths = time.monotonic(), round(seconds * 10)

    def told(found: Progress) -> None:
        done = min(round((time.monotonic() - begun) * 10), tenths)
        keep_on(job, done, tenths)
        advance_job(job=job, done=done, result={**result, **_noted(found)})

    last = better(case, seconds=seconds, told=told)
    advance_job(job=job, done=0, result={**result, **_noted(last)})


def _noted(found: Progress) -> dict[str, Any]:
    """The dates found, by station and order, and how much cheaper there might be."""
    shifts = {
        each.station: {change.demand: change.due for change in each.changes}
        for each in found.plan.stations
    }
    return {
        "method": found.plan.method,
        "shifts": shifts,
        "cost": found.plan.cost,
        "bound": min(found.bound, found.plan.cost),
    }


_OPEN, _SETTLED = "coordination:fixes", "coordination:conflict"


def _pages(jobs: Sequence[Job]) -> dict[int, str]:
    """Of the first of its conflicts: the plans, or what has settled it since."""
    first = _first_of(jobs)
    rows = Conflict.objects.filter(pk__in=first.values(), state=Conflict.State.SETTLED)
    settled = set(rows.values_list("pk", flat=True))
    return {
        pk: reverse(_SETTLED if key in settled else _OPEN, args=[key])
        for pk, key in first.items()
    }


def _others(user: User, jobs: Sequence[Job]) -> set[int]:
    """Those over conflicts one sees."""
    first = _first_of(jobs)
    rows = Conflict.objects.visible_to(user).filter(pk__in=first.values())
    seen = set(rows.values_list("pk", flat=True))
    return {pk for pk, key in first.items() if key in seen}


def _first_of(jobs: Sequence[Job]) -> dict[int, int]:
    found = {job.pk: job.result.get("conflicts") or [] for job in jobs}
    return {pk: keys[0] for pk, keys in found.items() if keys}


SHOWN = Shown(_("Search for cheaper dates"), _pages, others=_others)
SEARCHES = register(Work(REPAIR, _looked, "the workers that searched died", SHOWN))
