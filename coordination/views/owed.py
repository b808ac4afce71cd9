"""Protected time that orders took: the register, and what becomes of each piece."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.forms.owed import MakeUpForm
from coordination.lists.daily import owed as listed
from coordination.models import OwedTime
from coordination.owed_sums import owing_of, total_of
from coordination.services import making_up
from coordination.views.attempts import Refusal, attempt
from coordination.views.home import own_station_code
from desk.lists import kind_asked, taken_out
from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise, may

ROWS = 50
BESIDE = (
    *("station__bureau", "assignment__directive", "assignment__department__bureau"),
    *("issued_by", "second"),
)


def load_owed(user: User, pk: int) -> OwedTime:
    """One the user may see; 404 otherwise."""
    seen = OwedTime.objects.visible_to(user).select_related(*BESIDE, "block")
    row: OwedTime = get_object_or_404(seen, pk=pk)
    return row


@login_required
@require_GET
def owed_time(request: SignedIn) -> HttpResponseBase:
    """Per department, then piece by piece: what is still owed first."""
    user, today = request.user, timezone.localdate()
    authorise(user, "owed.list")
    seen = OwedTime.objects.visible_to(user)
    show = request.GET.get("show", "owed")
    show = show if show in ("owed", "over") else "owed"
    rows = seen.open() if show == "owed" else seen.exclude(state="owed")
    order = ("due_on", "pk") if show == "owed" else ("-pk",)
    rows = rows.select_related(*BESIDE).order_by(*order)
    chips = [("owed", _("Still owed")), ("over", _("Over"))]
    if taking := kind_asked(request):
        return taken_out(request, taking, listed(rows, [dict(chips)[show]]))
    page = Paginator(rows, ROWS)
    sums = owing_of(seen, today)
    shown = page.get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": [(row, row.is_late(today)) for row in shown],
        "sums": sums,
        "total": total_of(sums),
        "show": show,
        "chips": chips,
        "own": own_station_code(user),
    }
    return render(request, "coordination/owed/list.html", context)


@login_required
@require_GET
def owed(request: SignedIn, pk: int) -> HttpResponse:
    """Which order took what, who signed, and what has been made up."""
    return _page(request, load_owed(request.user, pk))


@login_required
@require_POST
def make_up(request: SignedIn, pk: int) -> HttpResponse:
    """Other time is kept instead."""
    row = load_owed(request.user, pk)
    authorise(request.user, "plan.edit", row.station)
    form = MakeUpForm(request.POST)

    def act() -> object:
        return making_up.make_up(
            by=request.user,
            owed=row,
            now=timezone.now(),
            version=form.version_seen,
            **form.kept,
        )

    told = _("Protected. It counts when it is over and no order took it.")
    return _do(request, row, act, form, told, make=form)


@login_required
@require_POST
def let_go(request: SignedIn, pk: int) -> HttpResponse:
    """Not wanted back, with a reason."""
    row = load_owed(request.user, pk)
    authorise(request.user, "plan.edit", row.station)
    form = ReasonForm(request.POST, auto_id="let-%s")

    def act() -> object:
        return making_up.let_go(
            by=request.user,
            owed=row,
            reason=form.reason_given,
            now=timezone.now(),
            version=form.version_seen,
        )

    return _do(request, row, act, form, _("Let go; the reason is kept."), let=form)


def _do(
    request: SignedIn,
    row: OwedTime,
    act: Callable[[], object],
    form: ReasonForm,
    told: str,
    **forms: ReasonForm,
) -> HttpResponse:
    try:
        attempt(act, form)
    except Refusal as refusal:
        fresh = load_owed(request.user, row.pk)
        return _page(request, fresh, refusal.problem, status=422, **forms)
    messages.success(request, told)
    return redirect("coordination:owed", pk=row.pk)


def _page(
    request: SignedIn,
    row: OwedTime,
    problem: str = "",
    *,
    status: int = 200,
    make: ReasonForm | None = None,
    let: ReasonForm | None = None,
) -> HttpResponse:
    mine = row.is_open and may(request.user, "plan.edit", row.station)
    version = {"version": row.version}
    context: dict[str, Any] = {
        "row": row,
        "station": row.station,
        "late": row.is_late(timezone.localdate()),
        "entries": row.entries.select_related("by"),
        "make_ups": row.make_ups.select_related("block"),
        "may_see_order": may(request.user, "workload.view", row.station)
        or row.assignment.department_id in request.user.scope.departments,
        "problem": problem,
        "make": (make or MakeUpForm(version=row.version)) if mine else None,
        "let": (let or ReasonForm(initial=version, auto_id="let-%s")) if mine else None,
    }
    return render(request, "coordination/owed/owed.html", context, status=status)
