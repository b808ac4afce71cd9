"""How burden budgets and usual hours look from outside; officer-hours are numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coordination.api.fields import At
from coordination.api.shapes import PreviewOut
from coordination.caps.quarters import Quarter
from coordination.caps.reading import used_of
from coordination.caps.usage import Usage
from coordination.models import BurdenCap, CapNote
from desk.inputs import Enum, Input, Text

LEVELS = ["under", "soft", "hard", "unknown", "apart"]
NULL: dict[str, Any] = {"allow_null": True, "default": None, "read_only": True}


@extend_schema_field({"type": "number", "format": "double"})
class Amount(serializers.Field[Any, Any, Any, Any]):
    """Officer-hours with at most six decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Decimal) -> float:
        return float(round(value, 6))


class Cap(serializers.DecimalField):
    """Officer-hours of a quarter; null is no cap."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_digits=12, decimal_places=2, allow_null=True, required=False, **options
        )


class CapChange(Input):
    """Other caps, and why; what is not named stays as it is."""

    soft_hours = Cap()
    hard_hours = Cap()
    reason = Text(2000)


class CapIn(CapChange):
    department = Text(32)
    quarter = Text(6, help_text="2026Q4, a calendar quarter.")


class CapOut(serializers.Serializer[BurdenCap]):
    """The budget of a department in a calendar quarter, and what is used of it.

    `apart_hours` are set by law or above, or were issued in an emergency: no cap binds
    them. `unestimated` counts orders in no figure, because nobody has estimated them.
    """

    id = serializers.IntegerField(read_only=True)
    department = serializers.CharField(source="department.code", read_only=True)
    quarter = serializers.SerializerMethodField()
    soft_hours = Amount(source="soft", allow_null=True)
    hard_hours = Amount(source="hard", allow_null=True)
    proposed_soft_hours = Amount(source="proposed_soft", allow_null=True)
    proposed_hard_hours = Amount(source="proposed_hard", allow_null=True)
    proposed_by = serializers.CharField(source="proposed_by.username", **NULL)
    used_hours = serializers.SerializerMethodField()
    waiting_hours = serializers.SerializerMethodField()
    apart_hours = serializers.SerializerMethodField()
    unestimated = serializers.SerializerMethodField()
    version = serializers.IntegerField(read_only=True)

    def to_representation(self, instance: BurdenCap) -> dict[str, Any]:
        known: dict[int, Usage] = self.context.get("usages", {})
        found = known.get(instance.pk)
        self._used = found or used_of([instance], timezone.now())[instance.pk]
        return super().to_representation(instance)

    def get_quarter(self, row: BurdenCap) -> str:
        return Quarter.of(row.quarter).code

    def get_used_hours(self, row: BurdenCap) -> float:
        return float(round(self._used.used, 6))

    def get_waiting_hours(self, row: BurdenCap) -> float:
        return float(round(self._used.waiting, 6))

    def get_apart_hours(self, row: BurdenCap) -> float:
        return float(round(self._used.apart, 6))

    def get_unestimated(self, row: BurdenCap) -> int:
        return self._used.unknown


class StandingOut(serializers.Serializer[Any]):
    """What one task does to the budget: `level` `soft` or `hard` above that cap;
    `barred` where it may not go out."""

    quarter = serializers.CharField(source="quarter.code", read_only=True)
    level = Enum("BudgetLevel", LEVELS, read_only=True)
    used_hours = Amount(source="usage.used")
    waiting_hours = Amount(source="usage.waiting")
    task_hours = Amount(source="hours", allow_null=True)
    soft_hours = Amount(source="cap.soft", allow_null=True)
    hard_hours = Amount(source="cap.hard", allow_null=True)
    exception_hours = Amount(source="exception.allowed", allow_null=True, default=None)
    barred = serializers.BooleanField(read_only=True)


class CapNoteOut(serializers.Serializer[CapNote]):
    act = Enum("BudgetAct", CapNote.Act.values, read_only=True)
    by = serializers.CharField(source="by.name", read_only=True)
    at = At()
    allowed_hours = Amount(source="allowed", allow_null=True)
    reason = serializers.CharField(read_only=True)


class TaskBudgetOut(serializers.Serializer[Any]):
    """`standing` is null without a budget, and once the task has gone out."""

    standing = StandingOut(allow_null=True, read_only=True)
    notes = CapNoteOut(many=True, read_only=True)


class UsualOut(serializers.Serializer[Any]):
    """What such tasks usually take at a station: the median of so many reports."""

    hours = Amount()
    reports = serializers.IntegerField(read_only=True)
    item = serializers.CharField(read_only=True)


class TrialOut(PreviewOut):
    """The trial run, with the department's budget and the usual hours, if any;
    `taken_hours` of protected time take a second name."""

    budget = StandingOut(required=False, read_only=True)
    usual = UsualOut(required=False, read_only=True)
    taken_hours = serializers.FloatField(required=False, read_only=True)


class ExceptionIn(Input):
    hours = serializers.DecimalField(max_digits=12, decimal_places=2)
    reason = Text(2000)
