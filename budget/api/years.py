"""Closed years and the statements frozen by them, for other systems."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from budget.api.naming import named_bureau
from budget.api.shapes import UNIT_CODE
from budget.models import ClosedYear, Statement
from budget.services.closing import close_year, correct_statement
from desk.etags import Outdated, seen
from desk.idempotency import once
from desk.inputs import Input, Text
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit
from organization.models import Bureau, Station
from organization.permissions import authorise
from personnel.api.reading import demand_any
from personnel.api.views import read


class ClosedYearIn(Input):
    bureau = Text(UNIT_CODE)
    year = serializers.IntegerField(min_value=2000, max_value=2100)


class ClosedYearOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(read_only=True)
    bureau = serializers.CharField(source="bureau.code", read_only=True)
    year = serializers.IntegerField(read_only=True)
    by = serializers.CharField(
        source="closed_by.name", default=None, read_only=True, allow_null=True
    )
    at = serializers.DateTimeField(source="closed_at", read_only=True)


class ClosedYears(VisibleRows[ClosedYear]):
    """Years for which bureaus allocate and disburse nothing more."""

    queryset = ClosedYear.objects.select_related("bureau", "closed_by").order_by("id")
    serializer_class = ClosedYearOut
    filters = {
        "bureau": ByUnit(Bureau, lambda unit: Q(bureau=unit)),
        "year": ByNumber("year"),
    }

    @extend_schema(request=ClosedYearIn, responses={201: ClosedYearOut})
    @once
    def create(self, request: Request) -> Response:
        """Close one, for good: the statements of the bureau's stations are frozen."""
        demand_any(self.user, "money.norm")
        data = read(ClosedYearIn, request)
        bureau = named_bureau(self.user, data["bureau"])
        authorise(self.user, "money.norm", bureau)
        close_year(by=self.user, bureau=bureau, year=data["year"], now=timezone.now())
        row = self.get_queryset().get(bureau=bureau, year=data["year"])
        return self.answer(row, status=201)


class CorrectionIn(Input):
    reason = Text(200)


class StatementOut(serializers.Serializer[Any]):
    """A frozen version of a station's year; `reason` is why it was made anew."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    year = serializers.IntegerField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    digest = serializers.CharField(read_only=True)
    reason = serializers.CharField(read_only=True)
    by = serializers.CharField(
        source="made_by.name", default=None, read_only=True, allow_null=True
    )
    at = serializers.DateTimeField(source="made_at", read_only=True)


class WholeStatementOut(StatementOut):
    """`body` is the canonical JSON as text: `digest` is the SHA-256 of its UTF-8."""

    body = serializers.CharField(read_only=True, trim_whitespace=False)


class Statements(VisibleRows[Statement]):
    """All versions; the text of one is read by its id."""

    queryset = Statement.objects.select_related("station__bureau", "made_by")
    serializer_class = StatementOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "year": ByNumber("year"),
        "version": ByNumber("version"),
    }

    @extend_schema(responses=WholeStatementOut)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One version with its text."""
        return self.answer(self.get_object(), serializer=WholeStatementOut)

    @extend_schema(request=CorrectionIn, responses=WholeStatementOut)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """One version more, with what is so now; only of the last one."""
        row = self.get_object()
        authorise(self.user, "money.norm", row.station)
        version = seen(request, row)
        data = read(CorrectionIn, request)
        last = Statement.objects.filter(station=row.station_id, year=row.year).last()
        if version is not None and last is not None and version != last.version:
            raise Outdated
        made = correct_statement(
            by=self.user,
            station=row.station,
            year=row.year,
            now=timezone.now(),
            **data,
        )
        shown = self.get_queryset().get(pk=made.pk)
        return self.answer(shown, serializer=WholeStatementOut)
