"""Tasks taken back, corrected, given again, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import NoBody, Why, asks_of, demand, read
from coordination.api.leaving import LOCATION, TASK_OR_JOB, Leaving
from coordination.api.shapes import DirectiveOut
from coordination.reaching import DRAFT, TAKE_BACK
from coordination.services import issuing, recalling
from coordination.services.serving import issue_again
from desk.etags import expected, lock
from desk.sending.asked import sent_at
from tasking.models import Directive
from tasking.services import directives

Done = TypeVar("Done")


class TaskEnds(Leaving):
    """What is done about a task that has gone out."""

    @extend_schema(
        request=Why,
        responses={200: DirectiveOut, 202: TASK_OR_JOB},
        parameters=[LOCATION],
    )
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: str) -> Response:
        """Take back what should not have gone out, before `recall_until`."""
        row = self.get_object()
        recalling.authorise_recall(self.user, row)
        if left := self._taken_back_later(request, row):
            return left
        return self.answer(self._say(request, row, recalling.recall).directive)

    @extend_schema(
        request=NoBody,
        responses={200: DirectiveOut, 201: DirectiveOut, 202: TASK_OR_JOB},
        parameters=[LOCATION],
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """A draft in the place of a recalled task; asked twice, the same draft."""
        return self._draft_of(request, recalling.correct)

    @extend_schema(
        request=NoBody,
        responses={200: DirectiveOut, 201: DirectiveOut, 202: TASK_OR_JOB},
        parameters=[LOCATION],
    )
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: str) -> Response:
        """A draft of what another's task does not serve any more; once."""
        return self._draft_of(request, issue_again)

    @extend_schema(
        request=Why,
        responses={200: DirectiveOut, 202: TASK_OR_JOB},
        parameters=[LOCATION],
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take the task back from every station that still owes it."""
        row = self.get_object()
        demand(self.user, asks_of(row), "directive.withdraw")
        if left := self._taken_back_later(request, row):
            return left
        return self.answer(self._say(request, row, issuing.withdraw))

    @extend_schema(request=NoBody, responses=DirectiveOut)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Nothing more is expected."""
        row = self.get_object()
        demand(self.user, asks_of(row), "directive.close")
        expected(request)
        read(NoBody, request)
        with transaction.atomic():
            row = directives.close(by=self.user, directive=lock(request, row))
        return self.answer(row)

    def _say(
        self, request: Request, row: Directive, service: Callable[..., Done]
    ) -> Done:
        """What the service makes of a reason, in the version that was read."""
        expected(request)
        reason = read(Why, request)["reason"]
        with transaction.atomic():
            return service(
                by=self.user,
                directive=lock(request, row),
                reason=reason,
                now=sent_at(request),
            )

    def _taken_back_later(self, request: Request, row: Directive) -> Response | None:
        expected(request)
        read(Why, request)
        return self.left(request, TAKE_BACK, row)

    def _draft_of(
        self, request: Request, service: Callable[..., tuple[Directive, bool]]
    ) -> Response:
        """Asked for twice it is the same draft: 200."""
        row = self.get_object()
        demand(self.user, asks_of(row), "directive.draft")
        expected(request)
        read(NoBody, request)
        if left := self.left(request, DRAFT, row):
            return left
        with transaction.atomic():
            made, fresh = service(by=self.user, directive=lock(request, row))
        return self.answer(made, status=201 if fresh else 200)
