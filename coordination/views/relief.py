"""The date that settles most: judged as it is opened, put forward with one click."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.core.facts import hours
from coordination.forms.negotiating import SaidForm
from coordination.models import Conflict
from coordination.office.one_date import Judged, judged
from coordination.services.negotiation import proposing
from coordination.services.negotiation.rights import may_propose
from organization.http import SignedIn
from organization.models import Station
from organization.permissions import authorise
from tasking.models import Assignment, Directive


@login_required
@require_http_methods(["GET", "POST"])
def relief(request: SignedIn, pk: int) -> HttpResponse:
    """One new due for a directive; `?bureau=CODE` says at whose stations."""
    authorise(request.user, "board.view")
    seen = Directive.objects.visible_to(request.user).filter(reserved=False)
    row = get_object_or_404(seen.select_related("department"), pk=pk)
    now = timezone.now()
    found = judged(row, _conflicts(request, row), now=now)
    if request.method == "GET":
        return _page(request, row, found, SaidForm())
    form = SaidForm(request.POST)
    if found is None or request.POST.get("due") != found.due.isoformat():
        problem = _("The facts have changed. Look at it again, then decide.")
        return _page(request, row, found, form, problem)
    return _put_forward(request, row, found, form, now)


def _put_forward(
    request: SignedIn,
    row: Directive,
    found: Judged,
    form: SaidForm,
    now: dt.datetime,
) -> HttpResponse:
    try:
        thread = proposing.propose(
            by=request.user,
            conflict=found.settled[0],
            plan=found.plan,
            text=form.said,
            now=now,
        )
    except ValidationError as error:
        return _page(request, row, found, form, form.refuse(error))
    return redirect("coordination:proposal", pk=thread.pk)


def _conflicts(request: SignedIn, row: Directive) -> list[Conflict]:
    """Those without a plan in which the directive stands, of one bureau: there one
    office brokers and one leader decides. The worst first."""
    owed = Assignment.objects.live().filter(directive=row)
    places = owed.values("station")
    seen = Conflict.objects.visible_to(request.user).filter(
        state=Conflict.State.OPEN, kind=Conflict.Kind.DEADLINE, station__in=places
    )
    ids = {str(key) for key in owed.values_list("pk", flat=True)}
    rows = seen.select_related("station__bureau").most_serious_first()
    inside = [
        each for each in rows if ids & {str(m["assignment"]) for m in each.members}
    ]
    code = request.GET.get("bureau") or (
        inside[0].station.bureau.code if inside else ""
    )
    return [
        each
        for each in inside
        if each.station.bureau.code == code and may_propose(request.user, each)
    ]


def _page(
    request: SignedIn,
    row: Directive,
    found: Judged | None,
    form: SaidForm,
    problem: str = "",
) -> HttpResponse:
    context = {
        "directive": row,
        "found": found,
        "lines": _lines(found) if found else [],
        "hours": hours(found.units) if found else None,
        "stations": len(found.plan.stations) if found else 0,
        "form": form,
        "problem": problem,
        "board": reverse("coordination:board"),
    }
    status = 422 if problem else 200
    return render(request, "coordination/relief.html", context, status=status)


def _lines(found: Judged) -> list[dict[str, Any]]:
    """Each station: its own due now, short before and after, conflicts settled."""
    dues = {row.station_id: row.due for row in found.rows}
    codes = [each.station for each in found.plan.stations]
    lines = []
    for station in Station.objects.filter(code__in=codes).order_by("code"):
        balance = found.weighed.found[station.code]
        here = [row for row in found.settled if row.station_id == station.pk]
        lines.append(
            {
                "station": station,
                "due": dues.get(station.pk),
                "before": hours(balance.before.deficit or 0),
                "after": hours(balance.after.deficit or 0),
                "conflicts": here,
            }
        )
    return lines
