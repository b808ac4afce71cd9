"""Inspections that could be one visit: per station, and each pair by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.forms.visits import OneVisitForm, ReachForm
from coordination.models import DuplicatePair, JointVisits
from coordination.models.visits import USUAL_DAYS
from coordination.services import holding_pairs, joining, offering_join, visits
from coordination.services.offering_join import are_visits
from coordination.slot_shown import Line
from coordination.views.attempts import Refusal, attempt
from coordination.views.duplicate_rows import may_join, may_open
from coordination.views.duplicates import load_own, load_pair
from coordination.visits import ahead, by_station, times_for_both
from organization.http import SignedIn
from organization.models import Bureau, User
from organization.permissions import authorise, may
from tasking.models import Directive

ROWS = 25
DUPLICATES = "coordination:duplicates"
FOLDER = "coordination/visits"


@dataclass(frozen=True)
class Way:
    """One of the two stays and serves both; its department agrees to what it lacks."""

    kept: Directive
    folded: Directive
    lacking: tuple[str, ...]
    alone: int
    times: list[Line]
    form: OneVisitForm


@login_required
@require_GET
def joint_visits(request: SignedIn) -> HttpResponse:
    """Station by station, what lies ahead."""
    authorise(request.user, "joint.list")
    return _list(request)


@login_required
@require_http_methods(["GET", "POST"])
def visit(request: SignedIn, pk: int) -> HttpResponse:
    """Two inspections side by side, and a proposal in one click."""
    if request.method == "GET":
        pair = load_pair(request.user, pk)
        return _pair(request, pair) if are_visits(pair) else redirect(DUPLICATES)
    pair = load_own(request.user, pk)
    form = OneVisitForm(request.POST)
    try:
        told = attempt(lambda: _propose(request.user, pair, form), form)
    except Refusal as refusal:
        return _pair(request, pair, form=form, problem=refusal.problem, status=422)
    messages.success(request, told)
    return redirect(DUPLICATES)


@login_required
@require_POST
def suggest_visit(request: SignedIn, pk: int) -> HttpResponse:
    """The office asks both departments."""
    pair = load_pair(request.user, pk)
    authorise(request.user, "joint.suggest", pair.bureau)
    try:
        told = attempt(lambda: visits.suggest(by=request.user, pair=pair))
    except Refusal as refusal:
        return _pair(request, pair, problem=refusal.problem, status=422)
    text = _("Both departments have been asked already.")
    if told:
        text = _("Asked. Both departments read it in their inbox.")
    messages.success(request, text)
    return redirect("coordination:visit", pk=pair.pk)


@login_required
@require_POST
def set_reach(request: SignedIn, code: str) -> HttpResponse:
    """How near each other inspections must be."""
    seen = Bureau.objects.visible_to(request.user)
    bureau: Bureau = get_object_or_404(seen, code=code)
    authorise(request.user, "joint.configure", bureau)
    form = ReachForm(request.POST)
    try:
        attempt(lambda: _reach(request.user, bureau, form), form)
    except Refusal as refusal:
        return _list(request, reach=form, problem=refusal.problem, status=422)
    messages.success(request, _("Saved; in force from now on."))
    return redirect("coordination:joint_visits")


def _reach(user: User, bureau: Bureau, form: ReachForm) -> JointVisits:
    return visits.set_reach(
        by=user,
        bureau=bureau,
        days=form.cleaned_data["days"],
        version=form.version_seen or 0,
        now=timezone.now(),
    )


def _propose(user: User, pair: DuplicatePair, form: OneVisitForm) -> str:
    """Joined at once where the other asks for all of it at its own time."""
    got, now = form.cleaned_data, timezone.now()
    given: dict[str, Any] = {"by": user, "pair": pair, "kept": got["kept"], "now": now}
    kept, folded = holding_pairs.sides(pair, got["kept"])
    start, far = got["start"], got["elsewhere"]
    if not (start or far or joining.lacking(kept, folded)):
        party = joining.join(**given, reason=form.reason_given)
        text = ngettext(
            "One visit for both at %(n)s station.",
            "One visit for both at %(n)s stations.",
            len(party.stations),
        )
        return text % {"n": len(party.stations)}
    more: dict[str, Any] = {"elsewhere": far, "units": None, "start": start}
    offering_join.offer(**given, **more, note=form.reason_given)
    told = {"department": holding_pairs.department_of(kept).label}
    return _("Offered. %(department)s has been asked.") % told


def _list(
    request: SignedIn,
    *,
    reach: ReachForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    user, now = request.user, timezone.now()
    rows = ahead(user, now)
    stations = rows.order_by("station__code").values_list("station", flat=True)
    page = Paginator(stations.distinct(), ROWS).get_page(request.GET.get("page"))
    bureau = _own_bureau(user)
    kept = JointVisits.objects.filter(bureau=bureau).first()
    days = kept.days if kept else USUAL_DAYS
    start = {"days": days, "version": kept.version if kept else 0}
    count, places = rows.values("pair").distinct().count(), page.paginator.count
    context = {
        "fine": _answer(count, places),
        "page": page,
        "places": by_station(rows, page.object_list),
        "bureau": bureau,
        "days": days,
        "problem": problem,
        "reach": reach or ReachForm(initial=start),
        "may_set": bureau is not None and may(user, "joint.configure", bureau),
    }
    return render(request, f"{FOLDER}/list.html", context, status=status)


def _answer(count: int, places: int) -> str:
    if not count:
        return _("No two inspections ahead could be one")
    text = ngettext(
        "%(n)s pair of inspections could be one visit, at %(places)s stations",
        "%(n)s pairs of inspections could be one visit each, at %(places)s stations",
        count,
    )
    return text % {"n": count, "places": places}


def _own_bureau(user: User) -> Bureau | None:
    """The bureau of the first post at headquarters one holds."""
    units = [row.unit for row in user.scope.memberships]
    homes = [one if isinstance(one, Bureau) else one.bureau for one in units]
    return homes[0] if homes else None


def _pair(
    request: SignedIn,
    pair: DuplicatePair,
    *,
    form: OneVisitForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    user, offer = request.user, pair.offers.open().first()
    kept = form["kept"].value() if form else None
    ways = [
        _way(one, two, form if form and str(one.pk) == str(kept) else None)
        for one, two in (pair.both, pair.both[::-1])
        if offer is None and pair.is_open and may_join(user, two.department)
    ]
    context = {
        "pair": pair,
        "opens": may_open(user, [pair]),
        "offer": offer,
        "ways": ways,
        "stations": pair.stations.select_related("station").order_by("station__code"),
        "problem": problem,
        "may_suggest": pair.is_open
        and offer is None
        and may(user, "joint.suggest", pair.bureau),
    }
    return render(request, f"{FOLDER}/one.html", context, status=status)


def _way(kept: Directive, folded: Directive, form: OneVisitForm | None) -> Way:
    start = {"kept": kept.pk}
    return Way(
        kept,
        folded,
        tuple(joining.lacking(kept, folded)),
        len(offering_join.alone(kept, folded)),
        times_for_both(kept, folded, now=timezone.now()),
        form or OneVisitForm(initial=start, auto_id=f"visit-{kept.pk}-%s"),
    )
