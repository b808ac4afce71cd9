"""One conflict: the proof anyone can check with a pocket calculator."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from coordination.core.proof import Proof, proof
from coordination.ledger import cards, wording
from coordination.ledger.derivation import derive
from coordination.ledger.reading import Reading, read
from coordination.models import Conflict
from coordination.moments import instant
from coordination.pictures import proof_curve
from coordination.pictures.data import ProofPoint
from coordination.stored import as_core
from organization.http import SignedIn
from organization.permissions import may
from organization.templatetags.formats import last_day


@login_required
@require_GET
def conflict(request: SignedIn, pk: int) -> HttpResponse:
    """Window, members, running sum and where the available hours come from."""
    seen = Conflict.objects.visible_to(request.user).select_related("station__bureau")
    row = get_object_or_404(seen, pk=pk)
    reading = read(row.station, now=timezone.now())
    context = _context(reading, row)
    own = may(request.user, "workload.view", row.station)
    context["may_open_ledger"] = own or may(
        request.user, "workload.oversee", row.station
    )
    return render(request, "coordination/conflict.html", context)


def _context(reading: Reading, row: Conflict) -> dict[str, Any]:
    shown = proof(reading.facts, as_core(row), reading.minute)
    first = timezone.localdate(max(row.release, reading.as_of))
    final = last_day(row.due)
    days = derive(row.station, reading.facts, first, final) if _sums(row) else []
    return {
        "row": row,
        "station": row.station,
        "names": reading.names,
        "kind_label": wording.kind_label(row),
        "kind_text": wording.kind_text(row),
        "shape": wording.shape(row),
        "title": wording.title(row),
        "reason": wording.reason(row, reading),
        "proof": cards.proof_table(reading, row),
        "steps": _steps(shown) if _sums(row) else [],
        "curve": proof_curve(_points(shown, days, first, final)) if days else "",
        "days": days,
        "first": first,
        "final": final,
        "checked_at": reading.state.checked_at if reading.state else None,
        "live_url": reverse("coordination:station_events", args=[row.station.code]),
    }


def _sums(row: Conflict) -> bool:
    """Only deadline conflicts that are still open can be added up day by day."""
    return row.kind == Conflict.Kind.DEADLINE and row.state != Conflict.State.SETTLED


def _steps(shown: Proof) -> list[dict[str, Any]]:
    return [
        {
            "due": instant(step.due),
            "demand": wording.hours_of(step.demand),
            "capacity": wording.hours_of(step.capacity),
            "left": wording.hours_of(step.capacity - step.demand),
            "crossed": step.crossed,
        }
        for step in shown.steps
    ]


def _points(
    shown: Proof, days: list[Any], first: dt.date, final: dt.date
) -> list[ProofPoint]:
    """Ends of days from the window's start: available and asked so far."""
    available = {d.day: d.available_hours for d in days}
    asked: dict[dt.date, Any] = {}
    for step in shown.steps:
        asked[last_day(instant(step.due))] = wording.hours_of(step.demand)
    points, capacity, before = [], wording.hours_of(0), wording.hours_of(0)
    for n in range((final - first).days + 1):
        day = first + dt.timedelta(days=n)
        capacity += available.get(day, 0)
        before = max(before, asked.get(day, before))
        points.append(ProofPoint(day, capacity, before, working=day in available))
    return points
