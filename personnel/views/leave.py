"""Leave: what is asked for, a new wish, one request with everything said about it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from desk.lists import kind_asked, taken_out
from organization.http import SignedIn
from organization.models import Membership, Station, User
from organization.permissions import POLICY, may_somewhere
from personnel import lists
from personnel.entitlement import balance
from personnel.forms.leave import ApproveForm, DecisionForm, LeaveForm, ShortenForm
from personnel.hindrances import heads, of_request
from personnel.models import LeaveRequest, Officer, Posting
from personnel.services import asking_leave
from personnel.services.deciding_leave import may_decide
from personnel.views.doing import form_page

ROWS = 50
SEEING = ("leave.ask", "personnel.view")
DECIDING = ("leave.decide", "leave.decide_below")


def load_leave(user: User, pk: int) -> LeaveRequest:
    """One the user may see; 404 otherwise."""
    rows = LeaveRequest.objects.visible_to(user).with_parts()
    named = ("asked_by", "decided_by", "leave")
    row: LeaveRequest = get_object_or_404(rows.select_related(*named), pk=pk)
    return row


@login_required
@require_GET
def leave_requests(request: SignedIn) -> HttpResponseBase:
    """Those to be decided first."""
    user = request.user
    if not any(may_somewhere(user, action) for action in SEEING):
        raise PermissionDenied(str(POLICY["leave.ask"].title))
    rows = LeaveRequest.objects.visible_to(user).with_parts()
    if taking := kind_asked(request):
        found = lists.leave_requests(rows.waiting_first())
        return taken_out(request, taking, found)
    decides = any(may_somewhere(user, action) for action in DECIDING)
    waiting = (
        LeaveRequest.objects.waiting_for(user)
        if decides
        else rows.filter(state=LeaveRequest.State.ASKED)
    )
    page = Paginator(rows.waiting_first(), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "decides": decides,
        "waiting": waiting.count(),
        "may_ask": may_somewhere(user, "leave.ask"),
    }
    return render(request, "personnel/leave_requests.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def ask_leave(request: SignedIn) -> HttpResponse:
    """For oneself; a chief also for those of his station."""
    user = request.user
    if not may_somewhere(user, "leave.ask"):
        raise PermissionDenied(str(POLICY["leave.ask"].title))
    officers = _askable(user)
    form = LeaveForm(officers, request.POST or None)
    own = officers[0] if officers and officers[0].user_id == user.pk else None
    known = balance(own, timezone.localdate()) if own else None

    def done(made: LeaveRequest) -> HttpResponse:
        return redirect("personnel:leave_request", pk=made.pk)

    page, act = "personnel/ask_leave.html", partial(_asked, user, form)
    return form_page(request, page, form, act, done, balance=known)


def _askable(user: User) -> list[Officer]:
    """Oneself first, then for a chief whoever is posted at his station."""
    chiefs = user.scope.stations_as(*POLICY["leave.edit_own"].roles)
    today = timezone.localdate()
    here = Posting.objects.filter(station__in=chiefs, during__endswith=None)
    here |= Posting.objects.filter(station__in=chiefs, during__endswith__gt=today)
    rows = Officer.objects.filter(pk__in=here.values("officer"))
    rows |= Officer.objects.filter(user=user)
    found = list(rows.distinct().order_by("pinyin", "pk"))
    return sorted(found, key=lambda officer: officer.user_id != user.pk)


def _asked(user: User, form: LeaveForm) -> LeaveRequest:
    return asking_leave.ask_leave(
        by=user,
        officer=form.who,
        kind=form.cleaned_data["kind"],
        during=form.during,
        reason=form.reason_given,
        now=timezone.now(),
    )


@login_required
@require_GET
def leave_request(request: SignedIn, pk: int) -> HttpResponse:
    """What is asked, what it does, what was decided."""
    return leave_page(request, load_leave(request.user, pk))


def leave_page(
    request: SignedIn, row: LeaveRequest, problem: str = "", **forms: Any
) -> HttpResponse:
    """`forms` are those that could not be used: `approve`, `refuse`, `shorten`."""
    user = request.user
    decides, seen = may_decide(user, row), {"version": row.version}
    headed = _headed(row) if row.to_leader else None
    shown = row.shown_to(user) if row.is_open else []
    running = (
        row.state == LeaveRequest.State.APPROVED
        and row.leave is not None
        and row.leave.during.upper > timezone.localdate()
    )
    context = {
        "row": row,
        "balance": balance(row.officer, row.first),
        "named": of_request(row, shown),
        "shown": shown,
        "steps": row.steps.select_related("by"),
        "decides": decides and row.is_open,
        "takes_back": row.is_open and asking_leave.may_take_back(user, row),
        "shortens": decides and running,
        "headed": headed,
        "deputies": _deputies(row, headed) if headed else [],
        "names_deputy": row.officer.user_id == user.pk,
        "approve": ApproveForm(initial=seen, auto_id="approve-%s"),
        "refuse": DecisionForm(initial=seen, auto_id="refuse-%s"),
        "shorten": ShortenForm(initial=seen, auto_id="shorten-%s"),
        "problem": problem,
        **forms,
    }
    status = 422 if problem or forms else 200
    return render(request, "personnel/leave_request.html", context, status=status)


def _headed(row: LeaveRequest) -> Station | None:
    """The station he heads meanwhile: there somebody has to act for him."""
    for part in row.at_stations:
        if part.station and heads(row.officer, part.station, part.during):
            return part.station
    return None


def _deputies(row: LeaveRequest, station: Station) -> list[str]:
    """Who acts for the officer at the station on some of the days."""
    rows = Membership.objects.filter(
        acting_for=row.officer.user_id, station=station, during__overlap=row.during
    )
    return list(rows.order_by("during").values_list("user__name", flat=True))
