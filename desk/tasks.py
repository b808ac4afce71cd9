"""What the workers run for this room. Thin: the work is registered by the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.utils import timezone

from desk import jobs


def task(name: str) -> Callable[[Callable[..., None]], Any]:
    """A task of that name; celery has no types of its own."""
    decorate: Callable[[Callable[..., None]], Any] = shared_task(name=name)
    return decorate


@task("desk.work_on_job")
def work_on_job(job: int) -> None:
    """Do what somebody asked for, or go on with what a worker left."""
    jobs.run(job, now=timezone.now())
