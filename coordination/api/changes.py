"""What changed in a station's load since a day, for other systems."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.fields import At, Hours
from coordination.ledger.changes import (
    FARTHEST,
    Line,
    changes,
    last_monday,
    start_of,
)
from coordination.views.ledger import load_station
from desk.inputs import Day, Enum
from organization.api.base import Door
from personnel.presence import ZONE

KINDS = (
    *("new", "moved", "grown", "shrunk", "returned", "restored"),
    *("withdrawn", "merged", "relayed"),
)


class ChangeOut(serializers.Serializer[Line]):
    """One change; `hours` is null where nobody has estimated the work. Of reserved
    strength neither title nor department nor name is told."""

    at = At()
    kind = Enum("LoadChangeKind", KINDS, read_only=True)
    assignment = serializers.IntegerField(source="assignment.pk", read_only=True)
    title = serializers.CharField(source="assignment.directive.title", read_only=True)
    department = serializers.CharField(
        source="assignment.department.code",
        default=None,
        read_only=True,
        allow_null=True,
    )
    by = serializers.CharField(
        source="by.name", default=None, read_only=True, allow_null=True
    )
    hours = Hours(source="units", allow_null=True)
    due_before = At(allow_null=True)
    due_after = At(allow_null=True)
    conflicts_new = serializers.SerializerMethodField()
    conflicts_settled = serializers.SerializerMethodField()

    def get_conflicts_new(self, line: Line) -> list[int]:
        return [conflict.pk for conflict in line.brought]

    def get_conflicts_settled(self, line: Line) -> list[int]:
        return [conflict.pk for conflict in line.settled]

    def to_representation(self, instance: Line) -> dict[str, Any]:
        shown = dict(super().to_representation(instance))
        row, user = instance.assignment, self.context["request"].user
        if row.directive.reserved and (row.department_id not in user.scope.departments):
            shown |= {"title": None, "department": None, "by": None}
        return shown


class ChangesOut(serializers.Serializer[Any]):
    """Appointments are in `net_hours` and not in the other sums:
    owed now = owed then + what others changed − what was worked off."""

    station = serializers.CharField(source="station.code", read_only=True)
    since = At()
    new_tasks = serializers.IntegerField(source="new", read_only=True)
    net_hours = Hours(source="net")
    done_hours = Hours(source="done")
    not_estimated = serializers.IntegerField(source="unknown", read_only=True)
    conflicts_new = serializers.SerializerMethodField()
    conflicts_settled = serializers.SerializerMethodField()
    changes = ChangeOut(source="lines", many=True, read_only=True)

    def get_conflicts_new(self, found: Any) -> list[int]:
        return [conflict.pk for conflict in found.found]

    def get_conflicts_settled(self, found: Any) -> list[int]:
        return [conflict.pk for conflict in found.settled]


class StationChanges(Door):
    """Whoever may read the station's task ledger."""

    detail = True

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "since", OpenApiTypes.DATE, description="First day; else last Monday"
            )
        ],
        responses=ChangesOut,
    )
    def get(self, request: Request, code: str) -> Response:
        now = timezone.now()
        station = load_station(self.user, code)
        since = last_monday(now)
        if "since" in request.query_params:
            since = _day(request.query_params["since"])
        today = timezone.localdate(now, ZONE)
        if not today - FARTHEST <= since <= today:
            text = _("A day in the last 400 days, today included.")
            raise ValidationError({"since": [text]})
        found = changes(station, start_of(since))
        shown = ChangesOut(found, context={"request": request}).data
        return Response(shown)


def _day(text: str) -> dt.date:
    """ValidationError that names the parameter."""
    try:
        day: dt.date = Day().run_validation(text)
    except ValidationError as error:
        raise ValidationError({"since": error.detail}) from None
    return day
