"""The heat map: the page, and the parts of it that are fetched alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from coordination.heat import asked as asking
from coordination.heat.asked import OFFICE, Asked
from coordination.heat.detail import read_detail
from coordination.heat.drawing import Drawing, legend
from coordination.heat.reading import read_heat
from coordination.heat.saying import answer
from coordination.lists import heat as listed
from desk.lists import kind_asked, taken_out
from organization.http import SignedIn
from organization.permissions import authorise

CELL, AREA = "heat-cell", "area-"


@login_required
@require_GET
@vary_on_headers("HX-Request", "HX-Target")  # four answers, none kept for another
def heat(request: SignedIn) -> HttpResponseBase:
    """The page; with htmx the cell, the area or the map that is asked for."""
    authorise(request.user, "heat.view")
    now = timezone.now()
    asked = asking.read(request.user, request.GET, timezone.localdate(now))
    if taking := kind_asked(request):
        found = read_heat(asked, now)
        # Of too many there is nothing to take: the page says what to do instead.
        if not found.too_many:
            return taken_out(request, taking, listed.heat(found))
    target = request.htmx.target or "" if request.htmx else None
    if target == CELL:
        shown = {"detail": read_detail(asked, now), "asked": asked}
        return render(request, "coordination/heat/_cell.html", shown)
    if target and target.startswith(AREA):
        return _area(request, asked, target.removeprefix(AREA), now)
    name = "page" if target is None else "_map"
    context = heat_context(asked, now)
    shown = context | answer(context["heat"]) | _page(request, asked)
    return render(request, f"coordination/heat/{name}.html", shown)


def heat_context(asked: Asked, now: dt.datetime) -> dict[str, Any]:
    """What the map needs, on its page and on the board; a constant number of
    queries."""
    found = read_heat(asked, now)
    return {
        "heat": found,
        "drawing": Drawing(found),
        "asked": asked,
        "detail": read_detail(asked, now, found.lines),
        "legend": legend(),
    }


def _page(request: SignedIn, asked: Asked) -> dict[str, Any]:
    """What stands around the map."""
    query = request.GET.copy()
    for name in ("at", "as"):
        query.pop(name, None)
    live = request.user.scope.bureaus_as(*OFFICE)
    # What is open says the page itself, each time it asks.
    fresh = replace(asked, opened=frozenset()).query()
    return {
        "bureaus": asking.bureaus(asked),
        "departments": asking.offered(asked),
        "tasking": asking.tasking(request.user, asked.department),
        "query": f"{query.urlencode()}&" if query else "",
        "part_url": f"{reverse('coordination:heat')}?{fresh}",
        **({"live_url": reverse("coordination:board_events")} if live else {}),
    }


def _area(
    request: SignedIn, asked: Asked, code: str, now: dt.datetime
) -> HttpResponseBase:
    """The rows of one area, opened or folded away."""
    known = code and "\0" not in code
    found = read_heat(asked, now, only=code) if known else None
    if not found or not found.groups:
        raise Http404
    drawing = Drawing(found, folds=True)
    shown = {"asked": asked, "drawing": drawing, "part": drawing.parts[0]}
    return render(request, "coordination/heat/_area.html", shown)
