"""The working of a conflict for other systems: the page's lines, exact."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.conflicts import ConflictOut
from coordination.api.fields import At, Hours
from coordination.ledger.reading import read
from coordination.ledger.supplied import Stretch, Week
from coordination.ledger.working import work_out
from coordination.models import Conflict
from desk.inputs import Enum
from organization.api.base import Door


@extend_schema_field({"type": "number", "format": "double"})
class Thousandths(serializers.Field[Any, Any, Any, Any]):
    """A share between 0 and 1, a number with at most three decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: int) -> float:
        return value / 1000


class StretchOut(serializers.Serializer[Stretch]):
    """Officers on duty over some working hours of one day.

    `present_hours` are (posted − away) × roster_share × hours; what is `deducted` is
    said by `deducted_for`: the standing-work share, protected and planned time of the
    week, or the one block an order falls on. Of it an alert level holds `ready_hours`;
    of a share auxiliaries have spared `relief_hours`.
    """

    start = At()
    end = At()
    makeup_workday = serializers.BooleanField(source="makeup", read_only=True)
    posted = serializers.IntegerField(read_only=True)
    away = serializers.IntegerField(read_only=True)
    roster_share = Thousandths(source="roster")
    hours = serializers.FloatField(source="length", read_only=True)
    present_hours = Hours(source="present_units")
    deducted_for = Enum(
        "DeductedFor", ["nothing", "share", "planned", "block"], source="kept",
        read_only=True,
    )  # fmt: skip
    standing_share = Thousandths(source="share")
    deducted_hours = Hours(source="deducted_units")
    ready_hours = Hours(source="ready_units")
    relief_hours = Hours(source="relief_units")
    available_hours = Hours(source="available_units")


class WeekOut(serializers.Serializer[Week]):
    """A week in which auxiliaries relieve, or a level binds: of the standing work by
    share, or of the planned one, `relief_hours` are not taken off the officers."""

    monday = serializers.DateField(read_only=True)
    deducted_for = Enum(
        "DeductedFor", ["nothing", "share", "planned", "block"],
        source="deduction.kept", read_only=True,
    )  # fmt: skip
    standing_hours = Hours(source="share")
    planned_hours = Hours(source="planned")
    protected_hours = Hours(source="blocked")
    relief_hours = Hours(source="relief")


class LineOut(serializers.Serializer[Any]):
    """A member by its due; `available_hours` is null where only the end counts."""

    assignment = serializers.IntegerField(read_only=True)
    department = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    release = At(allow_null=True)
    due = At(allow_null=True)
    hours = Hours(source="units")
    running_hours = Hours(source="running_units")
    available_hours = Hours(source="available_units", allow_null=True)
    left_hours = Hours(source="left_units", allow_null=True)
    crossed = serializers.BooleanField(read_only=True)
    minimal = serializers.BooleanField(read_only=True)
    event = serializers.BooleanField(read_only=True)


class ProofOut(serializers.Serializer[Any]):
    """`held_against` says what the sum is compared with: the `hours` of the window,
    the `heads` on duty, `people` asked for by name; `later`: the conflict is settled
    or being checked again, and the hours by day are not known."""

    conflict = ConflictOut(read_only=True)
    held_against = Enum(
        "HeldAgainst", ["hours", "heads", "people", "later"], source="how",
        read_only=True,
    )  # fmt: skip
    lines = LineOut(many=True, read_only=True)
    capacity = StretchOut(source="stretches", many=True, read_only=True)
    weeks = WeekOut(many=True, read_only=True)
    unusable_hours = Hours(source="unusable_units")
    people = serializers.ListField(child=serializers.CharField(), read_only=True)


class Proof(Door):
    """Whoever may see the conflict may see its working."""

    @extend_schema(responses=ProofOut)
    def get(self, request: Request, pk: str) -> Response:
        seen = Conflict.objects.visible_to(self.user).select_related("station__bureau")
        row = seen.filter(pk=pk).first()
        if row is None:
            raise Http404
        reading = read(row.station, now=timezone.now())
        return Response(ProofOut(work_out(reading, row)).data)
