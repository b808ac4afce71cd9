"""What a leave that is asked for would do to its stations, for other systems."""

from __future__ import annotations

from typing import Any, get_args

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.absence import Effect, News, absences
from coordination.api.fields import Hours, Window
from coordination.core.facts import Kind
from coordination.moments import instant
from desk.inputs import Enum
from organization.api.base import Door
from personnel.models import LeaveRequest


class LeaveWeekOut(serializers.Serializer[Any]):
    """Officer-hours of the week from `monday` on, without and with the leave."""

    monday = serializers.DateField(read_only=True)
    before_hours = serializers.FloatField(source="before", read_only=True)
    after_hours = serializers.FloatField(source="after", read_only=True)


class LeaveDayOut(serializers.Serializer[Any]):
    """Police officers posted, those left with the leave, and the local least."""

    day = serializers.DateField(read_only=True)
    posted = serializers.IntegerField(read_only=True)
    left = serializers.IntegerField(source="after", read_only=True)
    least = serializers.IntegerField(read_only=True)


class LeaveConflictOut(serializers.Serializer[News]):
    """One that would appear, or that `grows`."""

    grows = serializers.BooleanField(read_only=True)
    kind = Enum("FactKind", list(get_args(Kind)), source="found.kind", read_only=True)
    window = serializers.SerializerMethodField()
    demand_hours = Hours(source="found.demand")
    capacity_hours = Hours(source="found.capacity")
    shortfall_hours = Hours(source="found.shortfall")
    departments = serializers.ListField(
        source="found.departments", child=serializers.CharField(), read_only=True
    )

    def get_window(self, row: News) -> Any:
        moments = (instant(row.found.start), instant(row.found.end))
        return Window().to_representation(moments)


class StationEffectOut(serializers.Serializer[Effect]):
    """`counts` is false for an auxiliary, who is not one of those at post; `known` is
    false where the station's hours are not entered."""

    station = serializers.CharField(source="station.code", read_only=True)
    counts = serializers.BooleanField(read_only=True)
    known = serializers.BooleanField(read_only=True)
    weeks = LeaveWeekOut(many=True, read_only=True)
    days = LeaveDayOut(many=True, read_only=True)
    conflicts = LeaveConflictOut(source="news", many=True, read_only=True)


class LeaveEffectOut(serializers.Serializer[Any]):
    """One entry per station he serves at meanwhile of which one may know; none for who
    is in a department."""

    stations = StationEffectOut(many=True, read_only=True)


class LeaveEffect(Door):
    """Whoever may see the request may see what it does, a chief at the own station;
    404 once it is decided."""

    @extend_schema(responses=LeaveEffectOut)
    def get(self, request: Request, pk: str) -> Response:
        rows = LeaveRequest.objects.visible_to(self.user).with_parts()
        row = rows.filter(pk=pk, state=LeaveRequest.State.ASKED).first()
        if row is None:
            raise Http404
        shown = row.shown_to(self.user)
        found = {"stations": absences(row, shown, now=timezone.now())}
        return Response(LeaveEffectOut(found).data)
