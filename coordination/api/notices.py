"""Notices for other systems: sent, read, understood, asked about, withdrawn."""

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

from coordination.api.acting import Why, read, version_read
from coordination.api.leaving import LOCATION, NOTICE_OR_JOB, NoticesLeaving
from coordination.api.notice_shapes import (
    AtStationIn,
    NoticeFilesIn,
    NoticeIn,
    NoticeOut,
    NoticeRow,
    QuestionAnswerIn,
    QuestionIn,
)
from coordination.api.ordering import stations_named
from coordination.notices.reading import receipt_for
from desk.file_doors import WITH_FILES, FileDoor, is_multipart
from desk.idempotency import once
from desk.problems import fields_named
from organization.api.filters import ByUnit, ByValue
from organization.models import Department, Station
from organization.permissions import POLICY, authorise, may_somewhere
from organization.services.problems import Problems
from tasking.models import Notice, NoticeQuestion, NoticeReceipt
from tasking.services import answering_notices as answering
from tasking.services import notices
from tasking.services.notices import Declared, Message
from tasking.services.reading_notices import open_notice


def live() -> Q:
    return Q(pk__in=Notice.objects.live(timezone.localdate()).values("pk"))


class InForce(ByValue):
    """In force today, or over for whatever reason."""

    def condition(self, value: str, user: Any) -> Q | None:
        return {"live": live(), "over": ~live()}.get(value)


class Notices(FileDoor, NoticesLeaving):
    """Those of one's department, one's station, or the bureaus overseen."""

    queryset = Notice.objects.select_related(
        "department__bureau", "correction"
    ).prefetch_related("files")
    serializer_class = NoticeOut
    parser_classes = WITH_FILES
    filters = {
        "department": ByUnit(Department, lambda unit: Q(department=unit)),
        "station": ByUnit(Station, lambda unit: Q(pk__in=_at(unit))),
        "state": InForce("state", ("live", "over")),
    }

    def get_serializer_class(self) -> Any:
        return NoticeRow if self.action == "list" else NoticeOut

    @extend_schema(
        request={"application/json": NoticeIn, "multipart/form-data": NoticeFilesIn},
        responses={201: NoticeOut, 202: NOTICE_OR_JOB},
        parameters=[LOCATION],
    )
    @once
    def create(self, request: Request) -> Response:
        """Send one, or one that corrects another; with files as multipart. Of more
        than 2,000 stations a worker does it, unless there are files: 202, and the job
        under `Location` tells how far it is."""
        if not may_somewhere(self.user, "notice.issue"):
            raise PermissionDenied(str(POLICY["notice.issue"].title))
        data = read(NoticeFilesIn if is_multipart(request) else NoticeIn, request)
        with fields_named(evidence="files"):
            return self._sent(request, data)

    @extend_schema(request=AtStationIn, responses=NoticeOut)
    @action(detail=True, methods=["post"], url_path="read", url_name="read")
    def mark_read(self, request: Request, pk: str) -> Response:
        """The caller has it before him; told twice it counts once."""

        def act(receipt: NoticeReceipt, _data: dict[str, Any]) -> None:
            row, now = receipt.notice, timezone.now()
            open_notice(by=self.user, notice=row, now=now)

        return self._at_station(request, "notice.understand", AtStationIn, act)

    @extend_schema(request=AtStationIn, responses=NoticeOut)
    @action(detail=True, methods=["post"])
    def understand(self, request: Request, pk: str) -> Response:
        """The caller says so for the station, where something must be done."""

        def act(receipt: NoticeReceipt, _data: dict[str, Any]) -> None:
            now = timezone.now()
            answering.understand(by=self.user, receipt=receipt, now=now)

        return self._at_station(request, "notice.understand", AtStationIn, act)

    @extend_schema(request=QuestionIn, responses=NoticeOut)
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: str) -> Response:
        """The station asks the department."""

        def act(receipt: NoticeReceipt, data: dict[str, Any]) -> None:
            now, text = timezone.now(), data["text"]
            answering.ask(by=self.user, receipt=receipt, text=text, now=now)

        return self._at_station(request, "notice.ask", QuestionIn, act)

    @extend_schema(request=QuestionAnswerIn, responses=NoticeOut)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def reply(self, request: Request, pk: str) -> Response:
        """The department answers a question."""
        row = self.get_object()
        authorise(self.user, "notice.answer", row.department)
        version_read(request, row.version)
        data = read(QuestionAnswerIn, request)
        asked = NoticeQuestion.objects.filter(receipt__notice=row, pk=data["question"])
        question = asked.first()
        if question is None:
            raise ValidationError({"question": [_("Nothing is known by this value.")]})
        answering.answer(
            by=self.user,
            question=question,
            text=data["answer"],
            to_all=data["to_all"],
            now=timezone.now(),
        )
        return self._shown(row.pk)

    @extend_schema(
        request=Why,
        responses={200: NoticeOut, 202: NOTICE_OR_JOB},
        parameters=[LOCATION],
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """It does not hold any more."""
        row = self.get_object()
        authorise(self.user, "notice.issue", row.department)
        version = version_read(request, row.version)
        reason = read(Why, request)["reason"]
        if left := self.withdrawal_left(request, row):
            return left
        now = timezone.now()
        notices.withdraw(
            by=self.user, notice=row, reason=reason, version=version, now=now
        )
        return self._shown(row.pk)

    def _sent(self, request: Request, data: dict[str, Any]) -> Response:
        message = Message(
            title=data["title"],
            body=data["body"],
            last=data["last"],
            todo=data["todo"],
            due_on=data["due_on"],
            audience=data["audience"],
        )
        given: dict[str, Any] = {
            "by": self.user,
            "message": message,
            "declared": Declared(data["declared"], data["words"]),
            "files": data.get("files", ()),
            "now": timezone.now(),
        }
        department = self._department(data["department"])
        with Problems() as problems:
            stations = stations_named(self.user, data, problems)
            old = self._corrected(data, department, problems)
        reached = old.receipts.count() if old else len(stations)
        if left := self.notice_left(request, message, given["declared"], reached):
            return left
        if old is not None:
            made = notices.correct(notice=old, **given)
        else:
            rows = Station.objects.filter(pk__among=[one.pk for one in stations])
            made = notices.issue(department=department, stations=rows, **given)
        return self._shown(made.pk, status=201)

    def _department(self, code: str) -> Department:
        known = Department.objects.visible_to(self.user).select_related("bureau")
        found: Department | None = known.filter(code=code).first()
        if found is None:
            raise ValidationError({"department": [_("There is no such department.")]})
        return found

    def _corrected(
        self, data: dict[str, Any], department: Department, problems: Problems
    ) -> Notice | None:
        if data["corrects"] is None:
            return None
        own = self.get_queryset().filter(department=department)
        old = own.filter(pk=data["corrects"]).first()
        if old is None:
            problems.add("corrects", _("Nothing is known by this value."))
        if data["stations"] or data["groups"]:
            told = _("A correction goes to the stations that have the old one.")
            problems.add("stations", told)
        return old

    def _at_station(
        self,
        request: Request,
        right: str,
        shape: type[AtStationIn],
        act: Callable[[NoticeReceipt, dict[str, Any]], None],
    ) -> Response:
        row = self.get_object()
        if not may_somewhere(self.user, right):
            raise PermissionDenied(str(POLICY[right].title))
        version_read(request, row.version)
        data = dict(read(shape, request))
        act(receipt_for(self.user, row, right, data["station"]), data)
        return self._shown(row.pk)

    def _shown(self, pk: int, status: int = 200) -> Response:
        """As it is now, its receipts included."""
        return self.answer(self.get_queryset().get(pk=pk), status=status)


def _at(station: Station) -> Any:
    return station.notices.values("notice")
