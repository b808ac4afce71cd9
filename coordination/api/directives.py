"""Tasks: read, tried out, drafted, issued, approved, closed, taken back."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import (
    Why,
    WhyNot,
    asks_of,
    demand,
    read,
    shown,
    telling_findings,
)
from coordination.api.admission import AdmissionActs
from coordination.api.cap_shapes import TrialOut
from coordination.api.caps import BudgetActs, beside
from coordination.api.costs import CostActs
from coordination.api.ending import TaskEnds
from coordination.api.forms import FormActs
from coordination.api.leaving import ISSUED_OR_JOB, LOCATION
from coordination.api.ordering import (
    DirectiveChange,
    DirectiveIn,
    Order,
    Requester,
    order,
    requester,
)
from coordination.api.shapes import (
    DirectiveIssued,
    DirectiveOut,
    DirectiveRow,
    FindingOut,
)
from coordination.api.streaming import AT_ONCE, LinesRenderer, stream
from coordination.api.times import TimesActs
from coordination.api.urgent import (
    Urgent,
    demand_urgent_or,
    read_urgent,
    tried_urgently,
    urgent,
)
from coordination.core.facts import hours
from coordination.reaching import ISSUE
from coordination.services import issuing
from coordination.services.countersigning import authorise_sign
from coordination.services.excepting import say_reason
from coordination.services.previewing import try_out, try_out_by_parts
from desk.etags import expected, lock
from desk.idempotency import once
from organization.api.filters import ByUnit, ByValue
from organization.models import Department, Station, User
from tasking.content import Targets
from tasking.models import Directive, Kind
from tasking.rules import check
from tasking.services import directives

CHANGEABLE = (Directive.State.DRAFT, Directive.State.RETURNED)

Done = TypeVar("Done")


class TaskActs(AdmissionActs, CostActs, TimesActs, BudgetActs, FormActs):
    """What is done about a task below its own address, part by part."""


class Directives(TaskActs, TaskEnds):
    """The tasks of one's own department, one's own station, or the bureaus overseen."""

    queryset = Directive.objects.select_related(
        "department__bureau", "own_station__bureau", "approver", "emergency"
    )
    serializer_class = DirectiveOut
    filters = {
        "state": ByValue("state", Directive.State.values),
        "kind": ByValue("kind", Kind.values),
        "department": ByUnit(Department, lambda unit: Q(department=unit)),
        "station": ByUnit(
            Station,
            lambda unit: (
                Q(pk__in=unit.assignments.values("directive")) | Q(own_station=unit)
            ),
        ),
    }

    def get_serializer_class(self) -> Any:
        return DirectiveRow if self.action == "list" else DirectiveOut

    @extend_schema(
        request=DirectiveIn,
        responses={201: DirectiveIssued, 202: ISSUED_OR_JOB},
        parameters=[LOCATION],
    )
    @once
    def create(self, request: Request) -> Response:
        """Issue, or keep a draft. Of more than 2,000 stations a worker does it: 202,
        and the job under `Location` tells how far it is."""
        demand_urgent_or(self.user, "directive.issue")
        data = read(DirectiveIn, request)
        asks = requester(self.user, data["department"])
        if data.get("override"):
            said = read_urgent(self.user, asks, data)
            left = self.new_left(request, asks, said.order, draft=False)
            return left or self._issue_urgently(said)
        right = "directive.draft" if data["draft"] else "directive.issue"
        demand(self.user, asks, right)
        made = order(self.user, asks, data)
        if left := self.new_left(request, asks, made, draft=data["draft"]):
            return left
        if data["draft"]:
            row = _draft(self.user, asks, made)
            self._say_why(row, data)
            return self.answer(row, status=201, preview=shown(()))
        return self._issue(asks, made, data.get("reason") or "", created=True, why=data)

    @extend_schema(request=DirectiveChange, responses=DirectiveOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a draft."""
        row = self.get_object()
        demand(self.user, asks_of(row), "directive.draft")
        expected(request)
        data = read(DirectiveChange, request, partial=True)
        with transaction.atomic():
            row = _changeable(lock(request, row))
            asks = asks_of(row)
            row = _draft(self.user, asks, order(self.user, asks, data, row), row)
        return self.answer(row)

    @extend_schema(
        request=DirectiveIn,
        responses={
            (200, "application/json"): TrialOut,
            (200, LinesRenderer.media_type): FindingOut,
        },
    )
    @action(
        detail=False,
        methods=["post"],
        renderer_classes=[JSONRenderer, LinesRenderer],
    )
    def preview(self, request: Request) -> HttpResponseBase:
        """What the task would do to each station; nothing is written.

        Who accepts application/x-ndjson gets a line for each station as soon as it is
        known; an answer about thousands of stations begins before all are known.
        """
        demand_urgent_or(self.user, "directive.preview")
        data = read(DirectiveIn, request)
        asks = requester(self.user, data["department"])
        if data.get("override"):
            return Response(tried_urgently(self.user, asks, data))
        demand(self.user, asks, "directive.preview")
        made, now = order(self.user, asks, data), timezone.now()
        targets = _targets(made)
        check(made.content, targets, requester=asks, now=now)
        how: dict[str, Any] = {"department": asks.code, "now": now}
        lines = isinstance(request.accepted_renderer, LinesRenderer)
        if lines or len(targets.stations) > AT_ONCE:
            parts = try_out_by_parts(made.content, targets, **how)
            return stream(parts, lines=lines)
        more = beside(asks, made.content, targets, now)
        return Response(shown(try_out(made.content, targets, **how)) | more)

    @extend_schema(
        request=WhyNot,
        responses={200: DirectiveIssued, 202: ISSUED_OR_JOB},
        parameters=[LOCATION],
    )
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: str) -> Response:
        """Issue a draft as it stands."""
        row = self.get_object()
        demand(self.user, asks_of(row), "directive.issue")
        reason = read(WhyNot, request)["reason"]
        if left := self.left(request, ISSUE, row):
            return left
        with transaction.atomic():
            row = _changeable(lock(request, row))
            asks = asks_of(row)
            return self._issue(asks, order(self.user, asks, {}, row), reason, row)

    @extend_schema(
        request=WhyNot,
        responses={200: DirectiveIssued, 202: ISSUED_OR_JOB},
        parameters=[LOCATION],
    )
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve in one's own name, or give a second name; the task goes out."""
        row = self.get_object()
        authorise_sign(self.user, row)
        reason = read(WhyNot, request)["reason"]
        if left := self.left(request, ISSUE, row):
            return left
        with transaction.atomic(), telling_findings():
            done = issuing.approve_and_issue(
                by=self.user,
                directive=lock(request, row),
                now=timezone.now(),
                reason=reason,
            )
        return self.answer(done.directive, preview=shown(done.findings))

    @extend_schema(request=Why, responses=DirectiveOut)
    @action(detail=True, methods=["post"], url_path="send-back", url_name="send-back")
    def send_back(self, request: Request, pk: str) -> Response:
        """Not approved as it stands: back to its author, who is told why."""
        row = self.get_object()
        authorise_sign(self.user, row)
        return self.answer(self._say(request, row, issuing.send_back))

    def _issue(
        self,
        asks: Requester,
        made: Order,
        reason: str,
        row: Directive | None = None,
        *,
        created: bool = False,
        why: dict[str, Any] | None = None,
    ) -> Response:
        """Issue or hold back; findings without a reason travel with the refusal."""
        with telling_findings():
            done = issuing.issue(
                by=self.user,
                requester=asks,
                content=made.content,
                stations=made.stations,
                now=timezone.now(),
                reason=reason,
                overrides=made.overrides,
                directive=row,
            )
        self._say_why(done.directive, why or {})
        status = (201 if created else 200) if done.sent else 202
        taken = sum(one.units for one in done.taken)
        return self.answer(
            done.directive,
            status=status,
            preview=shown(done.findings),
            taken_hours=float(hours(taken)),
        )

    def _issue_urgently(self, said: Urgent) -> Response:
        row, told = urgent(self.user, said)
        return self.answer(row, status=201, preview=told)

    def _say_why(self, row: Directive, data: dict[str, Any]) -> None:
        """Why it asks for more than the department's budget, if it says so."""
        reason = data.get("budget_reason") or ""
        now = timezone.now()
        say_reason(by=self.user, directive=row, reason=reason, now=now)


def _draft(
    user: User, asks: Requester, made: Order, row: Directive | None = None
) -> Directive:
    return directives.draft(
        by=user,
        requester=asks,
        content=made.content,
        targets=_targets(made),
        directive=row,
    )


def _targets(made: Order) -> Targets:
    return Targets(tuple(s.pk for s in made.stations), made.overrides)


def _changeable(row: Directive) -> Directive:
    """A draft, or one that came back; what is issued is withdrawn, not rewritten."""
    if row.state not in CHANGEABLE:
        raise ValidationError({"state": [_("Only a draft can still be changed.")]})
    return row
