"""Stations' difficulties: raised, answered, visited, handed on, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api import difficulty_shapes as shapes
from coordination.api.acting import Why, read, version_read
from coordination.difficulties.rights import authorise_act
from desk.etags import Outdated
from desk.file_doors import WITH_FILES, FileDoor, is_multipart
from desk.idempotency import once
from desk.inputs import Input
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByUnit, ByValue
from organization.models import Department, Station
from organization.permissions import POLICY, may_somewhere
from tasking.models import Category, Difficulty, Urgency
from tasking.services import answering_difficulties as answering
from tasking.services import difficulties as raising
from tasking.services import guidance
from tasking.services.acts import Stale


class Difficulties(FileDoor, VisibleRows[Difficulty]):
    """Those of one's station, one's department, or the bureaus overseen."""

    queryset = Difficulty.objects.select_related(
        "station__bureau", "department__bureau"
    ).prefetch_related("entries__by", "files", "visits")
    serializer_class = shapes.DifficultyOut
    parser_classes = WITH_FILES
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "department": ByUnit(Department, lambda unit: Q(department=unit)),
        "state": ByValue("state", Difficulty.State.values),
        "category": ByValue("category", Category.values),
        "urgency": ByValue("urgency", Urgency.values),
    }

    @extend_schema(
        request={
            "application/json": shapes.DifficultyIn,
            "multipart/form-data": shapes.DifficultyFilesIn,
        },
        responses={201: shapes.DifficultyOut},
    )
    @once
    def create(self, request: Request) -> Response:
        """Raise one; with files as multipart. Without a department the coordination
        office says whose it is."""
        if not may_somewhere(self.user, "difficulty.raise"):
            raise PermissionDenied(str(POLICY["difficulty.raise"].title))
        multipart = is_multipart(request)
        data = read(
            shapes.DifficultyFilesIn if multipart else shapes.DifficultyIn, request
        )
        station = self._unit(Station, "station", data["station"])
        asked = raising.Asked(
            title=data["title"],
            text=data["text"],
            category=data["category"],
            urgency=data["urgency"],
            department=self._department(data["department"]),
        )
        with fields_named(evidence="files"):
            made = raising.raise_difficulty(
                by=self.user,
                station=station,
                asked=asked,
                files=data.get("files", ()),
                now=timezone.now(),
            )
        return self._shown(made.pk, status=201)

    @extend_schema(request=shapes.DifficultyAnswerIn, responses=shapes.DifficultyOut)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def reply(self, request: Request, pk: str) -> Response:
        """The department's answer."""
        return self._act(request, "answer", shapes.DifficultyAnswerIn, answering.answer)

    @extend_schema(request=shapes.DifficultyNoteIn, responses=shapes.DifficultyOut)
    @action(detail=True, methods=["post"])
    def note(self, request: Request, pk: str) -> Response:
        """Something said in between; no clock stops for it."""
        return self._act(request, "note", shapes.DifficultyNoteIn, answering.note)

    @extend_schema(request=shapes.GuidanceIn, responses=shapes.DifficultyOut)
    @action(detail=True, methods=["post"])
    def visit(self, request: Request, pk: str) -> Response:
        """A guidance visit is planned."""
        return self._act(request, "visit", shapes.GuidanceIn, guidance.plan_visit)

    @extend_schema(request=shapes.GuidanceDoneIn, responses=shapes.DifficultyOut)
    @action(detail=True, methods=["post"])
    def visited(self, request: Request, pk: str) -> Response:
        """What was done there: the answer."""
        return self._act(
            request, "visited", shapes.GuidanceDoneIn, guidance.record_visit
        )

    @extend_schema(request=Why, responses=shapes.DifficultyOut)
    @action(detail=True, methods=["post"], url_path="call-off", url_name="call-off")
    def call_off(self, request: Request, pk: str) -> Response:
        """Nobody comes."""
        return self._act(request, "call_off", Why, guidance.call_off)

    @extend_schema(request=shapes.DifficultyHandOnIn, responses=shapes.DifficultyOut)
    @action(detail=True, methods=["post"], url_path="hand-on", url_name="hand-on")
    def hand_on(self, request: Request, pk: str) -> Response:
        """To the department that owns the matter; empty: to the office. Who loses sight
        of it by this is answered with how it was left."""
        return self._act(
            request, "hand_on", shapes.DifficultyHandOnIn, answering.hand_on
        )

    @extend_schema(request=shapes.DifficultyJoinIn, responses=shapes.DifficultyOut)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, pk: str) -> Response:
        """One answer for several stations."""
        return self._act(request, "join", shapes.DifficultyJoinIn, answering.join)

    @extend_schema(request=shapes.DifficultySayIn, responses=shapes.DifficultyOut)
    @action(detail=True, methods=["post"])
    def say(self, request: Request, pk: str) -> Response:
        """How the station found the answer; it closes, or opens again."""
        return self._act(request, "say", shapes.DifficultySayIn, raising.say_how_it_was)

    @extend_schema(request=Why, responses=shapes.DifficultyOut)
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """The station does not ask any more."""
        return self._act(request, "take_back", Why, raising.take_back)

    def _act(
        self,
        request: Request,
        name: str,
        shape: type[Input],
        service: Callable[..., object],
    ) -> Response:
        """The service locks the row and compares the version under the lock."""
        row = self.get_object()
        authorise_act(self.user, row, name)
        version = version_read(request, row.version)
        said = dict(read(shape, request))
        if name == "hand_on":
            said["department"] = self._department(said["department"])
        if name == "join":
            said["lead"] = self._lead(said["lead"])
        now, user = timezone.now(), self.user
        try:
            service(by=user, difficulty=row, now=now, version=version, **said)
        except Stale:
            raise Outdated from None
        return self._shown(row.pk)

    def _lead(self, number: int) -> Difficulty:
        found: Difficulty | None = self.get_queryset().filter(pk=number).first()
        if found is None:
            raise ValidationError({"lead": [_("Nothing is known by this value.")]})
        return found

    def _department(self, code: str) -> Department | None:
        return self._unit(Department, "department", code) if code else None

    def _unit(self, model: Any, field: str, code: str) -> Any:
        """A unit in sight, by code."""
        seen = model.objects.visible_to(self.user).select_related("bureau")
        found = seen.filter(code=code).first()
        if found is None:
            raise ValidationError({field: [_("Nothing is known by this value.")]})
        return found

    def _shown(self, pk: int, status: int = 200) -> Response:
        """As it is now, its log included; also for who has just handed it on."""
        return self.answer(self.queryset.all().get(pk=pk), status=status)
