"""What a system administrator looks at when something is wrong."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from coordination.alarms import figures, lag, runbook
from coordination.alarms.known import raised
from coordination.models import StationState
from coordination.services.quarantine import release
from coordination.services.sweeping import SWEEP, begin_sweep, progress
from desk.models import Job
from desk.services import cancel_job
from organization.http import SignedIn
from organization.models import CalendarYear
from organization.permissions import authorise
from organization.wall import lifted


@login_required
@require_GET
def system(request: SignedIn) -> HttpResponse:
    """What is wrong first, then how everything stands."""
    authorise(request.user, "system.view")
    now = timezone.now()
    found = figures.read(now)
    with lifted("who keeps it running sees how far it is and what is set apart"):
        apart = StationState.objects.exclude(quarantined_at=None)
        quarantined = list(apart.select_related("station"))
        under_way = progress(found.sweep, now) if found.sweep else None
    context = {
        "alarms": raised(found),
        "figures": found,
        "late": lag.ALARM,
        "quarantined": quarantined,
        "progress": under_way,
        "years": [(y, CalendarYear.Status(s).label) for y, s in found.years.items()],
    }
    return render(request, "coordination/system.html", context)


@login_required
@require_GET
def runbook_page(request: SignedIn, name: str) -> HttpResponse:
    """What to do at an alarm."""
    authorise(request.user, "system.view")
    try:
        page = runbook.page(name)
    except KeyError:
        raise Http404 from None
    now = {one.name: one.text for one in raised(figures.read(timezone.now()))}
    context = {"page": page, "text": now.get(name, "")}
    return render(request, "coordination/runbook.html", context)


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
