"""Stations' plans of the year: read with what was done, kept by the chief."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import read
from coordination.api.fields import At, Hours, HoursIn
from coordination.ledger.year import Row, Year, read_year
from desk.etags import expected, lock
from desk.idempotency import once
from desk.inputs import Enum, Input, Text
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit
from organization.models import Station
from organization.permissions import authorise
from tasking.models import PlanItem, StationPlan
from tasking.services import plans

KIND, PER = PlanItem.Kind, PlanItem.Per


class PlanIn(Input):
    """`copy`: with the items of the year before."""

    station = Text(32)
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    copy = serializers.BooleanField(required=False, default=False)


class ItemIn(Input):
    """Officer-hours per week, per month or in the whole span; days inclusive."""

    kind = Enum("PlanItemKind", KIND.values)
    title = Text(80)
    hours = HoursIn()
    per = Enum("PlanItemPer", PER.values)
    first = serializers.DateField()
    last = serializers.DateField()


class WeekIn(Input):
    """Officer-hours done in the week of a Monday, by item; null takes one away."""

    week = serializers.DateField()
    hours = serializers.DictField(child=HoursIn(allow_null=True))


class ForceIn(Input):
    in_force = serializers.BooleanField()


class PlannedAndDone(serializers.Serializer[Any]):
    planned_hours = Hours(source="planned")
    done_hours = Hours(source="done")


class PlanItemOut(serializers.Serializer[Row]):
    """Twelve months; `taken_hours` orders took of its protected time so far."""

    id = serializers.IntegerField(source="item.pk", read_only=True)
    kind = Enum("PlanItemKind", KIND.values, source="item.kind", read_only=True)
    title = serializers.CharField(source="item.title", read_only=True)
    hours = Hours(source="item.units")
    per = Enum("PlanItemPer", PER.values, source="item.per", read_only=True)
    first = serializers.DateField(source="item.first", read_only=True)
    last = serializers.DateField(source="item.last", read_only=True)
    months = PlannedAndDone(many=True, read_only=True)
    so_far = PlannedAndDone(read_only=True)
    taken_hours = Hours(source="taken")


class YearPlanRow(serializers.Serializer[StationPlan]):
    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    year = serializers.IntegerField(read_only=True)
    in_force_at = At(allow_null=True)
    version = serializers.IntegerField(read_only=True)


class YearOut(serializers.Serializer[Year]):
    """`until` is the last day of the weeks that are over, which `so_far` adds up."""

    until = serializers.DateField(read_only=True, allow_null=True)
    so_far = PlannedAndDone(read_only=True)
    taken_hours = Hours(source="taken")
    items = PlanItemOut(source="rows", many=True, read_only=True)


class YearPlanOut(YearPlanRow, YearOut):
    """A plan with its year as it stands; `until` is the last day of the weeks that are
    over, which `so_far` adds up."""

    def to_representation(self, instance: StationPlan) -> dict[str, Any]:
        year = read_year(instance, timezone.now())
        return {**YearPlanRow(instance).data, **YearOut(year).data}


class StationPlans(VisibleRows[StationPlan]):
    """Those of one's own station, or of the stations overseen."""

    queryset = StationPlan.objects.select_related("station__bureau")
    serializer_class = YearPlanOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "year": ByNumber("year"),
    }

    def get_serializer_class(self) -> Any:
        return YearPlanRow if self.action == "list" else YearPlanOut

    @extend_schema(request=PlanIn, responses={201: YearPlanOut})
    @once
    def create(self, request: Request) -> Response:
        """Begin the plan of a year; it counts from when it is put in force."""
        data = read(PlanIn, request)
        seen = Station.objects.visible_to(self.user).select_related("bureau")
        station = seen.filter(code=data["station"]).first()
        if station is None:
            unknown = _("Nothing is known by this value.")
            raise ValidationError({"station": [unknown]})
        plan = plans.begin_plan(
            by=self.user,
            station=station,
            year=data["year"],
            now=timezone.now(),
            copy=data["copy"],
        )
        return self.answer(plan, status=201)

    @extend_schema(request=ItemIn, responses={201: YearPlanOut})
    @action(detail=True, methods=["post"])
    def items(self, request: Request, pk: str) -> Response:
        """One more item."""
        plan = self.get_object()
        authorise(self.user, "plan.edit", plan.station)
        expected(request)
        data = dict(read(ItemIn, request))
        said = plans.Planned(units=data.pop("hours"), **data)
        with transaction.atomic():
            plans.add_item(by=self.user, plan=lock(request, plan), said=said)
        return self._fresh(plan, status=201)

    @extend_schema(request=WeekIn, responses=YearPlanOut)
    @action(detail=True, methods=["post"])
    def hours(self, request: Request, pk: str) -> Response:
        """What was done in a week. Entered again it is corrected."""
        plan = self.get_object()
        authorise(self.user, "plan.actual", plan.station)
        expected(request)
        data = read(WeekIn, request)
        if any(not (k.isascii() and k.isdigit()) for k in data["hours"]):
            raise ValidationError({"hours": [_("There is no such entry any more.")]})
        done = {int(key[:17]): units for key, units in data["hours"].items()}
        names = {f"hours_{key}": "hours" for key in done}
        named = fields_named(monday="week", state="hours", **names)
        with named, transaction.atomic():
            plans.enter_week(
                by=self.user,
                plan=lock(request, plan),
                monday=data["week"],
                done=done,
                now=timezone.now(),
            )
        return self._fresh(plan)

    @extend_schema(request=ForceIn, responses=YearPlanOut)
    @action(detail=True, methods=["post"])
    def force(self, request: Request, pk: str) -> Response:
        """Let its foundation work count as planned standing hours, or no more."""
        plan = self.get_object()
        authorise(self.user, "plan.edit", plan.station)
        expected(request)
        begins = read(ForceIn, request)["in_force"]
        with transaction.atomic():
            plan = lock(request, plan)
            if begins:
                plans.put_in_force(by=self.user, plan=plan, now=timezone.now())
            else:
                plans.take_out_of_force(by=self.user, plan=plan)
        return self._fresh(plan)

    def _fresh(self, plan: StationPlan, status: int = 200) -> Response:
        return self.answer(self.get_queryset().get(pk=plan.pk), status=status)
