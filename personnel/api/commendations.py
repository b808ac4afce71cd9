"""Published commendations, and how many each unit had, for other systems."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from organization.api.base import VisibleRows
from organization.api.filters import ByUnit
from organization.models import Department, Station
from personnel.commended import by_unit
from personnel.models import Commendation
from personnel.quarters import Quarter


class CommendationOut(serializers.ModelSerializer[Commendation]):
    """What is published; its evidence stays with those who decided."""

    officer = serializers.CharField(source="officer.name", read_only=True)
    station = serializers.CharField(
        source="station.code", default=None, read_only=True, allow_null=True
    )
    department = serializers.CharField(
        source="department.code", default=None, read_only=True, allow_null=True
    )
    bureau = serializers.CharField(source="bureau.code", read_only=True)

    class Meta:
        model = Commendation
        fields = [
            *("id", "officer", "station", "department", "bureau"),
            *("title", "deed", "number", "published_on"),
        ]
        read_only_fields = fields


class UnitCountOut(serializers.Serializer[Any]):
    unit = serializers.CharField(source="unit.code")
    name = serializers.CharField(source="unit.name")
    count = serializers.IntegerField(source="number")


class QuarterOut(serializers.Serializer[Any]):
    """Units in the order of their codes; those without any are left out."""

    quarter = serializers.CharField()
    units = UnitCountOut(many=True)


class Commendations(VisibleRows[Commendation]):
    """Those published by the bureaus above and below one's own."""

    queryset = Commendation.objects.published().select_related(
        "officer", "station", "department", "bureau"
    )
    serializer_class = CommendationOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "department": ByUnit(Department, lambda unit: Q(department=unit)),
    }

    @extend_schema(
        parameters=[OpenApiParameter("quarter", str, description="2026-Q3")],
        responses=QuarterOut,
        filters=False,
    )
    @action(detail=False, pagination_class=None, filter_backends=[])
    def counts(self, request: Request) -> Response:
        """How many each unit had published in a quarter, by default this one."""
        asked = request.query_params.get("quarter")
        found = (
            Quarter.of(timezone.localdate()) if asked is None else Quarter.read(asked)
        )
        if found is None:
            raise serializers.ValidationError(
                {"quarter": [_("A quarter is written 2026-Q3.")]}
            )
        units = by_unit(Commendation.objects.visible_to(self.user), found)
        return Response(QuarterOut({"quarter": str(found), "units": units}).data)
