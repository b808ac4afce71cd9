"""What a system administrator looks at when something is wrong."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from coordination.dispatching import dispatcher_age
from coordination.models import DirtyStation, StationState
from coordination.services.quarantine import release
from coordination.services.sweeping import SWEEP, begin_sweep, progress
from desk.models import DueJob, Job
from desk.safety_shown import standings
from desk.services import cancel_job
from organization.http import SignedIn
from organization.permissions import authorise

LONGEST_WAIT = 60.0  # seconds a change may wait until somebody is alarmed


@login_required
@require_GET
def system(request: SignedIn) -> HttpResponse:
    """Sign of life of the dispatcher, what waits, what was set apart."""
    authorise(request.user, "system.view")
    waiting = DirtyStation.objects.aggregate(
        oldest=Min("at"), stations=Count("station_id", distinct=True)
    )
    oldest = waiting["oldest"]
    safety = standings(timezone.now())
    sweep = Job.objects.filter(kind=SWEEP).order_by("-pk").first()
    context = {
        "dispatcher_age": dispatcher_age(),
        "waiting": waiting["stations"],
        "oldest": (age := _age(oldest)),
        "behind": age is not None and age > LONGEST_WAIT,
        "quarantined": StationState.objects.exclude(quarantined_at=None).select_related(
            "station"
        ),
        "sweep": sweep,
        "progress": progress(sweep, timezone.now()) if sweep else None,
        "safety": safety,
        "unsafe": any(each.state != "ok" for each in safety),
        "due_jobs": DueJob.objects.order_by("name"),
    }
    return render(request, "coordination/system.html", context)


def _age(oldest: dt.datetime | None) -> float | None:
    return None if oldest is None else (timezone.now() - oldest).total_seconds()


@login_required
@require_POST
def start_sweep(request: SignedIn) -> HttpResponse:
    """Check every station now, in the background."""
    authorise(request.user, "system.view")
    begin_sweep(timezone.now(), by=request.user)
    return redirect("coordination:system")


@login_required
@require_POST
def cancel_sweep(request: SignedIn, pk: int) -> HttpResponse:
    """Stop a sweep at its next station."""
    authorise(request.user, "system.view")
    cancel_job(by=request.user, job=get_object_or_404(Job, pk=pk, kind=SWEEP))
    return redirect("coordination:system")


@login_required
@require_POST
def release_station(request: SignedIn, code: str) -> HttpResponse:
    """Let a station that was set apart be checked again."""
    authorise(request.user, "system.view")
    state = get_object_or_404(StationState, station__code=code)
    release(by=request.user, state=state)
    return redirect("coordination:system")
