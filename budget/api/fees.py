"""Fees and fines, split rules and what stations think of them, for other systems."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from budget.api.naming import named_bureau, named_station
from budget.api.shapes import MOST_ID, UNIT_CODE, Amount
from budget.models import FeeIncome, RuleView, SplitRule
from budget.services import fees
from desk.idempotency import once
from desk.inputs import Day, Enum, Input, Text
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit, ByValue
from organization.models import Bureau, Station
from organization.permissions import authorise
from personnel.api.reading import demand_any
from personnel.api.views import read


class FeesIn(Input):
    """A month of one kind, of one station."""

    station = Text(UNIT_CODE)
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    month = serializers.IntegerField(min_value=1, max_value=12)
    kind = Enum("FeeKind", FeeIncome.Kind.values, default=FeeIncome.Kind.FINE.value)
    collected = Amount()
    paid_in = Amount()
    document = Text(200)


class FeesOut(serializers.Serializer[Any]):
    """Of a station, kind and month the row entered last counts."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    year = serializers.IntegerField(read_only=True)
    month = serializers.IntegerField(read_only=True)
    kind = Enum("FeeKind", FeeIncome.Kind.values, read_only=True)
    collected = Amount(read_only=True)
    paid_in = Amount(read_only=True)
    document = serializers.CharField(read_only=True)
    by = serializers.CharField(source="entered_by.name", read_only=True)
    at = serializers.DateTimeField(source="entered_at", read_only=True)


class Fees(VisibleRows[FeeIncome]):
    """All that was ever entered, corrections beside what they correct."""

    queryset = FeeIncome.objects.select_related("station", "entered_by")
    serializer_class = FeesOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "year": ByNumber("year"),
        "month": ByNumber("month"),
        "kind": ByValue("kind", FeeIncome.Kind.values),
    }

    @extend_schema(request=FeesIn, responses={201: FeesOut})
    @once
    def create(self, request: Request) -> Response:
        """Enter a month, or correct it by entering it again."""
        demand_any(self.user, "money.fees")
        data = read(FeesIn, request)
        station = named_station(self.user, data.pop("station"))
        authorise(self.user, "money.fees", station)
        made = fees.enter_fees(
            by=self.user,
            station=station,
            month=fees.Month(**data),
            now=timezone.now(),
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)


class SplitRuleIn(Input):
    """In words: nothing can be reckoned with it."""

    bureau = Text(UNIT_CODE)
    text = Text(2000)
    decided_by = Text(fees.LONGEST_NAME)
    decided_on = Day()
    document = Text(200, required=False, allow_blank=True, default="")


class SplitRuleOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(read_only=True)
    bureau = serializers.CharField(source="bureau.code", read_only=True)
    text = serializers.CharField(read_only=True)
    decided_by = serializers.CharField(read_only=True)
    decided_on = serializers.DateField(read_only=True)
    document = serializers.CharField(read_only=True)
    by = serializers.CharField(source="entered_by.name", read_only=True)
    at = serializers.DateTimeField(source="entered_at", read_only=True)


class SplitRules(VisibleRows[SplitRule]):
    """That a bureau ties funding to what is paid in, as it was decided."""

    queryset = SplitRule.objects.select_related("bureau", "entered_by")
    serializer_class = SplitRuleOut
    filters = {"bureau": ByUnit(Bureau, lambda unit: Q(bureau=unit))}

    @extend_schema(request=SplitRuleIn, responses={201: SplitRuleOut})
    @once
    def create(self, request: Request) -> Response:
        """Record one; it changes no figure."""
        demand_any(self.user, "money.fees")
        data = read(SplitRuleIn, request)
        bureau = named_bureau(self.user, data.pop("bureau"))
        authorise(self.user, "money.fees", bureau)
        made = fees.record_rule(
            by=self.user,
            bureau=bureau,
            decision=fees.Decision(**data),
            now=timezone.now(),
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)


class RuleViewIn(Input):
    rule = serializers.IntegerField(min_value=1, max_value=MOST_ID)
    station = Text(UNIT_CODE)
    text = Text(2000)


class RuleViewOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(read_only=True)
    rule = serializers.IntegerField(source="rule_id", read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    text = serializers.CharField(read_only=True)
    by = serializers.CharField(source="said_by.name", read_only=True)
    at = serializers.DateTimeField(source="said_at", read_only=True)


class RuleViews(VisibleRows[RuleView]):
    """What stations think of split rules; a later word stands beside the earlier."""

    queryset = RuleView.objects.select_related("station", "said_by")
    serializer_class = RuleViewOut
    filters = {
        "rule": ByNumber("rule"),
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
    }

    @extend_schema(request=RuleViewIn, responses={201: RuleViewOut})
    @once
    def create(self, request: Request) -> Response:
        """The station's word on a rule of a bureau above it."""
        demand_any(self.user, "money.comment")
        data = read(RuleViewIn, request)
        station = named_station(self.user, data["station"])
        authorise(self.user, "money.comment", station)
        rules = SplitRule.objects.visible_to(self.user).select_related("bureau")
        rule = rules.filter(pk=data["rule"]).first()
        if rule is None:
            raise ValidationError({"rule": [_("Nothing is known by this value.")]})
        made = fees.say_view(
            by=self.user,
            rule=rule,
            station=station,
            text=data["text"],
            now=timezone.now(),
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)
