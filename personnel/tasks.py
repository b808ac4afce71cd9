"""What the workers run for this room. Thin: the work is in the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.utils import timezone

from personnel.services.import_runs import run_import
from personnel.services.rounds.matching import run_matching


def _task(name: str) -> Callable[[Callable[..., None]], Any]:
    """A task of that name; celery has no types of its own."""
    decorate: Callable[[Callable[..., None]], Any] = shared_task(name=name)
    return decorate


@_task("personnel.match_round")
def match_round(job: int) -> None:
    """Match a round of two-way selection."""
    run_matching(pk=job, now=timezone.now())


@_task("personnel.work_on_import")
def work_on_import(job: int) -> None:
    """Judge a file somebody handed in, or put it in force."""
    run_import(job, now=timezone.now())
