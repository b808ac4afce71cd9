"""Posting orders for other systems: prepared, put before chiefs, decided, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import seen, versionless
from desk.idempotency import once
from desk.inputs import Input, Nothing, WhyIn
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByValue
from organization.models import Bureau, User
from organization.permissions import authorise, may
from personnel.api.order_shapes import (
    DecisionIn,
    DraftIn,
    OrderIn,
    OrderOut,
    PlaceIn,
    PostingLineIn,
    ReplyIn,
    SayingIn,
)
from personnel.api.reading import demand_any, named_officer, named_unit
from personnel.api.views import read
from personnel.models import Officer, OrderSaying, Post, PostingOrder
from personnel.services import consulting, deciding, ordering, redrafting
from personnel.services.lines import Wish

PREPARE = "posting.prepare"
PLACE = tuple(PlaceIn().fields)
BESIDE = (
    *("lines__station", "lines__department", "lines__loses"),
    *("seats__station", "seats__sayings__by", "seats__sayings__reply"),
    "seats__sayings__seat__station",
)


class PostingOrders(VisibleRows[PostingOrder]):
    """Before the decision those one prepared, is named in or is asked about."""

    queryset = PostingOrder.objects.select_related("bureau").prefetch_related(*BESIDE)
    serializer_class = OrderOut
    filters = {"state": ByValue("state", PostingOrder.State.values)}

    def get_serializer_context(self) -> dict[str, Any]:
        full = PostingOrder.objects.none()
        if not getattr(self, "swagger_fake_view", False):
            full = PostingOrder.objects.full_for(self.user)
        ids = set(full.values_list("pk", flat=True))
        return {**super().get_serializer_context(), "full": ids}

    @extend_schema(request=OrderIn, responses={201: OrderOut})
    @once
    def create(self, request: Request) -> Response:
        """A draft; each line is judged, and told as `lines[n].field`."""
        demand_any(self.user, "posting.prepare")
        data = read(OrderIn, request)
        bureau = Bureau.objects.visible_to(self.user).filter(code=data["bureau"])
        found = bureau.first()
        if found is None:
            raise ValidationError({"bureau": [_("There is no such unit.")]})
        authorise(self.user, "posting.prepare", found)
        names = {
            f"lines[{n}].until": f"lines[{n}].end" for n in range(len(data["lines"]))
        }
        with fields_named(**names):
            made = ordering.draft_order(
                by=self.user,
                bureau=found,
                title=data["title"],
                basis=data["basis"],
                readers=_readers(data["readers"]),
                wishes=[_wish(self.user, **line) for line in data["lines"]],
                now=timezone.now(),
            )
        return self._shown(made.pk, status=201)

    @extend_schema(request=DraftIn, responses=OrderOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Another title, another reason, other readers of a draft."""

        def act(*, order: PostingOrder, now: Any, **given: Any) -> PostingOrder:
            said = {"title": order.title, "basis": order.basis} | given
            names = said.pop("readers", None)
            known = order.readers.all() if names is None else _readers(names)
            return redrafting.change_draft(order=order, readers=known, **said)

        return self._act(request, PREPARE, DraftIn, act)

    @extend_schema(request=PostingLineIn, responses=OrderOut)
    @action(detail=True, methods=["post"])
    def lines(self, request: Request, pk: str) -> Response:
        """One more line of a draft."""

        def act(*, officer: int, **given: Any) -> object:
            found = named_officer(self.user, officer)
            return ordering.add_line(**_placed(self.user, found, given))

        with fields_named(until="end"):
            return self._act(request, PREPARE, PostingLineIn, act)

    @extend_schema(request=PlaceIn, responses=OrderOut)
    @action(detail=True, methods=["patch"], url_path=r"lines/(?P<line>[0-9]{1,18})")
    def line(self, request: Request, pk: str, line: str) -> Response:
        """The officer of a line goes elsewhere, or on another day."""

        def act(*, order: PostingOrder, **given: Any) -> object:
            row = get_object_or_404(ordering.lines_of(order), pk=line)
            said = _placed(self.user, row.officer, given)
            return redrafting.change_line(line=row, **said)

        with fields_named(until="end"):
            return self._act(request, PREPARE, PlaceIn, act)

    @extend_schema(responses=OrderOut)
    @line.mapping.delete
    def strike(self, request: Request, pk: str, line: str) -> Response:
        """A line is struck out of a draft."""

        def act(*, order: PostingOrder, now: Any, **given: Any) -> object:
            row = get_object_or_404(ordering.lines_of(order), pk=line)
            return ordering.remove_line(line=row, **given)

        return self._act(request, PREPARE, Nothing, act)

    @extend_schema(request=WhyIn, responses=OrderOut)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """A draft again, to be changed; the chiefs read why."""
        return self._act(request, PREPARE, WhyIn, redrafting.take_back)

    @extend_schema(request=Nothing, responses=OrderOut)
    @action(detail=True, methods=["post"])
    def consult(self, request: Request, pk: str) -> Response:
        """Ask the chief of every station that loses or gains somebody."""
        return self._act(request, PREPARE, Nothing, ordering.consult)

    @extend_schema(request=WhyIn, responses=OrderOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """It is not pursued."""
        return self._act(request, PREPARE, WhyIn, ordering.withdraw_order)

    @extend_schema(request=DecisionIn, responses=OrderOut)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Record the leadership's decision and carry it out: all lines or none."""

        def act(**given: Any) -> PostingOrder:
            names = ("meeting", "met_on", "number")
            said = deciding.Decision(**{name: given.pop(name) for name in names})
            return deciding.decide(decision=said, **given)

        return self._act(request, "posting.decide", DecisionIn, act)

    @extend_schema(request=WhyIn, responses=OrderOut)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take the decision back before its first day."""
        return self._act(request, "posting.decide", WhyIn, deciding.undo_order)

    @extend_schema(request=SayingIn, responses=OrderOut)
    @action(detail=True, methods=["post"])
    @versionless
    def say(self, request: Request, pk: str) -> Response:
        """A chief's word; every one is kept, the latest counts."""
        order = self.get_object()
        demand_any(self.user, "posting.say")
        data = read(SayingIn, request)
        seats = order.seats.filter(turn=order.turn).select_related("station__bureau")
        seat = seats.filter(station__code=data["station"]).first()
        if seat is None:
            raise ValidationError({"station": [_("There is no such unit.")]})
        consulting.say(
            by=self.user,
            seat=seat,
            answer=data["answer"],
            text=data["text"],
            now=timezone.now(),
        )
        return self._shown(order.pk)

    @extend_schema(request=ReplyIn, responses=OrderOut)
    @action(detail=True, methods=["post"])
    @versionless
    def reply(self, request: Request, pk: str) -> Response:
        """A written reply to a chief's word."""
        order = self.get_object()
        if not may(self.user, "posting.decide", order.bureau):
            authorise(self.user, "posting.prepare", order.bureau)
        data = read(ReplyIn, request)
        rows = OrderSaying.objects.filter(seat__order=order, to=None)
        said = rows.select_related("seat__station").filter(pk=data["saying"]).first()
        if said is None:
            raise ValidationError({"saying": [_("Nothing is known by this value.")]})
        now = timezone.now()
        consulting.reply(by=self.user, saying=said, text=data["text"], now=now)
        return self._shown(order.pk)

    def _act(
        self,
        request: Request,
        right: str,
        shape: type[Input],
        act: Callable[..., object],
    ) -> Response:
        """The version is compared by the service, under the lock it takes itself."""
        order = self.get_object()
        authorise(self.user, right, order.bureau)
        get_object_or_404(PostingOrder.objects.full_for(self.user), pk=order.pk)
        version = seen(request, order)
        said = read(shape, request)
        act(by=self.user, order=order, version=version, now=timezone.now(), **said)
        return self._shown(order.pk)

    def _shown(self, pk: int, status: int = 200) -> Response:
        found = self.get_queryset().filter(pk=pk).first()
        if found is None:
            raise Http404
        return self.answer(found, status=status)


def _readers(names: list[str]) -> list[User]:
    found = {user.username: user for user in User.objects.filter(username__in=names)}
    missing = [name for name in names if name not in found]
    if missing:
        raise ValidationError({"readers": [_("Nothing is known by this value.")]})
    return [found[name] for name in names]


def _placed(user: User, officer: Officer, given: dict[str, Any]) -> dict[str, Any]:
    """What a service is told, the line's own fields as the wish."""
    said = {name: given.pop(name) for name in PLACE if name in given}
    return {**given, "wish": _wish(user, officer, **said)}


def _wish(user: User, officer: Officer | int, *, post: int | None, **line: Any) -> Wish:
    found = None
    if post is not None:
        found = Post.objects.visible_to(user).filter(pk=post).first()
        if found is None:
            raise ValidationError({"post": [_("There is no such post on that day.")]})
    unit = named_unit(user, line)
    terms = {name: line[name] for name in ("kind", "first", "end", "late_reason")}
    known = officer if isinstance(officer, Officer) else named_officer(user, officer)
    return Wish(officer=known, unit=unit, post=found, **terms)
