"""What the workers run for this room. Thin: the work is registered by the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.utils import timezone

from desk import jobs
from desk.bulk.running import BULK
from desk.taking.running import TAKINGS

WORKS = (BULK, TAKINGS)  # registered as they load
LONGEST = 20 * 60  # seconds; whoever falls silent is taken for dead long before


def task(name: str, **options: Any) -> Callable[[Callable[..., None]], Any]:
    """A task of that name; celery has no types of its own."""
    decorate: Callable[[Callable[..., None]], Any] = shared_task(name=name, **options)
    return decorate


@task("desk.work_on_job", time_limit=LONGEST)
def work_on_job(job: int) -> None:
    """Do what somebody asked for, or go on with what a worker left."""
    jobs.run(job, now=timezone.now())
