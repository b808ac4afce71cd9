"""Protected time that orders took: read, made up, let go."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import Why, read, version_read
from coordination.api.fields import At, Heads, Hours, Moment
from coordination.models import OwedTime
from coordination.services import making_up
from desk.etags import Outdated
from desk.inputs import Enum, Input
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit, ByValue
from organization.models import Department, Station
from organization.permissions import authorise
from tasking.services.acts import Stale

S = OwedTime.State
NULL: dict[str, Any] = {"allow_null": True, "default": None, "read_only": True}


class MakeUpIn(Input):
    """An end that is a day alone is the end of that day."""

    start = Moment()
    end = Moment(ends=True)
    officers = Heads()


class OwedOut(serializers.Serializer[OwedTime]):
    """`title`, `start` and `end` are the protected time's as it was taken. Of
    reserved strength nobody is named; an urgent order has no second name."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    department = serializers.CharField(
        source="assignment.requester_code", read_only=True
    )
    assignment = serializers.IntegerField(source="assignment_id", read_only=True)
    protected = serializers.IntegerField(source="block_id", **NULL)
    title = serializers.CharField(read_only=True)
    start = At()
    end = At()
    state = Enum("OwedState", S.values, read_only=True)
    taken_hours = Hours(source="units")
    repaid_hours = Hours(source="repaid_units")
    left_hours = Hours(source="left_units")
    issued_by = serializers.CharField(source="issued_by.name", **NULL)
    second = serializers.CharField(source="second.name", **NULL)
    urgent = serializers.BooleanField(read_only=True)
    at = At()
    due_on = serializers.DateField(read_only=True)
    version = serializers.IntegerField(read_only=True)

    def to_representation(self, instance: OwedTime) -> dict[str, Any]:
        shown = dict(super().to_representation(instance))
        if instance.assignment.directive.reserved:
            shown |= {"issued_by": None, "second": None}
        return shown


class OwedTimes(VisibleRows[OwedTime]):
    """What is owed to one's station, by one's department, or below the bureaus
    overseen."""

    queryset = OwedTime.objects.select_related(
        *("station__bureau", "assignment__directive", "assignment__department"),
        *("assignment__station", "issued_by", "second"),
    )
    serializer_class = OwedOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "department": ByUnit(
            Department,
            lambda unit: Q(
                assignment__department=unit, assignment__directive__reserved=False
            ),
        ),
        "assignment": ByNumber("assignment"),
        "state": ByValue("state", S.values),
    }

    @extend_schema(request=MakeUpIn, responses=OwedOut)
    @action(detail=True, methods=["post"], url_path="make-up", url_name="make-up")
    def make_up(self, request: Request, pk: str) -> Response:
        """Protect other time instead; it counts when it is over."""
        row = self.get_object()
        authorise(self.user, "plan.edit", row.station)
        version = version_read(request, row.version)
        said = read(MakeUpIn, request)
        now = timezone.now()
        try:
            making_up.make_up(by=self.user, owed=row, version=version, now=now, **said)
        except Stale:
            raise Outdated from None
        return self._fresh(row)

    @extend_schema(request=Why, responses=OwedOut)
    @action(detail=True, methods=["post"], url_path="let-go", url_name="let-go")
    def let_go(self, request: Request, pk: str) -> Response:
        """Not wanted back."""
        row = self.get_object()
        authorise(self.user, "plan.edit", row.station)
        version = version_read(request, row.version)
        said = read(Why, request)
        now = timezone.now()
        try:
            making_up.let_go(by=self.user, owed=row, version=version, now=now, **said)
        except Stale:
            raise Outdated from None
        return self._fresh(row)

    def _fresh(self, row: OwedTime) -> Response:
        return self.answer(self.get_queryset().get(pk=row.pk))
