"""Acts on tasks that reach very many stations: accepted, and left to a worker."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import version_read
from coordination.api.notice_shapes import NoticeOut
from coordination.api.ordering import Order, Requester
from coordination.api.shapes import DirectiveIssued, DirectiveOut
from coordination.reaching import AT_ONCE, DRAFT, ISSUE, NOTICE, TAKE_BACK_NOTICE
from desk.file_doors import is_multipart
from desk.job_shapes import JobOut
from desk.sending.answers import Errand
from desk.sending.asked import off, worker
from organization.api.base import VisibleRows
from tasking.content import Targets
from tasking.models import Directive, Notice
from tasking.rules import check
from tasking.services.notices import Declared, Message, check_words

LOCATION = OpenApiParameter(
    "Location",
    str,
    OpenApiParameter.HEADER,
    response=[202],
    description=(
        "Of more than 2,000 stations: where the job tells how far it is, and where what"
        " came of it stands."
    ),
)


def or_job(name: str, shape: type[Any]) -> PolymorphicProxySerializer:
    """What waits for somebody, or the job that carries it out."""
    shapes: list[Any] = [shape, JobOut]
    return PolymorphicProxySerializer(name, shapes, resource_type_field_name=None)


NOTICE_OR_JOB = or_job("NoticeOrJob", NoticeOut)
ISSUED_OR_JOB = or_job("DirectiveIssuedOrJob", DirectiveIssued)
TASK_OR_JOB = or_job("DirectiveOrJob", DirectiveOut)


class Leaving(VisibleRows[Directive]):
    """What is answered where a worker carries it out, and to the worker."""

    def answer(
        self, row: Directive, status: int = 200, *args: Any, **more: Any
    ) -> Response:
        """A worker is told where it stands, and not each of its stations."""
        asked = worker(self.request)
        if asked is None:
            return super().answer(row, status, *args, **more)
        asked.page = reverse("coordination:directive", args=[row.pk])
        asked.resource = reverse("api:directive-detail", args=[row.pk])
        return Response({}, status=status)

    def new_left(
        self, request: Request, asks: Requester, made: Order, *, draft: bool
    ) -> Response | None:
        """A new task that goes to very many: 202, once its words, dates and figures
        are as they must be."""
        rows = len(made.stations)
        if rows <= AT_ONCE or worker(request):
            return None
        if not draft:
            one = Targets((made.stations[0].pk,), {})
            check(made.content, one, requester=asks, now=timezone.now())
        kind, back = DRAFT if draft else ISSUE, reverse("coordination:directives")
        errand = Errand(kind, made.content.title, back=back)
        return off(request, errand, rows=rows, most=AT_ONCE)

    def left(self, request: Request, kind: str, row: Directive) -> Response | None:
        """The same of an act on a task, in the version that was read."""
        version_read(request, row.version)
        if worker(request):
            return None
        rows = row.assignments.count() if row.issued_at else row.targets.count()
        key = f"{request.path}:{row.version}"[-80:]
        back = reverse("coordination:directive", args=[row.pk])
        errand = Errand(kind, row.display_title, key, back)
        return off(request, errand, rows=rows, most=AT_ONCE)


class NoticesLeaving(VisibleRows[Notice]):
    """The same of notices. One that comes with files goes out at once: files are not
    kept for a worker."""

    def answer(
        self, row: Notice, status: int = 200, *args: Any, **more: Any
    ) -> Response:
        """A worker is told where it stands, and not each of its receipts."""
        asked = worker(self.request)
        if asked is None:
            return super().answer(row, status, *args, **more)
        asked.page = reverse("coordination:notice", args=[row.pk])
        asked.resource = reverse("api:notice-detail", args=[row.pk])
        return Response({}, status=status)

    def notice_left(
        self, request: Request, message: Message, declared: Declared, rows: int
    ) -> Response | None:
        """A notice to very many stations: 202, once its words are as they must be."""
        if rows <= AT_ONCE or worker(request) or is_multipart(request):
            return None
        check_words(message=message, declared=declared, files=(), now=timezone.now())
        errand = Errand(NOTICE, message.title, back=reverse("coordination:notices"))
        return off(request, errand, rows=rows, most=AT_ONCE)

    def withdrawal_left(self, request: Request, row: Notice) -> Response | None:
        """One that is taken back from them, in the version that was read."""
        key = f"{request.path}:{row.version}"[-80:]
        back = reverse("coordination:notice", args=[row.pk])
        errand = Errand(TAKE_BACK_NOTICE, row.title, key, back)
        return off(request, errand, rows=row.receipts.count(), most=AT_ONCE)
