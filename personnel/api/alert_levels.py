"""Alert levels for other systems: those that hold, announced, ended."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import Outdated, expected
from desk.idempotency import once
from desk.inputs import Day, Input, Text
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByUnit
from organization.models import Bureau
from organization.permissions import authorise
from personnel.api.reading import demand_any
from personnel.api.shapes import UNIT_CODE, Period
from personnel.api.views import read
from personnel.models import AlertLevel
from personnel.services import alerts


class AlertLevelIn(Input):
    """Half-open days: `end` is the first day without it. `bound_share` of those at
    work is held ready; without it 1 at level one, 0.5 at level two."""

    bureau = Text(UNIT_CODE)
    level = serializers.IntegerField(min_value=1, max_value=2)
    start = Day()
    end = Day()
    reason = Text(2000)
    bound_share = serializers.DecimalField(
        max_digits=4, decimal_places=3, required=False, allow_null=True, default=None
    )


class AlertLevelEnd(Input):
    """`end` is the first day without it."""

    end = Day()
    reason = Text(2000)


class AlertLevelOut(Period):
    id = serializers.IntegerField(read_only=True)
    bureau = serializers.CharField(source="bureau.code", read_only=True)
    level = serializers.IntegerField(read_only=True)
    bound_share = serializers.FloatField(read_only=True)
    reason = serializers.CharField(read_only=True)
    announced_at = serializers.DateTimeField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class AlertLevels(VisibleRows[AlertLevel]):
    """Of the own bureaus, those above, and those below which one may announce."""

    queryset = AlertLevel.objects.select_related("bureau")
    serializer_class = AlertLevelOut
    filters = {"bureau": ByUnit(Bureau, lambda bureau: Q(bureau=bureau))}

    @extend_schema(request=AlertLevelIn, responses={201: AlertLevelOut})
    @once
    def create(self, request: Request) -> Response:
        """Announce it for a bureau and all below; chiefs are told."""
        demand_any(self.user, "alert.announce")
        data = read(AlertLevelIn, request)
        rows = Bureau.objects.visible_to(self.user).filter(code=data["bureau"])
        bureau = rows.first()
        if bureau is None:
            raise ValidationError({"bureau": [_("There is no such unit.")]})
        with fields_named(during="end"):
            made = alerts.announce_alert(
                by=self.user,
                bureau=bureau,
                level=data["level"],
                during=(data["start"], data["end"]),
                reason=data["reason"],
                bound_share=data["bound_share"],
                now=timezone.now(),
            )
        return self.answer(made, status=201)

    @extend_schema(request=AlertLevelEnd, responses={200: AlertLevelOut, 204: None})
    def partial_update(self, request: Request, pk: str) -> Response:
        """End it sooner; 204 where it never began and goes. The version is compared by
        the service, under the lock it takes itself."""
        row = self.get_object()
        authorise(self.user, "alert.announce", row.bureau)
        tags = expected(request)
        if "*" not in tags and str(row.version) not in tags:
            raise Outdated
        data = read(AlertLevelEnd, request)
        with fields_named(on="end"):
            kept = alerts.end_alert(
                by=self.user,
                alert=row,
                on=data["end"],
                reason=data["reason"],
                today=timezone.localdate(),
                version=None if "*" in tags else row.version,
            )
        return Response(status=204) if kept is None else self.answer(kept)
