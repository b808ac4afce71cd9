"""A station's plan of the year: the table, its items, and what was done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.forms.plan import ItemForm, WeekForm
from coordination.ledger.telling_year import said
from coordination.ledger.year import read_year
from coordination.models import OwedTime
from coordination.views.attempts import Refusal, attempt
from coordination.views.ledger import load_station
from coordination.views.undone import of_item
from desk.reasons import ReasonForm
from organization.http import SignedIn, whole_number
from organization.models import Station, User
from organization.permissions import authorise, may
from tasking import undoing
from tasking.models import PlanHours, StationPlan
from tasking.planning import monday_of, weeks_in, weeks_of, year_of
from tasking.services import plans

DAY = dt.timedelta(days=1)
MOST_OWED = 20


def load_plan(user: User, pk: int, action: str) -> StationPlan:
    """Load and authorise: 404 outside one's reach, 403 without the right."""
    seen = StationPlan.objects.visible_to(user).select_related("station__bureau")
    plan: StationPlan = get_object_or_404(seen, pk=pk)
    authorise(user, action, plan.station)
    return plan


@login_required
@require_GET
def station_plan(request: SignedIn, code: str) -> HttpResponse:
    """The plan of this year, or of the `?year=` asked for."""
    station = load_station(request.user, code)
    return _page(request, station, _asked_year(request))


@login_required
@require_POST
def begin_plan(request: SignedIn, code: str) -> HttpResponse:
    """An empty plan, or last year's."""
    station = load_station(request.user, code)
    authorise(request.user, "plan.edit", station)
    year = _asked_year(request)

    def act() -> object:
        return plans.begin_plan(
            by=request.user,
            station=station,
            year=year,
            now=timezone.now(),
            copy=request.POST.get("copy") == "1",
        )

    try:
        attempt(act)
    except Refusal as refusal:
        return _page(request, station, year, problem=refusal.problem)
    return _back(station, year)


@login_required
@require_POST
def add_item(request: SignedIn, pk: int) -> HttpResponse:
    """One more item."""
    plan = load_plan(request.user, pk, "plan.edit")
    form = ItemForm(plan.year, data=request.POST)
    try:
        made = attempt(
            lambda: plans.add_item(by=request.user, plan=plan, said=form.said), form
        )
    except Refusal as refusal:
        return _page(
            request, plan.station, plan.year, new=form, problem=refusal.problem
        )
    text = _("In the plan: %(title)s.") % {"title": made.title}
    of_item(request, undoing.ITEM_ADDED, made, text)
    return _back(plan.station, plan.year)


@login_required
@require_POST
def plan_force(request: SignedIn, pk: int) -> HttpResponse:
    """Let it count, or let it count no more."""
    plan = load_plan(request.user, pk, "plan.edit")
    form = ReasonForm(request.POST)
    begins = request.POST.get("act") != "out"

    def act() -> object:
        by, seen = request.user, form.version_seen
        if begins:
            now = timezone.now()
            return plans.put_in_force(by=by, plan=plan, now=now, version=seen)
        return plans.take_out_of_force(by=by, plan=plan, version=seen)

    try:
        attempt(act, form)
    except Refusal as refusal:
        return _page(request, plan.station, plan.year, problem=refusal.problem)
    text = _("In force: its foundation work counts as planned standing hours.")
    messages.success(request, text if begins else _("The plan counts no more."))
    return _back(plan.station, plan.year)


@login_required
@require_POST
def plan_hours(request: SignedIn, pk: int) -> HttpResponse:
    """What was done in a week, all items at once."""
    plan = load_plan(request.user, pk, "plan.actual")
    form = _week_form(plan, request.POST)

    def act() -> int:
        return plans.enter_week(
            by=request.user,
            plan=plan,
            monday=form.week,
            done=form.done,
            now=timezone.now(),
            version=form.version_seen,
        )

    try:
        attempt(act, form)
    except Refusal as refusal:
        typed = form if form.errors else None  # stale: what is there instead
        return _page(
            request, plan.station, plan.year, week=typed, problem=refusal.problem
        )
    messages.success(request, _("The hours of the week are kept."))
    return _back(plan.station, plan.year, form.week)


def _page(
    request: SignedIn,
    station: Station,
    year: int,
    *,
    new: ItemForm | None = None,
    week: WeekForm | None = None,
    problem: str = "",
) -> HttpResponse:
    """The table first, then the forms of whoever may use them."""
    user, now = request.user, timezone.now()
    plan = StationPlan.objects.filter(station=station, year=year).first()
    may_edit = may(user, "plan.edit", station)
    owed = OwedTime.objects.open().filter(station=station).visible_to(user)
    context: dict[str, Any] = {
        "station": station,
        "year": year,
        "this_year": year_of(timezone.localdate(now)),
        "plan": plan,
        "may_edit": may_edit,
        "problem": problem,
        "owed": owed.select_related(
            "assignment__directive", "assignment__department"
        ).order_by("due_on", "pk")[:MOST_OWED],
        "today": timezone.localdate(now),
    }
    if plan is None:
        before = StationPlan.objects.filter(station=station, year=year - 1)
        context["to_copy"] = may_edit and before.filter(items__isnull=False).exists()
        context |= {"fine": _("No plan for %(year)s yet") % {"year": year}}
    else:
        plan.station = station
        found = read_year(plan, now)
        context |= {"found": found, **said(found)}
        context["new"] = (new or ItemForm(year)) if may_edit else None
        if may(user, "plan.actual", station) and year <= year_of(timezone.localdate()):
            context["week"] = week or _week_form(plan, asked=_week_asked(request))
    failed = problem or any(form and form.errors for form in (new, week))
    return render(
        request, "coordination/plan/year.html", context, status=422 if failed else 200
    )


def _week_form(
    plan: StationPlan, data: Any = None, asked: str | None = None
) -> WeekForm:
    """Of the week asked for or posted; else of the last that is over."""
    monday = _day(asked if data is None else data.get("monday"))
    whole = weeks_of(plan.year)
    if monday is None:
        last = monday_of(timezone.localdate()) - 7 * DAY
        monday = min(max(last, whole[0]), whole[-1])
    monday = monday_of(monday)
    items = [i for i in plan.items.all() if monday in weeks_in(i.first, i.last)]
    known = PlanHours.objects.filter(item__in=items, monday=monday)
    return WeekForm(items, monday, dict(known.values_list("item", "units")), data)


def _week_asked(request: SignedIn) -> str | None:
    return request.GET.get("week") or request.POST.get("monday")


def _asked_year(request: SignedIn) -> int:
    """This year where nothing or nonsense is asked for."""
    text = (request.POST if request.method == "POST" else request.GET).get("year", "")
    this = year_of(timezone.localdate())
    asked = whole_number(text) or this
    return asked if 2000 <= asked <= 2100 else this


def _day(text: str | None) -> dt.date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def _back(station: Station, year: int, week: dt.date | None = None) -> HttpResponse:
    url = reverse("coordination:station_plan", args=[station.code])
    return redirect(f"{url}?year={year}{f'&week={week}#week' if week else ''}")
