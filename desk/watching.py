"""Noting that somebody watches the work that he asked for."""

from __future__ import annotations

from django.utils import timezone

from desk.models import Job
from desk.services import watch_jobs
from organization.http import SignedIn


def watched(request: SignedIn, *jobs: Job | None) -> None:
    """Called by the pages that look again by themselves: who sees his work end there
    needs no letter about it."""
    if request.htmx:
        there = [job for job in jobs if job is not None]
        watch_jobs(by=request.user, jobs=there, now=timezone.now())
