"""Posts of the establishment for other systems."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import expected, lock
from desk.idempotency import once
from desk.inputs import Day, Enum, Input, Text
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByUnit
from organization.models import Department, Station
from organization.permissions import authorise
from personnel import services
from personnel.api.fit import FitsOut
from personnel.api.reading import demand_any, named_unit
from personnel.api.shapes import UNIT_CODE, Period
from personnel.api.views import read
from personnel.models import Post
from personnel.models.posts import Category
from personnel.ranking import ranked

NAMES = (
    *("kind", "approved", "category", "rank_from", "rank_to", "leading", "nights"),
    "weight",
)
CODE = 20
MOST_ABILITIES = 30
MOST_SHOWN = 200


class DesiredIn(Input):
    """The points an ability brings, by its code."""

    code = Text(CODE)
    points = serializers.IntegerField(min_value=1, max_value=100)


class TermsIn(Input):
    """Of a post: its kind, for how many, of which ranks, leading or not.

    `qualifications` are codes of those required, `weight` is that of a vacancy.
    """

    kind = Text(40)
    approved = serializers.IntegerField(min_value=1, max_value=999)
    category = Enum("OfficerCategory", Category.values, default=Category.POLICE.value)
    rank_from = Text(20, required=False, allow_blank=True, default="")
    rank_to = Text(20, required=False, allow_blank=True, default="")
    leading = serializers.BooleanField(required=False, default=False)
    nights = serializers.BooleanField(required=False, default=False)
    weight = serializers.IntegerField(min_value=1, max_value=5, default=1)
    qualifications = serializers.ListField(
        child=Text(CODE), required=False, default=list, max_length=MOST_ABILITIES
    )
    desired = DesiredIn(many=True, required=False, default=list)
    reason = Text(2000)


class PostIn(TermsIn):
    """Exactly one of station and department; without `end` it stays open."""

    station = Text(UNIT_CODE, required=False)
    department = Text(UNIT_CODE, required=False)
    start = Day()
    end = Day(required=False, allow_null=True, default=None)


class PostChange(TermsIn):
    """The terms from the day `on`; what the post was before stays on record."""

    on = Day()


class PostClose(Input):
    """`on` is the first day without the post."""

    on = Day()
    reason = Text(2000)


class DesiredOut(serializers.Serializer[Any]):
    code = serializers.CharField(read_only=True)
    points = serializers.IntegerField(read_only=True)


class PostOut(Period):
    """`origin`: the first row of the same post, null where this is the first."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(
        source="station.code", default=None, read_only=True, allow_null=True
    )
    department = serializers.CharField(
        source="department.code", default=None, read_only=True, allow_null=True
    )
    kind = serializers.CharField(read_only=True)
    approved = serializers.IntegerField(read_only=True)
    category = Enum("OfficerCategory", Category.values, read_only=True)
    rank_from = serializers.CharField(read_only=True)
    rank_to = serializers.CharField(read_only=True)
    leading = serializers.BooleanField(read_only=True)
    nights = serializers.BooleanField(read_only=True)
    weight = serializers.IntegerField(read_only=True)
    qualifications = serializers.ListField(
        source="required",
        child=serializers.CharField(read_only=True),
        read_only=True,
    )
    desired = serializers.SerializerMethodField()
    origin = serializers.IntegerField(
        source="origin_id", read_only=True, allow_null=True
    )
    version = serializers.IntegerField(read_only=True)

    @extend_schema_field(DesiredOut(many=True))
    def get_desired(self, post: Post) -> Any:
        return [{"code": code, "points": n} for code, n in post.desired.items()]


class Posts(VisibleRows[Post]):
    """What a unit's establishment consists of, over time."""

    queryset = Post.objects.select_related("station__bureau", "department__bureau")
    serializer_class = PostOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "department": ByUnit(Department, lambda unit: Q(department=unit)),
    }

    @extend_schema(request=PostIn, responses={201: PostOut})
    @once
    def create(self, request: Request) -> Response:
        demand_any(self.user, "post.edit")
        data = read(PostIn, request)
        unit = named_unit(self.user, data)
        authorise(self.user, "post.edit", unit)
        with fields_named(until="end", first="start", required="qualifications"):
            post = services.add_post(
                by=self.user,
                unit=unit,
                terms=_terms(data),
                during=(data["start"], data["end"]),
                reason=data["reason"],
            )
        return self.answer(post, status=201)

    @extend_schema(request=PostChange, responses=PostOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        post = self.get_object()
        authorise(self.user, "post.edit", post.unit)
        expected(request)
        data = read(PostChange, request)
        with transaction.atomic(), fields_named(required="qualifications"):
            row = services.change_post(
                by=self.user,
                post=lock(request, post),
                terms=_terms(data),
                on=data["on"],
                reason=data["reason"],
            )
        return self.answer(row)

    @extend_schema(request=PostClose, responses=PostOut)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """From a day on the unit does without."""
        post = self.get_object()
        authorise(self.user, "post.edit", post.unit)
        expected(request)
        data = read(PostClose, request)
        with transaction.atomic():
            row = services.close_post(by=self.user, post=lock(request, post), **data)
        return self.answer(row)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "limit", {"type": "integer", "minimum": 1, "maximum": MOST_SHOWN}
            )
        ],
        filters=False,
        responses=FitsOut,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def fit(self, request: Request, pk: str) -> Response:
        """The bureau's people, best first, each condition with its points; who is
        excluded last. At most `limit` of them, 50 unless told, 200 at most."""
        post = self.get_object()
        authorise(self.user, "personnel.view", post.unit.bureau)
        found = ranked(post, timezone.localdate())
        rows = found.candidates[: _limit(request)]
        return Response(FitsOut({"day": found.day, "candidates": rows}).data)


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", "50")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_SHOWN:
        raise ValidationError({"limit": [_("From 1 to 200.")]})
    return int(text)


def _terms(data: dict[str, Any]) -> services.Terms:
    desired = {one["code"]: one["points"] for one in data["desired"]}
    return services.Terms(
        **{name: data[name] for name in NAMES},
        required=data["qualifications"],
        desired=desired,
    )
