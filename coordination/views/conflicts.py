"""One conflict: the working anyone can check with a pocket calculator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from coordination.ledger import cards, explained, wording
from coordination.ledger.issued_into import reasons
from coordination.ledger.reading import Reading, read
from coordination.ledger.workbook import name_of, workbook
from coordination.ledger.working import Working, work_out
from coordination.models import Conflict
from coordination.pictures import proof_curve
from coordination.pictures.data import ProofPoint
from coordination.services.exporting import note_export
from coordination.thread.beside import settling
from desk.answers import workbook_answer
from organization.http import SignedIn
from organization.models import User
from organization.permissions import may
from organization.templatetags.formats import last_day


def load_conflict(user: User, pk: int) -> Conflict:
    """One the user may see; 404 otherwise."""
    seen = Conflict.objects.visible_to(user).select_related("station__bureau")
    row: Conflict = get_object_or_404(seen, pk=pk)
    return row


@login_required
@require_GET
def conflict(request: SignedIn, pk: int) -> HttpResponse:
    """Window, members, running sum and where the available hours come from."""
    row = load_conflict(request.user, pk)
    reading = read(row.station, now=timezone.now())
    context = _context(reading, work_out(reading, row))
    own = may(request.user, "workload.view", row.station)
    context["may_open_ledger"] = own or may(
        request.user, "workload.oversee", row.station
    )
    context["settling"] = settling(row, request.user)
    return render(request, "coordination/conflict.html", context)


@login_required
@require_GET
def conflict_file(request: SignedIn, pk: int) -> HttpResponse:
    """The same as a workbook; that it was taken is noted."""
    row = load_conflict(request.user, pk)
    reading = read(row.station, now=timezone.now())
    working = work_out(reading, row)
    content = workbook(reading, working, by=request.user)
    note_export(by=request.user, conflict=row)
    return workbook_answer(content, name_of(reading, working))


def _context(reading: Reading, working: Working) -> dict[str, Any]:
    row = working.conflict
    return {
        "row": row,
        "station": row.station,
        "kind_label": wording.kind_label(row),
        "kind_text": wording.kind_text(row),
        "shape": wording.shape(row),
        "title": wording.title(row),
        "reason": wording.reason(row, reading),
        "proof": cards.proof_table(reading, row),
        "working": working,
        "held": explained.held(working),
        "notes": explained.notes(working),
        "reasons": reasons([row]).get(row.pk, []),
        "curve": _curve(working),
        "sums": _sums(working),
        "has_fixes": row.kind != row.Kind.DUPLICATE and row.state != row.State.SETTLED,
        "checked_at": reading.state.checked_at if reading.state else None,
        "live_url": reverse("coordination:station_events", args=[row.station.code]),
    }


def _sums(working: Working) -> dict[str, Decimal]:
    """Sums of the stretches as they are shown."""
    rows = working.stretches
    return {
        "present": sum((s.present for s in rows), Decimal(0)),
        "deducted": sum((s.deducted for s in rows), Decimal(0)),
        "available": sum((s.available for s in rows), Decimal(0)),
    }


def _curve(working: Working) -> str:
    """Drawn are the hours of a window, where every due can be compared."""
    if working.how != "hours" or working.unusable_units or not working.stretches:
        return ""
    return proof_curve(_points(working))


def _points(working: Working) -> list[ProofPoint]:
    """Ends of days from the window's start: available and asked so far."""
    available: dict[Any, Decimal] = {}
    asked: dict[Any, Decimal] = {}
    for stretch in working.stretches:
        sofar = available.get(stretch.day, Decimal(0))
        available[stretch.day] = sofar + stretch.available
    first = min(available)
    final = max(available)
    for line in working.lines:
        if line.due is not None:
            day = min(max(last_day(line.due), first), final)
            asked[day] = line.running
    points, capacity, before = [], Decimal(0), Decimal(0)
    for n in range(first.toordinal(), final.toordinal() + 1):
        day = type(first).fromordinal(n)
        capacity += available.get(day, Decimal(0))
        before = asked.get(day, before)
        points.append(ProofPoint(day, capacity, before, working=day in available))
    return points
