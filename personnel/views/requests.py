"""What chiefs ask for: the list, a new request, the answer."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.lists import kind_asked, taken_out
from organization.http import SignedIn
from organization.models import Station, User
from organization.permissions import POLICY, authorise, may
from organization.wall import lifted
from personnel import lists
from personnel.forms.orders import RequestAnswerForm, RequestForm
from personnel.models import PostingOrder, StaffingRequest
from personnel.services import requesting
from personnel.views.doing import Shown, form_page
from personnel.views.loading import demand_look, load_unit

ROWS = 50


def load_request(user: User, pk: int) -> StaffingRequest:
    """One the user may see; 404 otherwise."""
    rows = StaffingRequest.objects.visible_to(user)
    named = ("station__bureau", "officer", "asked_by", "answered_by")
    row: StaffingRequest = get_object_or_404(rows.select_related(*named), pk=pk)
    return row


@login_required
@require_GET
def requests(request: SignedIn) -> HttpResponseBase:
    """Those to be answered first."""
    user = request.user
    demand_look(user)
    rows = StaffingRequest.objects.visible_to(user).select_related("station", "officer")
    if taking := kind_asked(request):
        found = lists.staffing_requests(rows.waiting_first())
        return taken_out(request, taking, found)
    page = Paginator(rows.waiting_first(), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "waiting": rows.filter(state=StaffingRequest.State.OPEN).count(),
        "own": _own(user),
    }
    return render(request, "personnel/requests.html", context)


def _own(user: User) -> str:
    """The station one is chief of."""
    roles = POLICY["posting.request"].roles
    rows = [row for row in user.scope.memberships if row.role in roles and row.station]
    return rows[0].station.code if rows and rows[0].station else ""


@login_required
@require_http_methods(["GET", "POST"])
def new_request(request: SignedIn, code: str) -> HttpResponse:
    """A chief asks for people."""
    user = request.user
    station = load_unit(user, code)
    authorise(user, "posting.request", station)
    if not isinstance(station, Station):
        raise Http404
    form = RequestForm(request.POST or None)

    def done(made: StaffingRequest) -> HttpResponse:
        return redirect("personnel:request", pk=made.pk)

    page, context = "personnel/new_request.html", {"kinds": settings.POST_KINDS}
    act = partial(_asked, user, station, form)
    return form_page(request, page, form, act, done, station=station, **context)


def _asked(user: User, station: Station, form: RequestForm) -> StaffingRequest:
    got = form.cleaned_data
    return requesting.ask_for_officers(
        by=user,
        station=station,
        kind=got["kind"],
        number=got["number"],
        officer=form.wished(station.bureau),
        reason=form.reason_given,
        now=timezone.now(),
    )


@login_required
@require_GET
def request_page(request: SignedIn, pk: int) -> HttpResponse:
    """What is asked, and what was answered."""
    return _page(request, load_request(request.user, pk))


@login_required
@require_POST
def answer_request(request: SignedIn, pk: int) -> HttpResponse:
    """Taken up or not."""
    user = request.user
    row = load_request(user, pk)
    authorise(user, "posting.prepare", row.station)
    form = RequestAnswerForm(request.POST)

    def act() -> StaffingRequest:
        return requesting.answer_request(
            by=user,
            request=row,
            taken=form.cleaned_data["taken"] == "yes",
            answer=form.cleaned_data["answer"],
            version=form.version_seen,
            now=timezone.now(),
        )

    return SHOWN.act(request, row, act, form, "answer")


def _page(
    request: SignedIn, row: StaffingRequest, problem: str = "", **forms: Any
) -> HttpResponse:
    """With the form that could not be used: `answer`."""
    asked = row.state == StaffingRequest.State.OPEN
    mine = asked and may(request.user, "posting.prepare", row.station)
    fresh = RequestAnswerForm(initial={"version": row.version})
    seen = PostingOrder.objects.visible_to(request.user).filter(request=row)
    with lifted("who asks for people learns what becomes of it, not what is in it"):
        orders = list(row.orders.order_by("pk"))
    context = {
        "row": row,
        "orders": orders,
        "seen": set(seen.values_list("pk", flat=True)),
        "form": (forms.get("answer") or fresh) if mine else None,
        "problem": problem,
        "may_draft": row.state == StaffingRequest.State.TAKEN
        and may(request.user, "posting.prepare", row.station),
    }
    status = 422 if problem or forms else 200
    return render(request, "personnel/request.html", context, status=status)


SHOWN = Shown(load_request, _page, "personnel:request")
