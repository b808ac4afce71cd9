"""What the workers run. Thin: the work is in the services."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from coordination.services.checking import check_station
from coordination.services.sweeping import take_part
from coordination.services.trial_runs import run_trial
from desk.models import Job
from desk.services import OPEN

log = logging.getLogger(__name__)


@shared_task(name="coordination.check_stations")  # type: ignore[untyped-decorator]
def check_stations(stations: list[int]) -> None:
    """Check some stations; one that fails does not keep the others from theirs."""
    for station in stations:
        try:
            check_station(station, now=timezone.now())
        except Exception:
            log.exception("check of station %s failed", station)


@shared_task(name="coordination.continue_sweep")  # type: ignore[untyped-decorator]
def continue_sweep(job: int) -> None:
    """One part of a sweep, then the next one behind whatever else is waiting."""
    row = Job.objects.filter(pk=job, state__in=OPEN).first()
    if row is not None and take_part(row):
        continue_sweep.apply_async(args=[job], queue="bulk", retry=False)


@shared_task(name="coordination.judge_table")  # type: ignore[untyped-decorator]
def judge_table(job: int) -> None:
    """Judge a table that somebody handed in."""
    run_trial(job, now=timezone.now())
