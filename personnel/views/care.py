"""Visits: the list, one that is owed, paying it; what happened to whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import Bureau, User
from organization.permissions import POLICY, may, may_somewhere
from personnel.forms.care import EventForm, PaidForm
from personnel.models import DueVisit, Occasion
from personnel.services import care
from personnel.views.doing import Shown, form_page

ROWS = 50
RAISE = ("visit.raise_own", "visit.oversee")
NAMED = ("officer", "occasion", "station__bureau", "department__bureau", "closed_by")


def load_visit(user: User, pk: int) -> DueVisit:
    """One the user may see; 404 otherwise."""
    rows = DueVisit.objects.visible_to(user).select_related(*NAMED, "raised_by")
    row: DueVisit = get_object_or_404(rows, pk=pk)
    return row


@login_required
@require_GET
def visits(request: SignedIn) -> HttpResponse:
    """Those that are owed first by their due; or those that are settled."""
    user, now = request.user, timezone.now()
    settled = request.GET.get("show") == "settled"
    seen = DueVisit.objects.visible_to(user)
    rows = seen.exclude(state="due") if settled else seen.waiting()
    rows = rows.order_by("-closed_at" if settled else "due", "pk")
    page = Paginator(rows.select_related(*NAMED), ROWS).get_page(
        request.GET.get("page")
    )
    mine = DueVisit.objects.to_pay_by(user)
    context = {
        "page": page,
        "overdue": {row.pk for row in page if row.late(now)},
        "settled": settled,
        "query": "show=settled&" if settled else "",
        "mine": mine.count(),
        "late": mine.filter(due__lte=now).count(),
        "may_raise": any(may_somewhere(user, action) for action in RAISE),
        "lists": _own_lists(user),
    }
    return render(request, "personnel/visits.html", context)


def _own_lists(user: User) -> str:
    """The bureau whose list of occasions one keeps."""
    for row in user.scope.memberships:
        if row.role in POLICY["occasion.edit"].roles:
            unit = row.unit
            return unit.code if isinstance(unit, Bureau) else unit.bureau.code
    return ""


@login_required
@require_http_methods(["GET", "POST"])
def new_visit(request: SignedIn) -> HttpResponse:
    """Something happened to an officer."""
    user = request.user
    bureau = _bureau(user)
    occasions = Occasion.objects.in_force_for(bureau)
    form = EventForm(user, occasions, request.POST or None)

    def act() -> DueVisit:
        return care.raise_visit(by=user, event=form.event, now=timezone.now())

    def done(_made: DueVisit) -> HttpResponse:
        messages.success(request, _("Entered; whoever is to visit has been told."))
        return redirect("personnel:visits")

    page, listed = "personnel/new_visit.html", occasions.exists()
    return form_page(request, page, form, act, done, listed=listed)


def _bureau(user: User) -> Bureau:
    """The bureau for which one enters what happened; 403 without any."""
    for action in RAISE:
        for row in user.scope.memberships:
            if row.role in POLICY[action].roles:
                unit = row.unit
                return unit if isinstance(unit, Bureau) else unit.bureau
    raise PermissionDenied(str(POLICY[RAISE[0]].title))


@login_required
@require_GET
def visit(request: SignedIn, pk: int) -> HttpResponse:
    """Whole for those whom it concerns; for the officer that he was visited."""
    return _page(request, load_visit(request.user, pk))


@login_required
@require_POST
def pay_visit(request: SignedIn, pk: int) -> HttpResponse:
    """It took place."""
    row = load_visit(request.user, pk)
    care.authorise_paying(request.user, row)
    form = PaidForm(request.POST, auto_id="paid-%s")

    def act() -> DueVisit:
        return care.pay_visit(
            by=request.user,
            visit=row,
            visited_on=form.day,
            note=form.cleaned_data["note"],
            version=form.version_seen,
            now=timezone.now(),
        )

    return SHOWN.act(request, row, act, form, "paid")


@login_required
@require_POST
def drop_visit(request: SignedIn, pk: int) -> HttpResponse:
    """It is not needed."""
    row = load_visit(request.user, pk)
    _demand_drop(request.user, row)
    form = ReasonForm(request.POST, auto_id="drop-%s")

    def act() -> DueVisit:
        return care.drop_visit(
            by=request.user,
            visit=row,
            reason=form.reason_given,
            version=form.version_seen,
            now=timezone.now(),
        )

    return SHOWN.act(request, row, act, form, "drop")


def _may_drop(user: User, row: DueVisit) -> bool:
    whole = DueVisit.objects.full_for(user).filter(pk=row.pk).exists()
    return whole and any(may(user, action, row.unit) for action in RAISE)


def _demand_drop(user: User, row: DueVisit) -> None:
    if not _may_drop(user, row):
        raise PermissionDenied(str(POLICY[RAISE[0]].title))


def _page(
    request: SignedIn, row: DueVisit, problem: str = "", **forms: Any
) -> HttpResponse:
    user, waits = request.user, row.state == DueVisit.State.DUE
    version = {"version": row.version}
    paid = forms.get("paid") or PaidForm(initial=version, auto_id="paid-%s")
    drop = forms.get("drop") or ReasonForm(initial=version, auto_id="drop-%s")
    context = {
        "row": row,
        "whole": DueVisit.objects.full_for(user).filter(pk=row.pk).exists(),
        "late": row.late(timezone.now()),
        "paid": paid if waits and _may_pay(user, row) else None,
        "drop": drop if waits and _may_drop(user, row) else None,
        "problem": problem,
    }
    status = 422 if problem or forms else 200
    return render(request, "personnel/visit.html", context, status=status)


SHOWN = Shown(load_visit, _page, "personnel:visit")


def _may_pay(user: User, row: DueVisit) -> bool:
    try:
        care.authorise_paying(user, row)
    except PermissionDenied:
        return False
    return True
