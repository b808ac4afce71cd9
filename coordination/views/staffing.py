"""What a posting or a leave would do to the stations, as a part of its page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coordination.absence import effect
from coordination.staffing import effects
from organization.http import SignedIn
from organization.models import Station
from organization.permissions import POLICY
from personnel.models import LeaveRequest
from personnel.moves import moves_of
from personnel.views.orders import load_order


@login_required
@require_GET
def posting_effect(request: SignedIn, pk: int) -> HttpResponse:
    """All stations for who may read the whole order, the own one for a chief."""
    user = request.user
    order = load_order(user, pk)
    lines = list(order.lines.select_related("officer"))
    ids = {line.loses_id for line in lines} | {line.station_id for line in lines}
    if not order.whole:  # type: ignore[attr-defined]  # by load_order
        ids &= user.scope.stations_as(*POLICY["posting.say"].roles)
    stations = Station.objects.filter(pk__in=[pk for pk in ids if pk]).order_by("code")
    supposed = moves_of(lines) if order.is_open else []
    context = {
        "order": order,
        "effects": effects(list(stations), supposed, now=timezone.now()),
    }
    name = "_staffing.html" if request.htmx else "staffing.html"
    return render(request, f"coordination/{name}", context)


@login_required
@require_GET
def leave_effect(request: SignedIn, pk: int) -> HttpResponse:
    """Hours, heads and conflicts with and without the officer, while it is asked."""
    rows = LeaveRequest.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("officer", "station__bureau"), pk=pk)
    context = {
        "row": row,
        "effect": effect(row, now=timezone.now()) if row.is_open else None,
    }
    name = "_absence.html" if request.htmx else "absence.html"
    return render(request, f"coordination/{name}", context)
