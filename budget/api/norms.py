"""Norms per head for other systems: only ever added."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from budget.api.naming import named_bureau
from budget.api.shapes import UNIT_CODE, Amount
from budget.models import Norm
from budget.services.norms import LONGEST_BASIS, NormTerms, set_norm
from desk.idempotency import once
from desk.inputs import Day, Enum, Input, Text
from organization.api.base import VisibleRows
from organization.api.filters import ByUnit, ByValue
from organization.models import Bureau
from organization.permissions import authorise
from personnel.api.reading import demand_any
from personnel.api.views import read
from personnel.models.posts import Category as Staff


class NormIn(Input):
    """Yuan per head and year; `end` is the first day without it, null: none yet."""

    bureau = Text(UNIT_CODE)
    staff = Enum("OfficerCategory", Staff.values, default=Staff.POLICE.value)
    amount = Amount()
    first = Day()
    end = Day(required=False, allow_null=True, default=None)
    counting = Enum(
        "HeadCounting", Norm.Counting.values, default=Norm.Counting.YEAR_START.value
    )
    basis = Text(LONGEST_BASIS)


class NormOut(serializers.Serializer[Any]):
    """Of several that cover a day the nearest bureau's counts, and of these the one
    entered last. Without `by` it came with the system."""

    id = serializers.IntegerField(read_only=True)
    bureau = serializers.CharField(source="bureau.code", read_only=True)
    staff = Enum("OfficerCategory", Staff.values, read_only=True)
    amount = Amount(read_only=True)
    first = serializers.DateField(read_only=True)
    end = serializers.DateField(read_only=True, allow_null=True)
    counting = Enum("HeadCounting", Norm.Counting.values, read_only=True)
    basis = serializers.CharField(read_only=True)
    by = serializers.CharField(
        source="entered_by.name", default=None, read_only=True, allow_null=True
    )
    at = serializers.DateTimeField(source="entered_at", read_only=True)


class Norms(VisibleRows[Norm]):
    """Of the bureaus one belongs to and of those above and below them."""

    queryset = Norm.objects.select_related("bureau", "entered_by")
    serializer_class = NormOut
    filters = {
        "bureau": ByUnit(Bureau, lambda unit: Q(bureau=unit)),
        "staff": ByValue("staff", Staff.values),
    }

    @extend_schema(request=NormIn, responses={201: NormOut})
    @once
    def create(self, request: Request) -> Response:
        """Set one; on the days it covers it goes before older ones of the bureau."""
        demand_any(self.user, "money.norm")
        data = read(NormIn, request)
        bureau = named_bureau(self.user, data.pop("bureau"))
        authorise(self.user, "money.norm", bureau)
        made = set_norm(
            by=self.user, bureau=bureau, terms=NormTerms(**data), now=timezone.now()
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)
