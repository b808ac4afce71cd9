"""How full the weeks of the stations below are, for other systems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.fields import At, Hours
from coordination.core.weekly import WEEKS
from coordination.heat.asked import SPANS, Asked, departments, weeks_from
from coordination.heat.cells import Cell
from coordination.heat.reading import Line, read_heat
from coordination.moments import instant
from desk.inputs import Enum
from organization.api.base import Door
from organization.api.filters import CODE
from organization.http import whole_number
from organization.models import Bureau
from organization.permissions import authorise

KINDS = {"fits": "fits", "short": "conflict", "unknown": "unknown", "none": "none"}


class HeatWeekOut(serializers.Serializer[Any]):
    """The tightest window that ends in the week; `none` where none ends. Of `unknown`
    the figures are those of what is known, null where nothing is. `own_hours` are the
    department's that is asked for, due in the week."""

    week = serializers.DateField(read_only=True)
    verdict = Enum("WeekVerdict", tuple(KINDS.values()), read_only=True)
    percent = serializers.IntegerField(read_only=True, allow_null=True)
    start = At(allow_null=True)
    end = At(allow_null=True)
    demand_hours = Hours(source="demand", allow_null=True)
    capacity_hours = Hours(source="capacity", allow_null=True)
    shortfall_hours = Hours(source="shortfall", allow_null=True)
    clashes = serializers.IntegerField(read_only=True)
    own_hours = Hours(source="own", allow_null=True)


class HeatLineOut(serializers.Serializer[Any]):
    """`stale`: something has changed since; the figures are those of the last check."""

    station = serializers.CharField(read_only=True)
    bureau = serializers.CharField(read_only=True)
    stale = serializers.BooleanField(read_only=True)
    weeks = HeatWeekOut(many=True, read_only=True)


class HeatOut(serializers.Serializer[Any]):
    """Stations in the order of the tree; per week how many of them do not fit."""

    weeks = serializers.ListField(child=serializers.DateField(), read_only=True)
    short = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    results = HeatLineOut(many=True, read_only=True)


class HeatMap(Door):
    """Figures of the last checks; titles are in none of them."""

    @extend_schema(
        parameters=[
            OpenApiParameter("bureau", OpenApiTypes.STR, description="Code"),
            OpenApiParameter("department", OpenApiTypes.STR, description="Code"),
            OpenApiParameter("weeks", OpenApiTypes.INT, description="1 to 26, else 12"),
        ],
        responses=HeatOut,
    )
    def get(self, request: Request) -> Response:
        authorise(self.user, "heat.view")
        asked = self._asked(request.query_params)
        found = read_heat(asked, timezone.now())
        if found.too_many:
            raise ValidationError({"bureau": [_("Choose a bureau.")]})
        lines = [_line(line, asked.weeks) for line in found.lines]
        body = {"weeks": asked.weeks, "short": found.short, "results": lines}
        return Response(HeatOut(body).data)

    def _asked(self, given: Mapping[str, str]) -> Asked:
        count = whole_number(given.get("weeks", str(SPANS[0])))
        problems = {}
        if count is None or not 1 <= count <= WEEKS:
            problems["weeks"] = [_("Between 1 and %(n)s.") % {"n": WEEKS}]
        units: dict[str, Any] = {}
        for name, rows in (
            ("bureau", Bureau.objects.visible_to(self.user)),
            ("department", departments(self.user)),
        ):
            units[name] = _unit(rows, given.get(name, ""))
            if given.get(name) and units[name] is None:
                problems[name] = [_("Nobody knows this code.")]
        if problems:
            raise ValidationError(problems)
        weeks = weeks_from(timezone.localdate(), count or SPANS[0])
        return Asked(self.user, weeks, **units)


def _unit(rows: QuerySet[Any], code: str) -> Any:
    return rows.filter(code=code).first() if CODE.fullmatch(code) else None


def _line(line: Line, weeks: tuple[dt.date, ...]) -> dict[str, Any]:
    return {
        "station": line.station.code,
        "bureau": line.station.bureau.code,
        "stale": line.stale,
        "weeks": [
            _week(cell, week) for week, cell in zip(weeks, line.cells, strict=True)
        ],
    }


def _week(cell: Cell, week: dt.date) -> dict[str, Any]:
    window = cell.window
    return {
        "week": week,
        "verdict": KINDS[cell.kind],
        "percent": cell.percent,
        "start": instant(window.start) if window else None,
        "end": instant(window.end) if window else None,
        "demand": window.demand if window else None,
        "capacity": window.capacity if window else None,
        "shortfall": max(window.excess, 0) if window else None,
        "clashes": cell.clashes,
        "own": cell.own,
    }
