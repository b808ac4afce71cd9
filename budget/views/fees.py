"""Fees and fines paid in beside the funding of a year; split rules on record."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from budget.fees import read_fees, together
from budget.forms.fees import FeesForm, RuleForm, ViewForm
from budget.models import FeeIncome, RuleView, SplitRule
from budget.services.fees import enter_fees, record_rule, say_view
from budget.views.loading import LOOK, load_bureau, load_station, year_asked
from budget.year import stations_of
from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.models import Bureau, Station, User
from organization.permissions import may

ROWS = 200


@login_required
@require_http_methods(["GET", "POST"])
def fees(request: SignedIn, code: str) -> HttpResponse:
    """Of a bureau's stations; a split rule is recorded here."""
    user, posted = request.user, request.method == "POST"
    bureau = load_bureau(user, code, "money.fees" if posted else LOOK)
    form, problem = RuleForm(request.POST or None), ""
    if posted:
        try:
            attempt(
                lambda: record_rule(
                    by=user, bureau=bureau, decision=form.terms, now=timezone.now()
                ),
                form,
            )
            return redirect("budget:fees", code=code)
        except Refusal as refusal:
            problem = refusal.problem
    year = year_asked(request)
    stations = stations_of(bureau, year)
    found = read_fees(stations, year)
    context = {
        "bureau": bureau,
        "year": year,
        "rows": [(one, found[one.pk]) for one in stations],
        "all": together(found),
        "kinds": FeeIncome.Kind.choices,
        "rules": [(rule, None) for rule in _rules(user, bureau)],
        "form": form if may(user, "money.fees", bureau) else None,
        "problem": problem,
    }
    return render(request, "budget/fees.html", context, status=422 if posted else 200)


@login_required
@require_http_methods(["GET", "POST"])
def station_fees(request: SignedIn, code: str) -> HttpResponse:
    """Month by month; entered by who keeps the bureau's money."""
    user, posted = request.user, request.method == "POST"
    station = load_station(user, code, "money.fees" if posted else "")
    start = {"year": year_asked(request), "month": timezone.localdate().month}
    form, problem = FeesForm(request.POST or None, initial=start), ""
    if posted:
        try:
            made = attempt(
                lambda: enter_fees(
                    by=user, station=station, month=form.terms, now=timezone.now()
                ),
                form,
            )
            return redirect(f"{request.path}?year={made.year}")
        except Refusal as refusal:
            problem = refusal.problem
    return _station_page(request, station, form=form, problem=problem)


@login_required
@require_POST
def rule_view(request: SignedIn, code: str, pk: int) -> HttpResponse:
    """The station's word on a rule."""
    user = request.user
    station = load_station(user, code, "money.comment")
    rows = SplitRule.objects.visible_to(user).select_related("bureau")
    rule = get_object_or_404(rows, pk=pk)
    form = ViewForm(request.POST, auto_id=f"rule{pk}-%s")
    try:
        attempt(
            lambda: say_view(
                by=user,
                rule=rule,
                station=station,
                text=form.cleaned_data["text"],
                now=timezone.now(),
            ),
            form,
        )
    except Refusal as refusal:
        said = (pk, form)
        return _station_page(request, station, said=said, problem=refusal.problem)
    return redirect("budget:station_fees", code=code)


def _station_page(
    request: SignedIn,
    station: Station,
    form: FeesForm | None = None,
    said: tuple[int, ViewForm] | None = None,
    problem: str = "",
) -> HttpResponse:
    user, year = request.user, year_asked(request)
    found = FeeIncome.objects.visible_to(user).filter(station=station, year=year)
    rows = found.counting().select_related("entered_by").order_by("month", "kind")
    start = {"year": year, "month": timezone.localdate().month}
    speaks = may(user, "money.comment", station)
    context = {
        "station": station,
        "year": year,
        "rows": rows,
        "all": read_fees([station], year)[station.pk],
        "rules": [
            (rule, _view_form(rule.pk, said) if speaks else None)
            for rule in _rules(user, station.bureau, station)
        ],
        "overseen": may(user, LOOK, station.bureau),
        "form": (form or FeesForm(initial=start))
        if may(user, "money.fees", station)
        else None,
        "back": reverse("budget:station", args=[station.code]),
        "problem": problem,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "budget/station_fees.html", context, status=status)


def _view_form(pk: int, said: tuple[int, ViewForm] | None) -> ViewForm:
    """An empty one, or the one that was refused."""
    if said is not None and said[0] == pk:
        return said[1]
    return ViewForm(auto_id=f"rule{pk}-%s")


def _rules(
    user: User, bureau: Bureau, station: Station | None = None
) -> QuerySet[SplitRule]:
    """Of the bureau and those above it, with the views one may read."""
    ids = [int(part) for part in bureau.path.strip("/").split("/")]
    views = RuleView.objects.visible_to(user).select_related("station", "said_by")
    if station is not None:
        views = views.filter(station=station)
    rows = SplitRule.objects.visible_to(user).filter(bureau__in=ids)
    shown = rows.select_related("bureau", "entered_by")
    return shown.prefetch_related(Prefetch("views", queryset=views))[:ROWS]
