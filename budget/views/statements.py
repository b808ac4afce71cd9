"""The statement of a station and year: as it is now, or as it was frozen."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from budget.forms.acts import WhyForm
from budget.models import Statement
from budget.services.allocating import YEARS
from budget.services.closing import correct_statement
from budget.statement import differences, facts_of
from budget.statement_words import LABELS, NAMES
from budget.views.loading import load_station
from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.models import Station
from organization.permissions import may


@login_required
@require_GET
def statement(request: SignedIn, code: str, year: int) -> HttpResponse:
    """The last frozen version or the one asked for; unfrozen it says so."""
    return _page(request, load_station(request.user, code), _known(year))


@login_required
@require_POST
def correct(request: SignedIn, code: str, year: int) -> HttpResponse:
    """One more version."""
    station = load_station(request.user, code, "money.norm")
    form = WhyForm(request.POST)
    try:
        attempt(
            lambda: correct_statement(
                by=request.user,
                station=station,
                year=_known(year),
                now=timezone.now(),
                **form.values,
            ),
            form,
        )
    except Refusal as refusal:
        return _page(request, station, year, form, refusal.problem)
    return redirect("budget:statement", code=code, year=year)


def _page(
    request: SignedIn,
    station: Station,
    year: int,
    form: WhyForm | None = None,
    problem: str = "",
) -> HttpResponse:
    rows = Statement.objects.visible_to(request.user).filter(station=station, year=year)
    versions = list(rows.select_related("made_by").order_by("version"))
    chosen = _chosen(versions, request.GET.get("version", ""))
    facts = chosen.facts if chosen else facts_of([station], year)[station.pk]
    keeps = bool(versions) and may(request.user, "money.norm", station)
    context = {
        "station": station,
        "year": year,
        "versions": versions,
        "chosen": chosen,
        "facts": facts,
        "changed": _changed(versions, chosen),
        "names": NAMES,
        "labels": LABELS,
        "form": form or (WhyForm() if keeps else None),
        "problem": problem,
    }
    status = 422 if form else 200
    return render(request, "budget/statement.html", context, status=status)


def _chosen(versions: list[Statement], asked: str) -> Statement | None:
    found = [one for one in versions if str(one.version) == asked]
    if asked and not found:
        raise Http404
    return next(iter(found or versions[-1:]), None)


def _changed(versions: list[Statement], chosen: Statement | None) -> Any:
    """Against the version before."""
    if chosen is None or chosen.version == 1:
        return []
    before = next(one for one in versions if one.version == chosen.version - 1)
    return differences(before.facts, chosen.facts)


def _known(year: int) -> int:
    if year not in YEARS:
        raise Http404
    return year
