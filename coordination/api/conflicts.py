"""Conflicts as the last check found them. Nobody writes one by hand."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.duplicates import Duplicates
from coordination.api.fields import At, Hours, Window
from coordination.models import Conflict, Proposal
from coordination.models.conflict import OPEN_STATES
from desk.inputs import Enum
from organization.api.base import VisibleRows
from organization.api.filters import ByUnit, ByValue
from organization.models import Station


class MemberOut(serializers.Serializer[Any]):
    """Work inside the window: whose and how much, never what."""

    assignment = serializers.IntegerField(read_only=True)
    department = serializers.CharField(read_only=True)
    hours = Hours(source="units")
    minimal = serializers.BooleanField(read_only=True)
    event = serializers.BooleanField(read_only=True)


class ConflictOut(serializers.Serializer[Conflict]):
    """`misses` are the assignments that cannot be done in time."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    kind = Enum("ConflictKind", Conflict.Kind.values, read_only=True)
    state = Enum("ConflictState", Conflict.State.values, read_only=True)
    window = serializers.SerializerMethodField()
    demand_hours = Hours(source="demand_units")
    capacity_hours = Hours(source="capacity_units")
    shortfall_hours = Hours(source="shortfall_units")
    members = MemberOut(many=True, read_only=True)
    misses = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    departments = serializers.ListField(child=serializers.CharField(), read_only=True)
    scope = Enum("ConflictScope", Conflict.Scope.values, read_only=True)
    overloaded_by = serializers.ListField(child=serializers.CharField(), read_only=True)
    displaces = serializers.BooleanField(read_only=True)
    first_seen_at = At()
    changed_at = At()
    settled_at = At(allow_null=True)
    proposals = serializers.SerializerMethodField()

    def get_proposals(self, row: Conflict) -> list[int]:
        return sorted(proposal.pk for proposal in row.proposals.all())

    def get_window(self, row: Conflict) -> Any:
        return Window().to_representation((row.window_start, row.window_end))


class Conflicts(VisibleRows[Conflict]):
    """Those of one's station, of one's department, or of the bureaus overseen.

    Duplicates are found apart from the check and listed alone: `?kind=duplicate`.
    """

    queryset = Conflict.objects.select_related("station").prefetch_related(
        Prefetch("proposals", Proposal.objects.only("pk"))
    )
    serializer_class = ConflictOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "state": ByValue(
            "state", Conflict.State.values, {"open": Q(state__in=OPEN_STATES)}
        ),
        "kind": ByValue("kind", Conflict.Kind.values),
        "scope": ByValue("scope", Conflict.Scope.values),
    }

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if request.query_params.get("kind") == Conflict.Kind.DUPLICATE:
            twin = Duplicates(**self.__dict__ | {"queryset": Duplicates.queryset})
            return twin.list(request, *args, **kwargs)
        return super().list(request, *args, **kwargs)
