"""Looking longer for cheaper dates: what a worker does, asked for in `improving`."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from coordination.models import Conflict
from coordination.services.fixing import case_of
from coordination.services.fixing_ground import REPAIR
from desk.models import Job
from desk.services import (
    advance_job,
    drop_jobs,
    end_job,
    measure_job,
    take_job,
    try_job,
    waiting_jobs,
)

if TYPE_CHECKING:
    from coordination.core.repair.ways import Progress

SECONDS = 6
MOST_TRIES = 2
SILENT = dt.timedelta(seconds=60)  # longer than a worker may be busy with one
KEPT = dt.timedelta(days=1)


def waiting_searches(now: dt.datetime) -> list[int]:
    """Jobs for the workers: new ones, and those whose worker fell silent."""
    return waiting_jobs(kind=REPAIR, stale=now - SILENT)


def run_search(pk: int, *, now: dt.datetime, seconds: float = SECONDS) -> bool:
    """Search for so many seconds. False when there is nothing to do."""
    job = take_job(pk=pk, now=now, stale=now - SILENT)
    if job is None:
        return False
    died = "the workers that searched died"
    if not try_job(job=job, most=MOST_TRIES, now=now, error=died):
        return True
    result = job.result
    rows = Conflict.objects.open().filter(pk__in=result["conflicts"])
    conflicts = list(rows.select_related("station").order_by("pk"))
    if len(conflicts) == len(result["conflicts"]):
        _searched(job, result, conflicts, now, seconds)
    end_job(job=job, now=timezone.now())
    return True


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
        measure_job(job=job, done=done, total=tenths)
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


def forget_searches(now: dt.datetime) -> int:
    """Delete searches older than a day. Returns how many rows went."""
    return drop_jobs(kind=REPAIR, before=now - KEPT)
