"""What posting orders look like to other systems, and what it takes to enter them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from desk.inputs import Day, Enum, Input, Text
from organization.models import User
from organization.permissions import POLICY
from personnel.api.shapes import UNIT_CODE
from personnel.models import OrderSaying, PostingLine, PostingOrder

MOST = 2**62


class PlaceIn(Input):
    """Exactly one of station and department; `end` is the first day after, null for
    good; `late_reason` where `first` is past."""

    station = Text(UNIT_CODE, required=False)
    department = Text(UNIT_CODE, required=False)
    post = serializers.IntegerField(
        min_value=1, max_value=MOST, required=False, allow_null=True, default=None
    )
    kind = Enum("PostingKind", PostingLine.Kind.values, default="permanent")
    first = Day()
    end = Day(required=False, allow_null=True, default=None)
    late_reason = Text(200, required=False, allow_blank=True, default="")


class PostingLineIn(PlaceIn):
    officer = serializers.IntegerField(min_value=1, max_value=MOST)


class DraftIn(Input):
    """What a draft says; what is missing stays."""

    title = Text(80, required=False)
    basis = Text(2000, required=False, allow_blank=True)
    readers = serializers.ListField(child=Text(150), required=False)


class OrderIn(Input):
    """`readers` are usernames: nobody else sees it before the decision."""

    bureau = Text(UNIT_CODE)
    title = Text(80)
    basis = Text(2000, required=False, allow_blank=True, default="")
    readers = serializers.ListField(child=Text(150), required=False, default=list)
    lines = PostingLineIn(many=True, required=False, default=list)


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
    loses = serializers.CharField(
        source="loses.code", default=None, read_only=True, allow_null=True
    )
    station = serializers.CharField(
        source="station.code", default=None, read_only=True, allow_null=True
    )
    department = serializers.CharField(
        source="department.code", default=None, read_only=True, allow_null=True
    )
    post = serializers.IntegerField(source="post_id", read_only=True, allow_null=True)
    kind = Enum("PostingKind", PostingLine.Kind.values, read_only=True)
    first = serializers.DateField(read_only=True)
    end = serializers.DateField(read_only=True, allow_null=True)


class SayingOut(serializers.Serializer[OrderSaying]):
    """Of an earlier `turn` than the order's it stays on record and counts no more."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="seat.station.code", read_only=True)
    turn = serializers.IntegerField(source="seat.turn", read_only=True)
    answer = Enum("SayingAnswer", OrderSaying.Answer.values, read_only=True)
    text = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)
    by = serializers.CharField(source="by.name", read_only=True)
    reply = serializers.CharField(
        source="reply.text", default=None, read_only=True, allow_null=True
    )


class OrderOut(serializers.Serializer[PostingOrder]):
    """`lines` and `sayings` are those the reader may see. `turn` counts how often the
    chiefs were asked; `change_reason` is why it was last taken back from them."""

    id = serializers.IntegerField(read_only=True)
    bureau = serializers.CharField(source="bureau.code", read_only=True)
    title = serializers.CharField(read_only=True)
    request = serializers.IntegerField(
        source="request_id", read_only=True, allow_null=True
    )
    turn = serializers.IntegerField(read_only=True)
    change_reason = serializers.CharField(read_only=True)
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
            rows = [] if order.unasked else rows
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
