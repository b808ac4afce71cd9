"""What is done with a posting order: lines, asking the chiefs, words, the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import User
from organization.permissions import POLICY, authorise, may
from personnel.forms.orders import (
    DecisionForm,
    LineForm,
    ReplyForm,
    SayingForm,
)
from personnel.models import OrderSaying, OrderSeat, PostingLine, PostingOrder
from personnel.services import consulting, deciding, ordering
from personnel.targets import Targets
from personnel.views.doing import Shown
from personnel.views.orders import load_order, order_page

SHOWN = Shown(load_order, order_page, "personnel:order")


def whole_order(user: User, pk: int, action: str) -> PostingOrder:
    """404 for one that is not seen, 403 for who only sees a part or lacks the right."""
    order = load_order(user, pk)
    authorise(user, action, order.bureau)
    get_object_or_404(PostingOrder.objects.full_for(user), pk=pk)
    return order


@login_required
@require_POST
def add_line(request: SignedIn, pk: int) -> HttpResponse:
    """One more officer."""
    user = request.user
    order = whole_order(user, pk, "posting.prepare")
    targets = Targets(order.bureau, timezone.localdate())
    form = LineForm(user, targets, request.POST)

    def act() -> PostingLine:
        return ordering.add_line(
            by=user,
            order=order,
            wish=form.wish,
            version=form.version_seen,
            now=timezone.now(),
        )

    return SHOWN.act(request, order, act, form, "line")


@login_required
@require_POST
def remove_line(request: SignedIn, pk: int, line: int) -> HttpResponse:
    """A line is struck out of a draft."""
    order = whole_order(request.user, pk, "posting.prepare")
    row = get_object_or_404(order.lines.select_related("officer"), pk=line)
    form = ReasonForm(request.POST, auto_id="end-%s")

    def act() -> PostingOrder:
        return ordering.remove_line(
            by=request.user, line=row, version=form.version_seen
        )

    return SHOWN.act(request, order, act, form, "end")


@login_required
@require_POST
def consult_order(request: SignedIn, pk: int) -> HttpResponse:
    """Ask the chiefs."""
    order = whole_order(request.user, pk, "posting.prepare")
    form = ReasonForm(request.POST, auto_id="end-%s")

    def act() -> PostingOrder:
        return ordering.consult(
            by=request.user,
            order=order,
            version=form.version_seen,
            now=timezone.now(),
        )

    return SHOWN.act(request, order, act, form, "end", _("The chiefs are asked."))


@login_required
@require_POST
def withdraw_order(request: SignedIn, pk: int) -> HttpResponse:
    """It is not pursued."""
    order = whole_order(request.user, pk, "posting.prepare")
    return end(request, order, ordering.withdraw_order)


@login_required
@require_POST
def undo_order(request: SignedIn, pk: int) -> HttpResponse:
    """The decision is taken back before its first day."""
    order = whole_order(request.user, pk, "posting.decide")
    return end(request, order, deciding.undo_order)


def end(
    request: SignedIn,
    order: PostingOrder,
    act_on: Callable[..., PostingOrder],
    name: str = "end",
) -> HttpResponse:
    """It is ended for a reason, or taken back (`name` is then "back")."""
    form = ReasonForm(request.POST, auto_id=f"{name}-%s")

    def act() -> PostingOrder:
        return act_on(
            by=request.user,
            order=order,
            reason=form.reason_given,
            version=form.version_seen,
            now=timezone.now(),
        )

    return SHOWN.act(request, order, act, form, name)


@login_required
@require_POST
def decide_order(request: SignedIn, pk: int) -> HttpResponse:
    """Record the leadership's decision and carry it out."""
    order = whole_order(request.user, pk, "posting.decide")
    form = DecisionForm(request.POST)

    def act() -> PostingOrder:
        return deciding.decide(
            by=request.user,
            order=order,
            decision=form.decision,
            version=form.version_seen,
            now=timezone.now(),
        )

    done = _("Decided. Both stations are being checked again.")
    return SHOWN.act(request, order, act, form, "decision", done)


@login_required
@require_POST
def say(request: SignedIn, pk: int, seat: int) -> HttpResponse:
    """A chief's word."""
    user = request.user
    order = load_order(user, pk)
    row = _seat(user, order, seat)
    authorise(user, "posting.say", row.station)
    form = SayingForm(request.POST, auto_id=f"say{row.pk}-%s")

    def act() -> OrderSaying:
        got = form.cleaned_data
        return consulting.say(by=user, seat=row, now=timezone.now(), **_words(got))

    return SHOWN.act(
        request, order, act, form, f"saying-{row.pk}", _("Your word is kept.")
    )


def _words(got: dict[str, Any]) -> dict[str, str]:
    return {"answer": got["answer"], "text": got["text"]}


def _seat(user: User, order: PostingOrder, pk: int) -> OrderSeat:
    """A chief only sees the own station's."""
    rows = order.seats.select_related("station__bureau")
    if not PostingOrder.objects.full_for(user).filter(pk=order.pk).exists():
        rows = rows.filter(
            station__in=user.scope.stations_as(*POLICY["posting.say"].roles)
        )
    found: OrderSeat = get_object_or_404(rows, pk=pk)
    return found


@login_required
@require_POST
def reply(request: SignedIn, pk: int, saying: int) -> HttpResponse:
    """A written reply to a chief's word."""
    user = request.user
    order = load_order(user, pk)
    if not may(user, "posting.decide", order.bureau):
        authorise(user, "posting.prepare", order.bureau)
    get_object_or_404(PostingOrder.objects.full_for(user), pk=pk)
    rows = OrderSaying.objects.filter(seat__order=order, to=None)
    row = get_object_or_404(rows.select_related("seat__station"), pk=saying)
    form = ReplyForm(request.POST, auto_id=f"reply{row.pk}-%s")

    def act() -> OrderSaying:
        text = form.cleaned_data["text"]
        return consulting.reply(by=user, saying=row, text=text, now=timezone.now())

    return SHOWN.act(request, order, act, form, f"reply-{row.pk}")
