"""The report of a bureau's money for other systems, with the figures of its page."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from budget.api.shapes import Amount
from budget.models import Category
from budget.reports.pace import Pace, Spread
from budget.reports.report import Gap, Report, Unit, read_report
from budget.reports.trend import Month, YearSums
from budget.views.loading import load_bureau, own_bureau
from desk.inputs import Enum, Input
from organization.api.base import Door

PLACES = Decimal("0.0001")
GAPS = 1_000
"""Stations with a gap that one answer names."""
STEPS = ("allocated", "disbursed", "received", "confirmed")


class Share(serializers.DecimalField):
    """Of one; text with four decimals, rounded down. Null of nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            9, 4, coerce_to_string=True, read_only=True, allow_null=True, **options
        )


class ReportQuery(Input):
    """Without a year it is this one, without a purpose running costs."""

    bureau = serializers.CharField(required=False)
    year = serializers.IntegerField(min_value=2000, max_value=2100, required=False)
    category = Enum("MoneyCategory", Category.values, default="running")
    gaps_page = serializers.IntegerField(min_value=1, max_value=10_000, default=1)


class MoneyDaysOut(serializers.Serializer[Spread]):
    """Calendar days, weighted by money: half of it took no longer than the median."""

    amount = Amount(read_only=True)
    median = serializers.IntegerField(read_only=True, allow_null=True)
    nine_of_ten = serializers.IntegerField(
        source="most", read_only=True, allow_null=True
    )
    longest = serializers.IntegerField(read_only=True, allow_null=True)


class MoneyPaceOut(serializers.Serializer[Pace]):
    """What has not gone yet stands apart, by its age today."""

    allocated_to_confirmed = MoneyDaysOut(source="whole", read_only=True)
    allocated_to_disbursed = MoneyDaysOut(source="out", read_only=True)
    disbursed_to_confirmed = MoneyDaysOut(source="back", read_only=True)
    not_disbursed = MoneyDaysOut(source="idle", read_only=True)
    not_confirmed = MoneyDaysOut(source="silent", read_only=True)


class MoneyStepsOut(serializers.Serializer[Any]):
    """Cumulated: each is at most the one before."""

    allocated = Amount(read_only=True)
    disbursed = Amount(read_only=True)
    received = Amount(read_only=True)
    confirmed = Amount(read_only=True)


class MoneyUnitOut(MoneyStepsOut):
    """A bureau with all below it, or a station. Nothing is due without a norm."""

    code = serializers.CharField(read_only=True)
    kind = Enum("MoneyUnitKind", ("bureau", "station"), read_only=True)
    due = Amount(read_only=True, allow_null=True)
    gap = Amount(read_only=True, allow_null=True)
    confirmed_of_disbursed = Share()
    confirmed_of_due = Share()
    disputed = serializers.IntegerField(read_only=True)
    unanswered = serializers.IntegerField(read_only=True)
    days = MoneyPaceOut(read_only=True)


class MoneyGapOut(serializers.Serializer[Any]):
    """What a station is short of; the four steps add up to it."""

    station = serializers.CharField(read_only=True)
    gap = Amount(read_only=True)
    per_head = Amount(read_only=True, allow_null=True)
    not_allocated = Amount(read_only=True)
    not_disbursed = Amount(read_only=True)
    not_received = Amount(read_only=True)
    not_confirmed = Amount(read_only=True)


class MoneyMonthOut(serializers.Serializer[Month]):
    """So far by its end; `month` is its first day, null for what came after the
    year."""

    month = serializers.DateField(source="first", read_only=True, allow_null=True)
    allocated = Amount(read_only=True)
    disbursed = Amount(read_only=True)
    confirmed = Amount(read_only=True)


class MoneyYearOut(serializers.Serializer[YearSums]):
    year = serializers.IntegerField(read_only=True)
    allocated = Amount(read_only=True)
    disbursed = Amount(read_only=True)
    confirmed = Amount(read_only=True)
    disbursed_in_december = Amount(source="december", read_only=True)


class MoneyReportOut(serializers.Serializer[Any]):
    bureau = serializers.CharField(read_only=True)
    year = serializers.IntegerField(read_only=True)
    category = Enum("MoneyCategory", Category.values, read_only=True)
    as_of = serializers.DateField(read_only=True)
    whole = MoneyUnitOut(read_only=True)
    units = MoneyUnitOut(many=True, read_only=True)
    gaps = MoneyGapOut(many=True, read_only=True)
    gaps_count = serializers.IntegerField(
        read_only=True, help_text="Stations with a gap; a thousand are named at a time."
    )
    months = MoneyMonthOut(many=True, read_only=True)
    december_share = Share()
    years = MoneyYearOut(many=True, read_only=True)


class MoneyReports(Door):
    """Of each yuan how much arrives, how many days it takes, where it stops."""

    @extend_schema(
        parameters=[
            OpenApiParameter("bureau", str, description="Code; without it one's own."),
            OpenApiParameter("year", int, description="Without it this year."),
            OpenApiParameter("category", str, enum=Category.values),
            OpenApiParameter(
                "gaps_page", int, description="Which thousand of the gaps, from 1."
            ),
        ],
        responses=MoneyReportOut,
    )
    def get(self, request: Request) -> Response:
        query = ReportQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked, today = query.validated_data, timezone.localdate()
        code = asked.get("bureau")
        bureau = load_bureau(self.user, code) if code else own_bureau(self.user)
        report = read_report(
            bureau,
            asked.get("year", today.year),
            asked["category"],
            today=today,
            gaps=GAPS,
            page=asked["gaps_page"],
        )
        return Response(MoneyReportOut(_answer(report)).data)


def _answer(report: Report) -> dict[str, Any]:
    return {
        "bureau": report.bureau.code,
        "year": report.year,
        "category": report.category,
        "as_of": report.today,
        "whole": _unit(report.all),
        "units": [_unit(one) for one in report.units],
        "gaps": [_gap(one) for one in report.gaps],
        "gaps_count": report.short,
        "months": report.trend.months,
        "december_share": _share(report.trend.december),
        "years": report.years,
    }


def _unit(one: Unit) -> dict[str, Any]:
    every = one.whole
    return {
        "code": one.unit.code,
        "kind": "bureau" if one.is_bureau else "station",
        "due": every.entitled,
        "gap": every.gap,
        **{step: getattr(every.figures, step) for step in STEPS},
        "confirmed_of_disbursed": _share(one.of_each_yuan),
        "confirmed_of_due": _share(one.of_due),
        "disputed": every.disputes,
        "unanswered": every.unanswered,
        "days": one.pace,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "station": gap.row.station.code,
        "gap": gap.amount,
        "per_head": gap.per_head,
        **{f"not_{step}": getattr(gap, step) for step in STEPS},
    }


def _share(share: Fraction | None) -> Decimal | None:
    return None if share is None else Decimal(share * 10_000 // 1) * PLACES
