"""Posting orders: the list, a new one, and one order as far as one may read it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Min, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import (
    Bureau,
    Department,
    Station,
    User,
)
from organization.permissions import POLICY, authorise, may, may_somewhere
from organization.services.problems import overlaps
from organization.wall import lifted
from personnel.audience import possible_readers
from personnel.forms.orders import (
    DecisionForm,
    LineForm,
    OrderForm,
    ReplyForm,
    SayingForm,
)
from personnel.models import OrderSeat, PostingLine, PostingOrder, StaffingRequest
from personnel.models.orders import UNASKED
from personnel.services import ordering
from personnel.services.consulting import seats_of
from personnel.services.deciding import open_points
from personnel.services.lines import postings_of
from personnel.targets import Targets, crowded
from personnel.views.doing import form_page
from personnel.views.loading import own_bureau

ROWS = 50
DAY = dt.timedelta(days=1)


def load_order(user: User, pk: int) -> PostingOrder:
    """One the user may see, and whether all of it (`whole`); 404 otherwise."""
    rows = PostingOrder.objects.visible_to(user).annotate(
        seen_whole=Q(pk__in=PostingOrder.objects.full_for(user).values("pk"))
    )
    rows = rows.select_related("bureau", "prepared_by", "decided_by")
    order: PostingOrder = get_object_or_404(rows, pk=pk)
    return order


@login_required
@require_GET
def orders(request: SignedIn) -> HttpResponse:
    """Those that wait first."""
    user = request.user
    rows = PostingOrder.objects.visible_to(user).select_related("prepared_by")
    own = user.scope.stations_as(*POLICY["posting.say"].roles)
    whole = Q(pk__in=PostingOrder.objects.full_for(user).values("pk"))
    mine = Q(lines__station__in=own) | Q(lines__loses__in=own)
    seen = whole | mine & ~UNASKED
    rows = rows.annotate(
        people=Count("lines", filter=seen, distinct=True),
        first=Min("lines__first", filter=seen),
    ).order_by("-pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "today": timezone.localdate(),
        "waiting": rows.filter(state__in=("draft", "consulting")).count(),
        "may_prepare": may_somewhere(user, "posting.prepare"),
    }
    return render(request, "personnel/orders.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_order(request: SignedIn) -> HttpResponse:
    """Nobody but its preparer and the readers named will see it."""
    user, bureau = request.user, own_bureau(request.user)
    authorise(user, "posting.prepare", bureau)
    made_of = _made_of(user, request.GET.get("request", ""))
    title = f"{made_of.station.label}{made_of.kind}"[:80] if made_of else ""
    people = possible_readers(bureau, user)
    form = OrderForm(people, request.POST or None, title=title)

    def done(made: PostingOrder) -> HttpResponse:
        return redirect("personnel:order", pk=made.pk)

    context = {"bureau": bureau, "made_of": made_of}
    act = partial(_drafted, user, bureau, form, made_of)
    return form_page(request, "personnel/new_order.html", form, act, done, **context)


def _made_of(user: User, text: str) -> StaffingRequest | None:
    """What a chief asked for and the order is made of; 404 where it is not seen."""
    if not text.isdecimal():
        return None
    rows = StaffingRequest.objects.visible_to(user).select_related("station__bureau")
    found: StaffingRequest = get_object_or_404(rows, pk=text)
    return found


def _drafted(
    user: User, bureau: Bureau, form: OrderForm, made_of: StaffingRequest | None
) -> PostingOrder:
    got = form.cleaned_data
    return ordering.draft_order(
        by=user,
        bureau=bureau,
        title=got["title"],
        basis=got["basis"],
        readers=form.named,
        request=made_of,
        now=timezone.now(),
    )


@login_required
@require_GET
def order(request: SignedIn, pk: int) -> HttpResponse:
    """Whole for those who are named, the own station's part for a chief."""
    return order_page(request, load_order(request.user, pk))


def order_page(
    request: SignedIn,
    order: PostingOrder,
    problem: str = "",
    **forms: Any,
) -> HttpResponse:
    """`forms` are those that could not be used, by the name the page knows them by:
    `line`, `decision`, `end`, `back`, `saying-<seat>`, `reply-<saying>`."""
    user, now = request.user, timezone.now()
    whole = order.whole
    own = user.scope.stations_as(*POLICY["posting.say"].roles)
    lines = ordering.lines_of(order)
    with lifted("an order says who goes where from where"):
        lines = list(lines if whole else lines.of_stations(own))
        seats = list(seats_of(order))
        came = _came_from(lines)
    asked = order.state == PostingOrder.State.CONSULTING
    prepares = whole and may(user, "posting.prepare", order.bureau)
    decides = whole and may(user, "posting.decide", order.bureau)
    mine = [seat for seat in seats if whole or seat.station_id in own]
    turn = None if order.unasked else order.turn
    says, replies = own if asked else frozenset(), asked and (prepares or decides)
    context = {
        "order": order,
        "whole": whole,
        "lines": lines,
        "full": crowded(lines) if order.is_open else set(),
        "seats": _seats([s for s in mine if s.turn == turn], says, replies, forms),
        "earlier": _seats([s for s in mine if s.turn != turn], frozenset(), False, {}),
        "readers": order.readers.order_by("pk") if whole else [],
        "phase": _phase(order, lines),
        "points": open_points(order, seats, now) if whole and asked else [],
        "prepares": prepares and order.is_open,
        "decides": decides,
        "came": came,
        "end": forms.get("end") or ReasonForm(auto_id="end-%s"),
        "back": forms.get("back") or ReasonForm(auto_id="back-%s"),
        "line_form": _line_form(order, user, forms) if prepares else None,
        "decision": forms.get("decision")
        or DecisionForm(initial={"version": order.version}),
        "problem": problem,
    }
    status = 422 if problem or forms else 200
    return render(request, "personnel/order.html", context, status=status)


def _came_from(lines: list[PostingLine]) -> dict[int, Station | Department]:
    """Where each was on the day before, by the line; one query."""
    known = postings_of(line.officer for line in lines)
    found: dict[int, Station | Department] = {}
    for line in lines:
        for row in known.get(line.officer_id, []):
            if overlaps(row.during, DateRange(line.first - DAY, line.first)):
                found[line.pk] = row.unit
    return found


def _line_form(
    order: PostingOrder, user: User, forms: dict[str, Any]
) -> LineForm | None:
    if order.state != PostingOrder.State.DRAFT:
        return None
    found: LineForm | None = forms.get("line")
    return found or LineForm(user, Targets(order.bureau, timezone.localdate()))


def _seats(
    seats: list[OrderSeat], own: frozenset[int], replies: bool, forms: dict[str, Any]
) -> list[dict[str, Any]]:
    """Every station asked with what was said, and what may be said there now: a word
    for the stations of one's `own`, a reply where one `replies`."""
    return [
        {
            "seat": seat,
            "said": [
                (one, _reply_form(one, replies, forms)) for one in seat.sayings.all()
            ],
            "form": (
                forms.get(f"saying-{seat.pk}") or SayingForm(auto_id=f"say{seat.pk}-%s")
            )
            if seat.station_id in own
            else None,
        }
        for seat in seats
    ]


def _reply_form(saying: Any, may_reply: bool, forms: dict[str, Any]) -> Any:
    if not may_reply or hasattr(saying, "reply") or saying.answer == "agree":
        return None
    found = forms.get(f"reply-{saying.pk}")
    return found or ReplyForm(auto_id=f"reply{saying.pk}-%s")


def _phase(order: PostingOrder, lines: list[Any]) -> str:
    """Of a decided order: "ahead", "in_effect" or "over", by the days of its lines."""
    today = timezone.localdate()
    if order.state != PostingOrder.State.DECIDED or not lines:
        return ""
    if all(line.first > today for line in lines):
        return "ahead"
    over = all(line.end is not None and line.end <= today for line in lines)
    return "over" if over else "in_effect"
