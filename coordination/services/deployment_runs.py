"""Reckoning the deployments that were asked for, and forgetting them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coordination.deployment.reckoning import reckoned
from coordination.deployment.terms import Terms
from coordination.services.deploying import DEPLOYMENT
from desk.services import (
    advance_job,
    drop_jobs,
    end_job,
    measure_job,
    take_job,
    try_job,
    waiting_jobs,
)
from organization.models import Bureau

SILENT = dt.timedelta(seconds=90)  # longer than a worker may be busy with one
MOST_TRIES = 2
KEPT = dt.timedelta(days=30)


def waiting_deployments(now: dt.datetime) -> list[int]:
    """Jobs for the workers: new ones, and those whose worker fell silent."""
    return waiting_jobs(kind=DEPLOYMENT, stale=now - SILENT)


def run_deployment(pk: int, *, now: dt.datetime) -> bool:
    """Reckon one. False when there is nothing to do."""
    job = take_job(pk=pk, now=now, stale=now - SILENT)
    if job is None:
        return False
    died = "the workers that reckoned it died"
    if not try_job(job=job, most=MOST_TRIES, now=now, error=died):
        return True

    def told(done: int, rounds: int) -> None:
        measure_job(job=job, done=done, total=rounds + 1)

    result = job.result
    bureau = Bureau.objects.get(code=result["bureau"])
    terms = Terms.read(result["terms"])
    plan = reckoned(bureau, terms, now=now, told=told)
    advance_job(job=job, done=job.done, result={**result, "plan": plan})
    end_job(job=job, now=timezone.now())
    return True


def forget_deployments(now: dt.datetime) -> int:
    """Delete plans older than a month. Returns how many rows went."""
    return drop_jobs(kind=DEPLOYMENT, before=now - KEPT)
