"""Leave asked for by other systems: the wish, the decision, its end before time."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import seen
from desk.idempotency import once
from desk.inputs import Day, Enum, Input, Nothing, Text
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit, ByValue
from organization.models import Station
from organization.permissions import POLICY
from personnel.api.reading import demand_any, named_officer
from personnel.api.shapes import LeaveIn, Period
from personnel.api.views import read
from personnel.models import Leave, LeavePart, LeaveRequest
from personnel.services import asking_leave, deciding_leave


class LeaveRequestIn(LeaveIn):
    """Half-open days: `end` is the first day back at work."""

    reason = Text(2000, required=False, allow_blank=True, default="")


class ApprovalIn(Input):
    """`instead`: who attends the appointments that name the officer."""

    instead = Text(2000, required=False, allow_blank=True, default="")
    text = Text(2000, required=False, allow_blank=True, default="")


class RefusalIn(Input):
    text = Text(2000)


class ShortenIn(Input):
    """`back`: the first day at work; on or before the first day it is called off."""

    back = Day()
    text = Text(2000)


class LeavePartOut(Period):
    """Days on which he serves in one unit; the other of the two is null."""

    station = serializers.CharField(
        source="station.code", read_only=True, default=None, allow_null=True
    )
    department = serializers.CharField(
        source="department.code", read_only=True, default=None, allow_null=True
    )


class LeaveRequestOut(Period):
    """`leave`: the row of leaves that came of it, null unless it is approved. Several
    `parts` where he is posted elsewhere meanwhile; they are decided as one."""

    id = serializers.IntegerField(read_only=True)
    officer = serializers.IntegerField(source="officer_id", read_only=True)
    parts = LeavePartOut(source="places", many=True, read_only=True)
    kind = Enum("LeaveKind", Leave.Kind.values, read_only=True)
    reason = serializers.CharField(read_only=True)
    state = Enum("LeaveRequestState", LeaveRequest.State.values, read_only=True)
    to_leader = serializers.BooleanField(read_only=True)
    leave = serializers.IntegerField(source="leave_id", read_only=True, allow_null=True)
    version = serializers.IntegerField(read_only=True)


class LeaveRequests(VisibleRows[LeaveRequest]):
    """Leave that somebody asked for, and what was decided."""

    queryset = LeaveRequest.objects.with_parts()
    serializer_class = LeaveRequestOut
    filters = {
        "officer": ByNumber("officer"),
        "station": ByUnit(
            Station,
            lambda station: Q(
                pk__in=LeavePart.objects.filter(station=station).values("request")
            ),
        ),
        "state": ByValue("state", LeaveRequest.State.values),
    }

    @extend_schema(request=LeaveRequestIn, responses={201: LeaveRequestOut})
    @once
    def create(self, request: Request) -> Response:
        """For oneself; a chief also for those of his station."""
        demand_any(self.user, "leave.ask")
        data = read(LeaveRequestIn, request)
        officer = named_officer(self.user, data["officer"])
        with fields_named(during="end"):
            made = asking_leave.ask_leave(
                by=self.user,
                officer=officer,
                kind=data["kind"],
                during=(data["start"], data["end"]),
                reason=data["reason"],
                now=timezone.now(),
            )
        return self.answer(made, status=201)

    @extend_schema(request=ApprovalIn, responses=LeaveRequestOut)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """He may go; told where an appointment names him and nobody goes instead."""
        return self._decide(request, ApprovalIn, deciding_leave.approve_leave)

    @extend_schema(request=RefusalIn, responses=LeaveRequestOut)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """He may not."""
        return self._decide(request, RefusalIn, deciding_leave.refuse_leave)

    @extend_schema(request=ShortenIn, responses=LeaveRequestOut)
    @action(detail=True, methods=["post"])
    def shorten(self, request: Request, pk: str) -> Response:
        """He is back sooner, or does not go at all."""
        return self._decide(request, ShortenIn, deciding_leave.shorten_leave)

    @extend_schema(request=Nothing, responses=LeaveRequestOut)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Nobody wishes it any more."""
        row = self.get_object()
        if not asking_leave.may_take_back(self.user, row):
            raise PermissionDenied(str(POLICY["leave.ask"].title))
        return self._act(request, row, Nothing, asking_leave.take_back_leave)

    def _decide(
        self, request: Request, shape: type[Input], act: Callable[..., LeaveRequest]
    ) -> Response:
        row = self.get_object()
        if not deciding_leave.may_decide(self.user, row):
            raise PermissionDenied(str(POLICY["leave.decide"].title))
        return self._act(request, row, shape, act)

    def _act(
        self,
        request: Request,
        row: LeaveRequest,
        shape: type[Input],
        act: Callable[..., LeaveRequest],
    ) -> Response:
        """The version is compared by the service, under the lock it takes itself."""
        version = seen(request, row)
        said = read(shape, request)
        now = timezone.now()
        done = act(by=self.user, request=row, version=version, now=now, **said)
        return self.answer(done)
