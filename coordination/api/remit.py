"""Reports that something lies outside police duties: filed, read, answered."""

from __future__ import annotations

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

from coordination.api.acting import read, version_read
from coordination.api.fields import At, Hours, HoursIn
from coordination.models import RemitReport
from coordination.services import outside, remitting
from coordination.services.telling_remit import unit_of
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
from organization.models import Department, Station, User
from organization.permissions import POLICY, authorise, may_somewhere
from tasking.models import Assignment
from tasking.services.acts import Stale

S, B = RemitReport.State, RemitReport.Body


class RemitIn(Input):
    """About a task of the ledger (`assignment`), or about what was asked of `station`
    in another way; `effort_hours` null: nobody knows. With `take_on` the station does
    it all the same, and `text` says why."""

    assignment = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, default=None
    )
    station = Text(32, required=False, allow_blank=True, default="")
    requester = Text(80)
    matter = Text(120)
    basis = Text(200, required=False, allow_blank=True, default="")
    effort_hours = HoursIn(
        source="effort_units", required=False, allow_null=True, default=None
    )
    text = Text(4000)
    body = Enum("RemitBody", B.values, required=False, default=B.OTHER)
    take_on = serializers.BooleanField(required=False, default=False)


class RemitFilesIn(RemitIn, FilesIn):
    """The same as multipart, with files."""


class RemitAnswerIn(Input):
    """Confirmed: it is not owed. Either way the station reads the reason."""

    confirmed = serializers.BooleanField()
    reason = Text(2000)


class RouteIn(Input):
    """Whose business it is, and the letter it was sent on with."""

    routed_to = Text(80)
    routed_letter = Text(120, required=False, allow_blank=True, default="")


class RemitOut(serializers.Serializer[Any]):
    """`answer_due`: unanswered by then the report takes effect; null where it waits
    for a confirmation."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    assignment = serializers.IntegerField(
        source="assignment_id", read_only=True, allow_null=True
    )
    state = Enum("RemitState", S.values, read_only=True)
    body = Enum("RemitBody", B.values, read_only=True)
    requester = serializers.CharField(read_only=True)
    matter = serializers.CharField(read_only=True)
    basis = serializers.CharField(read_only=True)
    effort_hours = Hours(source="effort_units", allow_null=True)
    text = serializers.CharField(read_only=True)
    files = FileOut(many=True, read_only=True)
    reported_by = serializers.CharField(source="reported_by.name", read_only=True)
    reported_at = At()
    answer_due = At(allow_null=True)
    answer = serializers.CharField(read_only=True)
    answered_by = serializers.CharField(
        source="answered_by.name", default=None, read_only=True, allow_null=True
    )
    answered_at = At(allow_null=True)
    routed_to = serializers.CharField(read_only=True)
    routed_letter = serializers.CharField(read_only=True)
    routed_at = At(allow_null=True)
    version = serializers.IntegerField(read_only=True)


class RemitReports(FileDoor, VisibleRows[RemitReport]):
    """Those of one's station, those on one's department's tasks, or the bureaus
    overseen."""

    queryset = RemitReport.objects.select_related(
        *("station__bureau", "assignment__department__bureau"),
        *("reported_by", "answered_by"),
    ).prefetch_related("files")
    serializer_class = RemitOut
    parser_classes = WITH_FILES
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "department": ByUnit(Department, lambda unit: Q(assignment__department=unit)),
        "assignment": ByNumber("assignment"),
        "state": ByValue("state", S.values),
        "body": ByValue("body", B.values),
    }

    @extend_schema(
        request={"application/json": RemitIn, "multipart/form-data": RemitFilesIn},
        responses={201: RemitOut},
    )
    @once
    def create(self, request: Request) -> Response:
        """Report it at once; files come as multipart. The office and the leader are
        told, and a task goes on counting until it is confirmed."""
        if not may_somewhere(self.user, "objection.file"):
            raise PermissionDenied(str(POLICY["objection.file"].title))
        data = dict(read(RemitFilesIn if is_multipart(request) else RemitIn, request))
        row, station = _asked(self.user, data.pop("assignment"), data.pop("station"))
        said: dict[str, Any] = {"by": self.user, "station": station}
        said |= {"files": data.pop("files", ()), "now": timezone.now()}
        take_on = data.pop("take_on")
        said["asked"] = remitting.Asked(**data)
        if take_on and row is not None:
            message = _("What is on the ledger is simply done.")
            raise ValidationError({"take_on": [message]})
        with fields_named(evidence="files", hours="effort_hours"):
            if take_on:
                made = outside.take_on(**said)
            else:
                made = remitting.report(assignment=row, **said)
        return self._shown(made.pk, status=201)

    @extend_schema(request=RemitAnswerIn, responses=RemitOut)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def reply(self, request: Request, pk: str) -> Response:
        """The bureau's word: not owed, or within police duties after all."""
        row = self.get_object()
        authorise(self.user, "remit.answer", unit_of(row))
        version = version_read(request, row.version)
        said = read(RemitAnswerIn, request)
        now = timezone.now()
        try:
            remitting.answer(by=self.user, report=row, version=version, now=now, **said)
        except Stale:
            raise Outdated from None
        return self._shown(row.pk)

    @extend_schema(request=RouteIn, responses=RemitOut)
    @action(detail=True, methods=["post"])
    def route(self, request: Request, pk: str) -> Response:
        """Sent on to whose business it is."""
        row = self.get_object()
        authorise(self.user, "remit.answer", unit_of(row))
        version = version_read(request, row.version)
        data = read(RouteIn, request)
        said = {"to": data["routed_to"], "letter": data["routed_letter"]}
        now = timezone.now()
        try:
            outside.route(by=self.user, report=row, version=version, now=now, **said)
        except Stale:
            raise Outdated from None
        return self._shown(row.pk)

    def _shown(self, pk: int, status: int = 200) -> Response:
        return self.answer(self.get_queryset().get(pk=pk), status=status)


def _asked(
    user: User, assignment: int | None, code: str
) -> tuple[Assignment | None, Station]:
    """The task it is about, if any, and the station that was asked.

    ValidationError beside the field that names nothing, or another station than the
    task's."""
    unknown = [_("Nothing is known by this value.")]
    row = None
    if assignment is not None:
        seen = Assignment.objects.visible_to(user).select_related("station__bureau")
        row = seen.filter(pk=assignment).first()
        if row is None:
            raise ValidationError({"assignment": unknown})
        if code and code != row.station.code:
            raise ValidationError({"station": [_("This is another station's task.")]})
        return row, row.station
    if not code:
        raise ValidationError({"station": [_("This must be filled in.")]})
    stations = Station.objects.visible_to(user).select_related("bureau")
    station = stations.filter(code=code).first()
    if station is None:
        raise ValidationError({"station": unknown})
    return None, station
