"""Posting orders for other systems: prepared, put before chiefs, decided, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import Outdated, expected
from desk.idempotency import once
from desk.inputs import Day, Enum, Input, Text
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByValue
from organization.models import Bureau, User
from organization.permissions import POLICY, authorise, may
from personnel.api.reading import demand_any, named_officer, named_unit
from personnel.api.shapes import UNIT_CODE
from personnel.api.views import read
from personnel.models import OrderSaying, Post, PostingLine, PostingOrder
from personnel.services import consulting, deciding, ordering
from personnel.services.lines import Wish

MOST = 2**62
BESIDE = (
    *("lines__station", "lines__department", "lines__loses"),
    *("seats__station", "seats__sayings__by", "seats__sayings__reply"),
    "seats__sayings__seat__station",
)


class PostingLineIn(Input):
    """Exactly one of station and department; `end` is the first day after, null for
    good; `late_reason` where `first` is past."""

    officer = serializers.IntegerField(min_value=1, max_value=MOST)
    station = Text(UNIT_CODE, required=False)
    department = Text(UNIT_CODE, required=False)
    post = serializers.IntegerField(
        min_value=1, max_value=MOST, required=False, allow_null=True, default=None
    )
    kind = Enum("PostingKind", PostingLine.Kind.values, default="permanent")
    first = Day()
    end = Day(required=False, allow_null=True, default=None)
    late_reason = Text(200, required=False, allow_blank=True, default="")


class OrderIn(Input):
    """`readers` are usernames: nobody else sees it before the decision."""

    bureau = Text(UNIT_CODE)
    title = Text(80)
    basis = Text(2000, required=False, allow_blank=True, default="")
    readers = serializers.ListField(child=Text(150), required=False, default=list)
    lines = PostingLineIn(many=True, required=False, default=list)


class Nothing(Input):
    """Nothing to say."""


class WhyIn(Input):
    reason = Text(2000)


class DecisionIn(Input):
    meeting = Text(80)
    met_on = Day()
    number = Text(60)


class SayingIn(Input):
    """Of the station whose chief one is; `text` may be missing when one agrees."""

    station = Text(UNIT_CODE)
    answer = Enum("SayingAnswer", OrderSaying.Answer.values)
    text = Text(2000, required=False, allow_blank=True, default="")


class ReplyIn(Input):
    saying = serializers.IntegerField(min_value=1, max_value=MOST)
    text = Text(2000)


class PostingLineOut(serializers.Serializer[PostingLine]):
    id = serializers.IntegerField(read_only=True)
    officer = serializers.IntegerField(source="officer_id", read_only=True)
    loses = serializers.CharField(source="loses.code", default=None, read_only=True)
    station = serializers.CharField(source="station.code", default=None, read_only=True)
    department = serializers.CharField(
        source="department.code", default=None, read_only=True
    )
    post = serializers.IntegerField(source="post_id", read_only=True, allow_null=True)
    kind = Enum("PostingKind", PostingLine.Kind.values, read_only=True)
    first = serializers.DateField(read_only=True)
    end = serializers.DateField(read_only=True, allow_null=True)


class SayingOut(serializers.Serializer[OrderSaying]):
    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="seat.station.code", read_only=True)
    answer = Enum("SayingAnswer", OrderSaying.Answer.values, read_only=True)
    text = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)
    by = serializers.CharField(source="by.name", read_only=True)
    reply = serializers.CharField(source="reply.text", default=None, read_only=True)


class OrderOut(serializers.Serializer[PostingOrder]):
    """`lines` and `sayings` are those the reader may see."""

    id = serializers.IntegerField(read_only=True)
    bureau = serializers.CharField(source="bureau.code", read_only=True)
    title = serializers.CharField(read_only=True)
    state = Enum("PostingOrderState", PostingOrder.State.values, read_only=True)
    answer_due = serializers.DateTimeField(read_only=True, allow_null=True)
    meeting = serializers.CharField(read_only=True)
    met_on = serializers.DateField(read_only=True, allow_null=True)
    number = serializers.CharField(read_only=True)
    end_reason = serializers.CharField(read_only=True)
    lines = serializers.SerializerMethodField()
    sayings = serializers.SerializerMethodField()
    version = serializers.IntegerField(read_only=True)

    @extend_schema_field(PostingLineOut(many=True))
    def get_lines(self, order: PostingOrder) -> Any:
        own = self._own(order)
        rows = list(order.lines.all())
        if own is not None:
            rows = [r for r in rows if r.station_id in own or r.loses_id in own]
        return [PostingLineOut(row).data for row in rows]

    @extend_schema_field(SayingOut(many=True))
    def get_sayings(self, order: PostingOrder) -> Any:
        own = self._own(order)
        rows = [
            said
            for seat in order.seats.all()
            if own is None or seat.station_id in own
            for said in seat.sayings.all()
            if said.to_id is None
        ]
        return [SayingOut(row).data for row in rows]

    def _own(self, order: PostingOrder) -> frozenset[int] | None:
        """The stations whose part is shown; None where all of it is."""
        user: User = self.context["request"].user
        if order.pk in self.context["full"]:
            return None
        return user.scope.stations_as(*POLICY["posting.say"].roles)


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
                wishes=[_wish(self.user, line) for line in data["lines"]],
                now=timezone.now(),
            )
        return self._shown(made.pk, status=201)

    @extend_schema(request=Nothing, responses=OrderOut)
    @action(detail=True, methods=["post"])
    def consult(self, request: Request, pk: str) -> Response:
        """Ask the chief of every station that loses or gains somebody."""
        return self._act(request, "posting.prepare", Nothing, ordering.consult)

    @extend_schema(request=WhyIn, responses=OrderOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """It is not pursued."""
        return self._act(request, "posting.prepare", WhyIn, ordering.withdraw_order)

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
    def say(self, request: Request, pk: str) -> Response:
        """A chief's word; every one is kept, the latest counts."""
        order = self.get_object()
        demand_any(self.user, "posting.say")
        data = read(SayingIn, request)
        seats = order.seats.select_related("station__bureau")
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
        act: Callable[..., PostingOrder],
    ) -> Response:
        """The version is compared by the service, under the lock it takes itself."""
        order = self.get_object()
        authorise(self.user, right, order.bureau)
        get_object_or_404(PostingOrder.objects.full_for(self.user), pk=order.pk)
        tags = expected(request)
        if "*" not in tags and str(order.version) not in tags:
            raise Outdated
        said = read(shape, request)
        act(
            by=self.user,
            order=order,
            version=None if "*" in tags else order.version,
            now=timezone.now(),
            **said,
        )
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


def _wish(user: User, line: dict[str, Any]) -> Wish:
    post = None
    if line["post"] is not None:
        post = Post.objects.visible_to(user).filter(pk=line["post"]).first()
        if post is None:
            raise ValidationError({"post": [_("There is no such post on that day.")]})
    return Wish(
        officer=named_officer(user, line["officer"]),
        unit=named_unit(user, line),
        post=post,
        kind=line["kind"],
        first=line["first"],
        end=line["end"],
        late_reason=line["late_reason"],
    )
