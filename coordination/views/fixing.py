"""The ways out of a conflict: ranked, proved, and looked for a while longer."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from coordination.fixes.showing import shown
from coordination.ledger import wording
from coordination.models import Conflict
from coordination.services.fixing import fixes as found_fixes
from coordination.services.fixing import sharing
from coordination.services.improving import begin_search
from coordination.thread.beside import settling
from coordination.views.conflicts import load_conflict
from desk.watching import watched
from organization.http import SignedIn
from organization.models import User


@login_required
@require_GET
def fixes(request: SignedIn, pk: int) -> HttpResponse:
    """All plans with the proof of one: a page, and the part the conflict's page shows.

    `?together=1` looks at all stations in conflict over the same directives.
    """
    row = _load(request.user, pk)
    conflicts, others = _chosen(request, row)
    found = found_fixes(conflicts, now=timezone.now())
    watched(request, found.job)
    query = {"together": "1"} if len(conflicts) > 1 else {}
    ways = shown(
        found, row, by=request.user, digest=request.GET.get("plan", ""), query=query
    )
    context = {
        "row": row,
        "station": row.station,
        "title": wording.title(row),
        "by_hours": row.kind == Conflict.Kind.DEADLINE,
        "beside": row.kind == Conflict.Kind.DISPLACEMENT,
        "ways": ways,
        "others": others,
        "together": len(conflicts) > 1,
        "searching": found.job is not None and found.job.ended_at is None,
        "settling": settling(row, request.user),
    }
    return render(request, "coordination/fixes.html", context)


@login_required
@require_POST
def improve(request: SignedIn, pk: int) -> HttpResponse:
    """Have a worker look for cheaper dates; whoever sees the conflict may ask."""
    row = _load(request.user, pk)
    if row.kind != Conflict.Kind.DEADLINE:
        raise Http404
    conflicts, _others = _chosen(request, row)
    try:
        begin_search(by=request.user, conflicts=conflicts)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    address = reverse("coordination:fixes", args=[pk])
    return redirect(f"{address}?together=1" if len(conflicts) > 1 else address)


def _load(user: User, pk: int) -> Conflict:
    """One the user may see that plans can be made for; 404 otherwise."""
    row = load_conflict(user, pk)
    if row.kind == Conflict.Kind.DUPLICATE or row.state == Conflict.State.SETTLED:
        raise Http404
    return row


def _chosen(request: SignedIn, row: Conflict) -> tuple[list[Conflict], int]:
    """The conflicts to be settled at once, and how many others share directives."""
    if row.kind != Conflict.Kind.DEADLINE:
        return [row], 0
    seen = Conflict.objects.visible_to(request.user)
    others = sharing(row, seen=seen)
    together = "1" in (request.GET.get("together"), request.POST.get("together"))
    return ([row, *others] if together else [row]), len(others)
