"""Telling people that what they asked for has ended."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from desk.models import Job
from desk.services.inbox import tell_each
from desk.work_shown import shown_as

WATCHED = dt.timedelta(seconds=30)
"""Whose page has looked within so long is there to see it end: pages look again every
three seconds, hardly at all behind another one, and it is noted every twenty."""


def tell_end(*, job: Job, now: dt.datetime) -> None:
    """A letter to who asked, unless he is just watching; the caller has ended it."""
    shown = shown_as().get(job.kind)
    watching = job.watched_at is not None and job.watched_at > now - WATCHED
    done = job.state == Job.State.DONE
    if shown is None or watching or (done and shown.tells_itself):
        return
    facts = {
        "work": job.kind,
        "name": job.result.get("name"),
        "outcome": job.result.get("said"),
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "problem": job.error,
    }
    tell_each(
        [job.created_by_id],
        matter=f"job:{job.pk}",
        revision=0,
        kind="job_ended",
        facts=facts,
        url=shown.pages([job]).get(job.pk) or reverse("desk:jobs"),
    )
