"""What a posting, a leave or an alert level would do, as a part of its page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coordination import alerting
from coordination.absence import absences
from coordination.staffing import effects
from organization.http import SignedIn
from organization.models import Bureau, Station
from organization.permissions import POLICY, authorise
from personnel.forms.alerts import AlertForm, EndAlertForm
from personnel.models import AlertLevel, LeaveRequest
from personnel.moves import moves_of
from personnel.presence import Alert
from personnel.views.loading import own_bureau
from personnel.views.orders import load_order


@login_required
@require_GET
def posting_effect(request: SignedIn, pk: int) -> HttpResponse:
    """All stations for who may read the whole order, the own one for a chief; nothing
    where he was not asked about the lines as they are."""
    user = request.user
    order = load_order(user, pk)
    lines = list(order.lines.select_related("officer"))
    ids = {line.loses_id for line in lines} | {line.station_id for line in lines}
    if not order.whole:
        own = user.scope.stations_as(*POLICY["posting.say"].roles)
        ids &= frozenset() if order.unasked else own
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
    """Hours, heads and conflicts with and without the officer, while it is asked; at
    the stations of which the reader may know."""
    rows = LeaveRequest.objects.visible_to(request.user).with_parts()
    row = get_object_or_404(rows, pk=pk)
    shown = row.shown_to(request.user) if row.is_open else []
    context = {"row": row, "effects": absences(row, shown, now=timezone.now())}
    name = "_absence.html" if request.htmx else "absence.html"
    return render(request, f"coordination/{name}", context)


@login_required
@require_GET
def alert_effect(request: SignedIn) -> HttpResponse:
    """Of a level of the own bureau that is not announced yet."""
    bureau = own_bureau(request.user, "alert.announce")
    form = AlertForm(request.GET)
    try:
        alert, until = form.supposed()
    except ValidationError:
        return _alert(request, bureau, None, status=422)
    found = alerting.effect(bureau, alert, until=until, now=timezone.now())
    return _alert(request, bureau, found)


@login_required
@require_GET
def alert_end_effect(request: SignedIn, pk: int) -> HttpResponse:
    """Of a level that would end sooner."""
    rows = AlertLevel.objects.visible_to(request.user).select_related("bureau")
    row = get_object_or_404(rows, pk=pk)
    authorise(request.user, "alert.announce", row.bureau)
    try:
        day = EndAlertForm(request.GET).day
    except ValidationError:
        return _alert(request, row.bureau, None, status=422)
    kept = Alert(row.first, day, row.bound_mille, instead=row.pk)
    until = row.during.upper
    found = alerting.effect(row.bureau, kept, until=until, now=timezone.now())
    return _alert(request, row.bureau, found)


def _alert(
    request: SignedIn, bureau: Bureau, found: alerting.Effect | None, status: int = 200
) -> HttpResponse:
    context = {"bureau": bureau, "effect": found, "most": alerting.MOST}
    name = "_alert.html" if request.htmx else "alert.html"
    return render(request, f"coordination/{name}", context, status=status)
