"""What stations spent, for other systems: read, entered, taken back."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from budget.api.shapes import MOST_ID, UNIT_CODE, Amount
from budget.models import Category, Expense
from budget.services.spending import (
    LONGEST_DOCUMENT,
    LONGEST_PURPOSE,
    Spending,
    demand_taking_back,
    take_back_expense,
)
from coordination.services.costing import NO_TASK, Caused, spend
from desk.etags import Outdated, expected
from desk.idempotency import once
from desk.inputs import Day, Enum, Input, Text, WhyIn
from organization.api.base import VisibleRows, entity_tag
from organization.api.filters import ByNumber, ByUnit, ByValue
from organization.models import Station
from organization.permissions import authorise
from personnel.api.reading import demand_any
from personnel.api.views import read
from tasking.models import Assignment


class ExpenseIn(Input):
    """`assignment` is the task of the station that caused it; `part`: another part of a
    document that is entered already."""

    station = Text(UNIT_CODE)
    amount = Amount()
    spent_on = Day()
    kind = Enum("ExpenseKind", Expense.Kind.values)
    category = Enum("MoneyCategory", Category.values, default="running")
    purpose = Text(LONGEST_PURPOSE)
    document = Text(LONGEST_DOCUMENT)
    paid = Enum("ExpensePaid", Expense.Paid.values, default="funds")
    part = serializers.BooleanField(default=False)
    assignment = serializers.IntegerField(
        min_value=1, max_value=MOST_ID, required=False, allow_null=True, default=None
    )


class ExpenseOut(serializers.Serializer[Any]):
    """A counter-row names what it `takes_back`; `repaid` is told of advances."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    year = serializers.IntegerField(read_only=True)
    amount = Amount(read_only=True)
    spent_on = serializers.DateField(read_only=True)
    kind = Enum("ExpenseKind", Expense.Kind.values, read_only=True)
    category = Enum("MoneyCategory", Category.values, read_only=True)
    purpose = serializers.CharField(read_only=True)
    document = serializers.CharField(read_only=True)
    paid = Enum("ExpensePaid", Expense.Paid.values, read_only=True)
    repaid = serializers.SerializerMethodField()
    assignment = serializers.SerializerMethodField()
    takes_back = serializers.IntegerField(
        source="takes_back_id", read_only=True, allow_null=True
    )
    taken_back = serializers.SerializerMethodField()
    reason = serializers.CharField(read_only=True)
    by = serializers.CharField(source="entered_by.name", read_only=True)
    at = serializers.DateTimeField(source="entered_at", read_only=True)

    def get_repaid(self, row: Expense) -> bool:
        return any(one.undone_at is None for one in row.repayments.all())

    def get_assignment(self, row: Expense) -> int | None:
        cause = getattr(row, "cause", None)
        return cause.assignment_id if cause else None

    def get_taken_back(self, row: Expense) -> bool:
        return hasattr(row, "counter")


class Expenses(VisibleRows[Expense]):
    """Spending of the own station, or of the stations below."""

    queryset = Expense.objects.select_related(
        "station__bureau", "entered_by", "counter", "cause"
    ).prefetch_related("repayments")
    serializer_class = ExpenseOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "year": ByNumber("year"),
        "kind": ByValue("kind", Expense.Kind.values),
        "assignment": ByNumber("cause__assignment"),
    }

    @extend_schema(request=ExpenseIn, responses={201: ExpenseOut})
    @once
    def create(self, request: Request) -> Response:
        """Enter one row; its year is that of its day."""
        demand_any(self.user, "money.spend")
        data = read(ExpenseIn, request)
        seen = Station.objects.visible_to(self.user).select_related("bureau")
        station: Station | None = seen.filter(code=data.pop("station")).first()
        if station is None:
            raise ValidationError({"station": [_("There is no such unit.")]})
        authorise(self.user, "money.spend", station)
        cause = self._cause(station, data.pop("assignment"))
        spending = Spending(year=data["spent_on"].year, **data)
        made = spend(
            by=self.user,
            station=station,
            caused=Caused(spending, cause),
            now=timezone.now(),
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=WhyIn, responses={201: ExpenseOut})
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """A counter-row takes all of it back; it is what is answered."""
        row = self.get_object()
        demand_taking_back(self.user, row)
        tags = expected(request)
        if not {"*", self._tag(row)} & tags:
            raise Outdated
        reason = read(WhyIn, request)["reason"]
        made = take_back_expense(
            by=self.user, expense=row, reason=reason, now=timezone.now()
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    def _tag(self, row: Expense) -> str:
        return entity_tag(row, ExpenseOut(row).data).strip('"')

    def _cause(self, station: Station, pk: int | None) -> Assignment | None:
        if pk is None:
            return None
        rows = Assignment.objects.visible_to(self.user).filter(station=station)
        found: Assignment | None = (
            rows.select_related("directive").filter(pk=pk).first()
        )
        if found is None:
            raise ValidationError({"assignment": [NO_TASK]})
        return found
