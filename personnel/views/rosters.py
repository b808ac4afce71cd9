"""A station's roster by week, and its officers' hours by month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from desk.reasons import ReasonForm, Refusal, attempt
from organization.http import SignedIn
from organization.models import Station, User
from organization.permissions import POLICY, authorise, may
from personnel.forms.rosters import EndRosterForm, RosterForm
from personnel.models import Officer, RosterLine
from personnel.roster import month, share_of, week
from personnel.services import rosters
from personnel.views.loading import day_asked

DAY = dt.timedelta(days=1)
WEEK = 7 * DAY
SEEING = ("roster.view", "personnel.view")


def load_station(user: User, code: str) -> Station:
    """One whose roster one may see; 404 for one that is not seen at all."""
    rows = Station.objects.visible_to(user).select_related("bureau")
    found: Station = get_object_or_404(rows, code=code)
    if not any(may(user, action, found) for action in SEEING):
        raise PermissionDenied(str(POLICY["roster.view"].title))
    return found


@login_required
@require_GET
def roster(request: SignedIn, code: str) -> HttpResponse:
    """Who is on duty, on stand-by, free or away on each day of a week."""
    return roster_page(request, load_station(request.user, code))


def roster_page(
    request: SignedIn, station: Station, problem: str = "", **forms: ReasonForm
) -> HttpResponse:
    """`forms` are those that could not be used: `form`, `end`."""
    day = day_asked(request.GET.get("week"))
    monday = day - dt.timedelta(days=day.weekday())
    may_edit = may(request.user, "roster.edit", station)
    found = week(station, monday)
    context: dict[str, Any] = {
        "station": station,
        "week": found,
        "monday": monday,
        "before": monday - WEEK,
        "after": monday + WEEK,
        "today": timezone.localdate(),
        "problem": problem,
        "share": share_of(station, max(monday, timezone.localdate())),
        "may_adopt": may(request.user, "regime.edit", station),
    }
    if may_edit:
        context["form"] = RosterForm([row.officer for row in found.rows])
        context["end"] = EndRosterForm(_lines(station))
    status = 422 if problem or forms else 200
    return render(request, "personnel/roster.html", context | forms, status=status)


def _lines(station: Station) -> list[RosterLine]:
    """Those that are not over."""
    rows = RosterLine.objects.filter(station=station).select_related("officer")
    today = timezone.localdate()
    still = rows.filter(during__endswith=None) | rows.filter(during__endswith__gt=today)
    return list(still.order_by("officer__pinyin", "pk"))


@login_required
@require_POST
def set_roster(request: SignedIn, code: str) -> HttpResponse:
    """Some officers work by a pattern from a day on."""
    station = load_station(request.user, code)
    authorise(request.user, "roster.edit", station)
    form = RosterForm(_posted(station), request.POST)

    def act() -> list[RosterLine]:
        return rosters.set_roster(
            by=request.user,
            station=station,
            officers=form.chosen,
            pattern=form.cleaned_data["pattern"],
            together=form.cleaned_data["together"],
            during=form.during,
        )

    try:
        attempt(act, form)
    except Refusal as refusal:
        return roster_page(request, station, refusal.problem, form=form)
    return redirect("personnel:roster", code=code)


@login_required
@require_POST
def end_roster(request: SignedIn, code: str) -> HttpResponse:
    """Somebody works by it no more."""
    station = load_station(request.user, code)
    authorise(request.user, "roster.edit", station)
    form = EndRosterForm(_lines(station), request.POST)
    try:
        attempt(
            lambda: rosters.end_roster(by=request.user, line=form.row, on=form.day),
            form,
        )
    except Refusal as refusal:
        return roster_page(request, station, refusal.problem, end=form)
    return redirect("personnel:roster", code=code)


@login_required
@require_POST
def adopt_share(request: SignedIn, code: str) -> HttpResponse:
    """The station's capacity counts with what its rosters give, from today on."""
    station = load_station(request.user, code)
    authorise(request.user, "regime.edit", station)
    form = ReasonForm(request.POST)

    def act() -> object:
        today = timezone.localdate()
        return rosters.adopt_share(by=request.user, station=station, on=today)

    try:
        attempt(act, form)
    except Refusal as refusal:
        return roster_page(request, station, refusal.problem)
    return redirect("personnel:roster", code=code)


def _posted(station: Station) -> list[Officer]:
    rows = Officer.objects.filter(postings__station=station).distinct()
    return list(rows.order_by("pinyin", "pk"))


@login_required
@require_GET
def hours(request: SignedIn, code: str) -> HttpResponse:
    """What each has worked by roster in a month, and what is to be given back."""
    station = load_station(request.user, code)
    first = day_asked(request.GET.get("month")).replace(day=1)
    context = {
        "station": station,
        "rows": month(station, first),
        "first": first,
        "before": (first - DAY).replace(day=1),
        "after": (first + 32 * DAY).replace(day=1),
        "limit": settings.OVERTIME_LIMIT,
    }
    return render(request, "personnel/hours.html", context)
