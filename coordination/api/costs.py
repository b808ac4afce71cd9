"""What a task costs each station, for other systems: read, and said anew."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from budget.api.shapes import Amount
from coordination.api.acting import read
from coordination.costs import last_said
from coordination.models import DirectiveCost
from coordination.services.costing import LONGEST_FUND, Cost, say_cost
from desk.idempotency import once
from desk.inputs import Enum, Input, Text
from organization import wall
from organization.permissions import POLICY, authorise


class CostIn(Input):
    """`each` is yuan per station; null says that it costs nothing after all."""

    each = Amount(allow_null=True)
    origin = Enum("CostOrigin", DirectiveCost.Origin.values, default="open")
    fund = Text(LONGEST_FUND, required=False, allow_blank=True, default="")


class CostOut(serializers.Serializer[Any]):
    """What counts now; all null where nothing was said."""

    each = Amount(read_only=True, allow_null=True, default=None)
    origin = Enum(
        "CostOrigin",
        DirectiveCost.Origin.values,
        read_only=True,
        allow_null=True,
        default=None,
    )
    fund = serializers.CharField(read_only=True, allow_null=True, default=None)
    said_at = serializers.DateTimeField(read_only=True, allow_null=True, default=None)


class CostActs:
    """The cost of a task, below its own address."""

    @extend_schema(responses=CostOut)
    @action(detail=True, methods=["get"])
    def cost(self: Any, request: Request, pk: str) -> Response:
        """What counts of what was said."""
        return Response(CostOut(last_said(self.get_object()) or {}).data)

    @extend_schema(request=CostIn, responses={201: CostOut})
    @cost.mapping.post
    @once
    def say_cost(self: Any, request: Request, pk: str) -> Response:
        """Said anew, the last counts; the stations read it before they sign."""
        row = self.get_object()
        if row.department is None:
            raise PermissionDenied(str(POLICY["directive.draft"].title))
        authorise(self.user, "directive.draft", row.department)
        cost = Cost(**read(CostIn, request))
        say_cost(by=self.user, directive=row, cost=cost, now=timezone.now())
        wall.stand()
        return Response(CostOut(last_said(row) or {}).data, status=201)
