"""A station's duty hours: how it works on a working day, and what of it is bound."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.models import Station
from organization.permissions import authorise, may
from personnel.forms.regimes import RegimeForm, spelt
from personnel.models import DutyRegime
from personnel.services import set_regime
from personnel.views.rosters import load_station

DAY = dt.timedelta(days=1)
MOST = 50


@dataclass(frozen=True)
class Line:
    """One period; `last` None where it is open."""

    regime: DutyRegime
    hours: str
    last: dt.date | None


@login_required
@require_http_methods(["GET", "POST"])
def duty_hours(request: SignedIn, code: str) -> HttpResponse:
    """Those that hold or come, and a form for who keeps them."""
    station = load_station(request.user, code)
    if request.method != "POST":
        return _page(request, station)
    authorise(request.user, "regime.edit", station)
    form = RegimeForm(request.POST)

    def act() -> DutyRegime:
        return set_regime(
            by=request.user,
            station=station,
            during=form.during,
            hours=form.pairs,
            roster_share=form.amount("roster_share", missing=1),
            standing_share=form.amount("standing_share"),
            standing_hours=form.amount("standing_hours"),
            auxiliary_share=form.amount("auxiliary_share"),
        )

    try:
        attempt(act, form)
    except Refusal as refusal:
        return _page(request, station, refusal.problem, form)
    return redirect("personnel:duty_hours", code=code)


def _page(
    request: SignedIn,
    station: Station,
    problem: str = "",
    form: RegimeForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    still = Q(during__endswith=None) | Q(during__endswith__gt=today)
    rows = list(station.regimes.filter(still).order_by("during")[:MOST])
    now = rows[0] if rows and rows[0].during.lower <= today else None
    context = {
        "station": station,
        "rows": [_line(row) for row in rows],
        "problem": problem,
        "form": None,
    }
    if may(request.user, "regime.edit", station):
        context["form"] = form or RegimeForm.beside(now)
    status = 422 if form else 200
    return render(request, "personnel/duty_hours.html", context, status=status)


def _line(row: DutyRegime) -> Line:
    end = row.during.upper
    return Line(row, spelt(row.hours), end - DAY if end else None)
