"""Stations' opinions on tasks: given, answered, carried further up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import Why, WhyNot, read, version_read
from coordination.api.fields import At, Hours, HoursIn, Moment
from coordination.models import Objection
from coordination.models.objection import ACTS as STEPS
from coordination.services import deciding, objecting
from coordination.services.deciding import Answer
from desk.etags import Outdated
from desk.file_doors import (
    WITH_FILES,
    FileDoor,
    FileOut,
    FilesIn,
    is_multipart,
)
from desk.idempotency import once
from desk.inputs import Enum, Input, Text
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit, ByValue
from organization.models import Department, Station
from organization.permissions import POLICY, authorise, may_somewhere
from tasking.models import Assignment
from tasking.services.acts import Stale

S = Objection.State


class ObjectionIn(Input):
    """`asked_due` and `asked_hours` are what the station wishes for."""

    assignment = serializers.IntegerField(min_value=1)
    text = Text(objecting.LONGEST)
    asked_due = Moment(ends=True, required=False, allow_null=True, default=None)
    asked_hours = HoursIn(required=False, allow_null=True, default=None)


class ObjectionFilesIn(ObjectionIn, FilesIn):
    """The same as multipart, with what bears it out."""


class AnswerIn(Input):
    """`change` takes a `due`, `effort_hours` or both; all three say why."""

    act = Enum("ObjectionAnswer", deciding.ACTS)
    reason = Text(2000)
    due = Moment(ends=True, required=False, allow_null=True, default=None)
    effort_hours = HoursIn(
        source="effort_units", required=False, allow_null=True, default=None
    )


class StepOut(serializers.Serializer[Any]):
    """One step; without `by` it was the clock."""

    at = At()
    act = Enum("ObjectionStep", STEPS, read_only=True)
    by = serializers.CharField(
        source="by.name", default=None, read_only=True, allow_null=True
    )
    note = serializers.CharField(read_only=True)


class ObjectionOut(serializers.Serializer[Any]):
    """`answer_due` is the clock of whoever acts next, null when it is closed; `proof`
    are the figures of the moment it was given, hours as text to a tenth."""

    id = serializers.IntegerField(read_only=True)
    assignment = serializers.IntegerField(source="assignment_id", read_only=True)
    station = serializers.CharField(source="assignment.station.code", read_only=True)
    department = serializers.CharField(
        source="assignment.department.code", read_only=True
    )
    state = Enum("ObjectionState", S.values, read_only=True)
    text = serializers.CharField(read_only=True)
    asked_due = At(allow_null=True)
    asked_hours = Hours(source="asked_units", allow_null=True)
    filed_at = At()
    answer_due = At(allow_null=True)
    proof = serializers.JSONField(read_only=True)
    files = FileOut(many=True, read_only=True)
    steps = StepOut(source="entries", many=True, read_only=True)
    version = serializers.IntegerField(read_only=True)


class Objections(FileDoor, VisibleRows[Objection]):
    """Those of one's station, one's department, or the bureaus overseen."""

    queryset = Objection.objects.select_related(
        *("assignment__station__bureau", "assignment__department__bureau"),
        "assignment__directive",
    ).prefetch_related("entries__by", "files")
    serializer_class = ObjectionOut
    parser_classes = WITH_FILES
    filters = {
        "station": ByUnit(Station, lambda unit: Q(assignment__station=unit)),
        "department": ByUnit(Department, lambda unit: Q(assignment__department=unit)),
        "assignment": ByNumber("assignment"),
        "state": ByValue("state", S.values),
    }

    @extend_schema(
        request={
            "application/json": ObjectionIn,
            "multipart/form-data": ObjectionFilesIn,
        },
        responses={201: ObjectionOut},
    )
    @once
    def create(self, request: Request) -> Response:
        """Give an opinion. The work goes on; the figures of the moment are attached,
        and files where they come along as multipart."""
        if not may_somewhere(self.user, "objection.file"):
            raise PermissionDenied(str(POLICY["objection.file"].title))
        shape = ObjectionFilesIn if is_multipart(request) else ObjectionIn
        data = read(shape, request)
        seen = Assignment.objects.visible_to(self.user).select_related("station")
        row = seen.filter(pk=data["assignment"]).first()
        if row is None:
            raise ValidationError(
                {"assignment": [_("Nothing is known by this value.")]}
            )
        with fields_named(evidence="files"):
            made = objecting.object_to(
                by=self.user,
                assignment=row,
                text=data["text"],
                asked_due=data["asked_due"],
                asked_units=data["asked_hours"],
                files=data.get("files", ()),
                now=timezone.now(),
            )
        return self._shown(made.pk, status=201)

    @extend_schema(request=AnswerIn, responses=ObjectionOut)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def reply(self, request: Request, pk: str) -> Response:
        """The department's answer."""
        return self._act(request, "objection.answer", AnswerIn, deciding.answer)

    @extend_schema(request=AnswerIn, responses=ObjectionOut)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """The bureau leader's decision."""
        return self._act(request, "objection.decide", AnswerIn, deciding.decide)

    @extend_schema(request=Why, responses=ObjectionOut)
    @action(detail=True, methods=["post"])
    def refer(self, request: Request, pk: str) -> Response:
        """The office puts it before the leader."""
        return self._act(request, "objection.broker", Why, deciding.refer)

    @extend_schema(request=Why, responses=ObjectionOut)
    @action(detail=True, methods=["post"])
    def escalate(self, request: Request, pk: str) -> Response:
        """The station asks the office to broker, once."""
        return self._act(request, "objection.file", Why, objecting.escalate)

    @extend_schema(request=WhyNot, responses=ObjectionOut)
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """The station does not insist."""
        return self._act(request, "objection.file", WhyNot, objecting.take_back)

    def _act(
        self,
        request: Request,
        right: str,
        shape: type[Input],
        service: Callable[..., Objection],
    ) -> Response:
        """The service locks the station first, like every other door: so the version
        is compared there and not by a lock taken here."""
        row = self.get_object()
        authorise(self.user, right, objecting.unit_of(row, right))
        version = version_read(request, row.version)
        data = dict(read(shape, request))
        more = {"said": Answer(**data)} if shape is AnswerIn else data
        try:
            service(
                by=self.user,
                objection=row,
                now=timezone.now(),
                version=version,
                **more,
            )
        except Stale:
            raise Outdated from None
        return self._shown(row.pk)

    def _shown(self, pk: int, status: int = 200) -> Response:
        """As it is now, its log included."""
        return self.answer(self.get_queryset().get(pk=pk), status=status)
