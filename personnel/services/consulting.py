"""What chiefs say of a posting order, what is replied, and the clock beside it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.permissions import authorise, may
from personnel.models import OrderSaying, OrderSeat, PostingOrder
from personnel.services import telling
from personnel.services.ordering import NOT_NOW, demand_state, note

A = OrderSaying.Answer
REMINDED = dt.timedelta(days=1)  # before the term ends
AT_ONCE = 500


@transaction.atomic
def say(
    *, by: User, seat: OrderSeat, answer: str, text: str, now: dt.datetime
) -> OrderSaying:
    """A chief's word for the station; the latest counts, every one is kept."""
    order = _locked(seat.order_id)
    authorise(by, "posting.say", seat.station)
    _demand_asked(order, seat)
    text = text.strip()
    if answer not in A.values:
        raise ValidationError({"answer": [_("Choose an answer.")]})
    if answer != A.AGREE and not text:
        raise ValidationError({"text": [_("Say why: who decides reads it.")]})
    said = OrderSaying.objects.create(
        seat=seat, at=now, by=by, answer=answer, text=text
    )
    _move_on(order)
    note(order, "say", by, text, station=seat.station.code, answer=answer)
    telling.tell_said(order, said, by=by)
    return said


@transaction.atomic
def reply(*, by: User, saying: OrderSaying, text: str, now: dt.datetime) -> OrderSaying:
    """A written reply, once; the chief reads it."""
    order = _locked(saying.seat.order_id)
    if not may(by, "posting.decide", order.bureau):
        authorise(by, "posting.prepare", order.bureau)
    _demand_asked(order, saying.seat)
    if saying.to_id is not None or OrderSaying.objects.filter(to=saying).exists():
        raise ValidationError({"state": [_("This is replied to already.")]})
    if not text.strip():
        raise ValidationError({"text": [_("This must be filled in.")]})
    said = OrderSaying.objects.create(
        seat=saying.seat, at=now, by=by, text=text.strip(), to=saying
    )
    _move_on(order)
    note(order, "reply", by, said.text, station=saying.seat.station.code)
    telling.tell_reply(order, said, by=by)
    return said


@transaction.atomic
def run_clocks(*, now: dt.datetime, by: User | None = None) -> int:
    """Remind who has not answered, then note the silence. How many were due."""
    unheard = _unheard().filter(order__answer_due__lte=now + REMINDED)
    due = unheard.filter(reminded_at=None) | unheard.filter(order__answer_due__lte=now)
    done = 0
    for seen in due.order_by("order", "pk")[:AT_ONCE]:
        order = _locked(seen.order_id)
        seat = _unheard().filter(pk=seen.pk).select_related("station").first()
        if seat is None or order.answer_due is None:
            continue
        late = order.answer_due <= now
        if late:
            seat.silent_at = now
        else:
            seat.reminded_at = now
        seat.save(update_fields=["silent_at", "reminded_at"])
        _move_on(order)
        act = "silent" if late else "remind"
        note(order, act, by, station=seat.station.code)
        telling.tell_clock(order, seat, late=late)
        done += 1
    return done


def seats_of(order: PostingOrder) -> QuerySet[OrderSeat]:
    """Every station asked, with its chief's words and the replies; two queries."""
    words = OrderSaying.objects.filter(to=None).select_related("by", "reply__by")
    read = Prefetch("sayings", words.order_by("pk"))
    return order.seats.select_related("station").prefetch_related(read)


def _unheard() -> QuerySet[OrderSeat]:
    said = OrderSaying.objects.filter(seat=OuterRef("pk"))
    return OrderSeat.objects.filter(
        ~Exists(said),
        order__state=PostingOrder.State.CONSULTING,
        turn=F("order__turn"),
        silent_at=None,
    )


def _demand_asked(order: PostingOrder, seat: OrderSeat) -> None:
    """ValidationError unless the seat is asked just now."""
    demand_state(order, None, PostingOrder.State.CONSULTING)
    if seat.turn != order.turn:
        raise ValidationError({"state": [NOT_NOW]})


def _locked(pk: int) -> PostingOrder:
    rows = PostingOrder.objects.select_for_update(of=("self",))
    return rows.select_related("bureau", "prepared_by").get(pk=pk)


def _move_on(order: PostingOrder) -> None:
    order.version += 1
    order.save(update_fields=["version"])
