"""Who acts for the chief of a station while he is away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.forms.acting import DeputyForm
from coordination.services import deputising
from coordination.views.ledger import load_station
from desk.sure import unsure
from organization.http import SignedIn
from organization.models import Membership, Role, Station, User
from organization.permissions import POLICY, authorise
from organization.templatetags.formats import full_day
from personnel.models import Leave

KEPT = 20  # past ones that are shown


@login_required
@require_http_methods(["GET", "POST"])
def acting(request: SignedIn, code: str) -> HttpResponse:
    """Who acts now and who will; the chief himself names somebody."""
    station = load_station(request.user, code)
    if request.method == "GET":
        return _page(request, station)
    authorise(request.user, "acting.name", station)
    if not heads(request.user, station):
        raise PermissionDenied(str(POLICY["acting.name"].title))
    form = DeputyForm(station, request.POST)
    try:
        made = deputising.name_deputy(
            by=request.user, station=station, today=timezone.localdate(), **form.said
        )
    except ValidationError as error:
        return _page(request, station, form, form.refuse(error))
    text = _("%(name)s acts for you from %(day)s on.")
    said = {"name": made.user.name, "day": full_day(made.during.lower)}
    messages.success(request, text % said)
    return redirect("coordination:acting", code=station.code)


@login_required
@require_POST
def end_acting(request: SignedIn, pk: int) -> HttpResponse:
    """The one who named him ends it early."""
    found = Membership.objects.filter(pk=pk, acting_for__isnull=False)
    row = found.select_related("station", "user").first()
    if row is None or row.station is None:
        raise Http404
    station = load_station(request.user, row.station.code)
    authorise(request.user, "acting.name", station)
    if row.acting_for_id != request.user.pk:
        raise PermissionDenied(str(POLICY["acting.name"].title))
    if asked := unsure(
        request,
        _("End it today?"),
        _(
            "From now on the rights are gone; to give them again somebody has to be"
            " named anew."
        ),
        _("End it"),
        reverse("coordination:acting", args=[station.code]),
    ):
        return asked
    try:
        deputising.end_acting(
            by=request.user, membership=row, today=timezone.localdate()
        )
    except ValidationError as error:
        return _page(request, station, problem=" ".join(error.messages))
    text = _("%(name)s does not act for you any more.")
    messages.success(request, text % {"name": row.user.name})
    return redirect("coordination:acting", code=station.code)


def heads(user: User, station: Station) -> bool:
    """Does he hold the post itself, and not only act for somebody?"""
    return any(
        row.role == Role.STATION_CHIEF
        and row.station_id == station.pk
        and not row.acting
        for row in user.scope.memberships
    )


def _page(
    request: SignedIn,
    station: Station,
    form: DeputyForm | None = None,
    problem: str = "",
) -> HttpResponse:
    today = timezone.localdate()
    mine = heads(request.user, station)
    rows = Membership.objects.filter(station=station, acting_for__isnull=False)
    rows = rows.select_related("user", "acting_for").order_by("-during", "-pk")
    if mine and form is None:
        form = DeputyForm(station, **_days(request.GET))
    shown = [_row(row, today, request.user) for row in rows[:KEPT]]
    context = {
        "station": station,
        "rows": shown,
        "now": [row for row in shown if row["when"] == "now"],
        "form": form if mine else None,
        "leaves": _leaves(request.user, today) if mine else [],
        "problem": problem,
        "today": today,
    }
    status = 422 if problem or (form and form.is_bound) else 200
    return render(request, "coordination/acting.html", context, status=status)


def _row(row: Membership, today: dt.date, user: User) -> dict[str, Any]:
    first, after = row.during.lower, row.during.upper
    over = after is not None and after <= today
    return {
        "row": row,
        "first": first,
        "last": after and after - dt.timedelta(days=1),
        "when": "over" if over else "now" if first <= today else "ahead",
        "may_end": not over and row.acting_for_id == user.pk,
    }


def _days(given: Any) -> dict[str, str]:
    """Days offered in the address, as the list of leave links them."""
    return {name: given[name][:10] for name in ("start", "last") if name in given}


def _leaves(user: User, today: dt.date) -> list[dict[str, Any]]:
    """One's own leave that is not over, to take its days with one click."""
    rows = Leave.objects.filter(officer__user=user, during__endswith__gt=today)
    return [
        {
            "label": row.get_kind_display(),
            "first": max(row.during.lower, today),
            "last": row.during.upper - dt.timedelta(days=1),
        }
        for row in rows.order_by("during")[:5]
    ]
