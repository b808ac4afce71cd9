"""What stations and departments do with an assignment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import NoBody, Why, read, telling_findings
from coordination.api.fields import HoursIn, Moment
from coordination.api.forms import AnswerActs, ByKey, NotesIn, report_by_form
from coordination.api.shapes import AssignmentOut
from coordination.services.redating import redate as tried_out
from desk.etags import expected, lock
from desk.inputs import Enum, Input, Text
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit, ByValue
from organization.models import Department, Station, User
from organization.permissions import POLICY, authorise, may
from tasking.lifecycle import ASSIGNMENT
from tasking.models import Assignment
from tasking.services import acts

S = Assignment.State
DATES = {"release", "due", "effort_hours"}
STRAY = gettext_lazy("This does not go with the rest.")
REVIEW = "assignment.review"


class Progress(Input):
    remaining_hours = HoursIn()
    note = Text(2000, required=False, allow_blank=True)


class Report(Input):
    """Where the task has a form, `answers` to it are handed in with the report."""

    report = Text(4000, required=False, allow_blank=True, default="")
    hours_taken = HoursIn(
        required=False,
        allow_null=True,
        default=None,
        help_text="What it took altogether, if the station says so.",
    )
    answers = ByKey(required=False)
    notes = NotesIn(required=False)


class Return(Why):
    """What is missing, and how much is left; null if nobody can say."""

    remaining_hours = HoursIn(required=False, allow_null=True, default=None)


class Redate(Input):
    """Other dates or another estimate; what is not named stays as it is."""

    release = Moment(required=False, allow_null=True)
    due = Moment(ends=True, required=False)
    effort_hours = HoursIn(required=False, allow_null=True)
    reason = Text(2000, required=False, allow_blank=True)


class AssignmentChange(Redate):
    """A new state with what belongs to it, or the hours left, or another date."""

    state = Enum(
        "AssignmentTarget",
        [S.ACKNOWLEDGED, S.IN_PROGRESS, S.REPORTED, S.ACCEPTED, S.RETURNED],
        required=False,
    )
    remaining_hours = HoursIn(required=False, allow_null=True)
    note = Text(2000, required=False, allow_blank=True)
    report = Text(4000, required=False, allow_blank=True)
    hours_taken = HoursIn(required=False, allow_null=True)
    answers = ByKey(required=False)
    notes = NotesIn(required=False)


@dataclass(frozen=True)
class Act:
    """An act: the state it leads to, the service, and what it is told under."""

    state: str
    service: Callable[..., Assignment]
    arguments: dict[str, str]  # member of the body -> argument of the service

    def values(self, data: dict[str, Any]) -> dict[str, Any]:
        return {self.arguments[name]: value for name, value in data.items()}


ACTS = {
    "acknowledge": Act(S.ACKNOWLEDGED, acts.acknowledge, {}),
    "progress": Act(
        S.IN_PROGRESS,
        acts.progress,
        {"remaining_hours": "remaining_units", "note": "note"},
    ),
    "report": Act(
        S.REPORTED,
        report_by_form,
        {
            **{"report": "text", "hours_taken": "took_units"},
            **{"answers": "values", "notes": "notes"},
        },
    ),
    "accept": Act(S.ACCEPTED, acts.accept, {}),
    "return": Act(
        S.RETURNED,
        acts.return_,
        {"reason": "reason", "remaining_hours": "remaining_units"},
    ),
}
NEEDED: dict[str, dict[str, Any]] = {
    "progress": {"remaining_hours": None},
    "report": {"report": ""},
    "return": {"reason": ""},
}


def demand(user: User, row: Assignment, *names: str) -> None:
    """PermissionDenied unless one of the acts is the user's, whatever the state."""
    for name in names:
        right = ASSIGNMENT[name].action
        asks = right == REVIEW and row.department
        if may(user, right, asks or row.station):
            return
    raise PermissionDenied(str(POLICY[ASSIGNMENT[names[0]].action].title))


def demand_redate(user: User, row: Assignment) -> None:
    """A department moves its own dates, a chief those of the own plan."""
    own = row.department is None
    authorise(
        user, "plan.edit" if own else "assignment.redate", row.department or row.station
    )


class Assignments(AnswerActs, VisibleRows[Assignment]):
    """The own station's, the own department's, or those of the bureaus overseen."""

    queryset = Assignment.objects.select_related(
        "directive", "station__bureau", "department__bureau"
    )
    serializer_class = AssignmentOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "department": ByUnit(
            Department, lambda unit: Q(department=unit, directive__reserved=False)
        ),
        "directive": ByNumber("directive"),
        "state": ByValue("state", S.values),
    }

    @extend_schema(request=AssignmentChange, responses=AssignmentOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Take the step that leads to the given state, or tell the hours left."""
        row = self.get_object()
        demand(self.user, row, *ACTS)
        data = read(AssignmentChange, request, partial=True)
        if "state" not in data and DATES & set(data):
            return self._redate(request, row, data)
        name, values = _chosen(data)
        return self._perform(request, row, name, values)

    @extend_schema(request=NoBody, responses=AssignmentOut)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        """Sign for it."""
        return self._act(request, "acknowledge", NoBody)

    @extend_schema(request=Progress, responses=AssignmentOut)
    @action(detail=True, methods=["post"])
    def progress(self, request: Request, pk: str) -> Response:
        """Say how much is left."""
        return self._act(request, "progress", Progress)

    @extend_schema(request=Report, responses=AssignmentOut)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: str) -> Response:
        """Report it done."""
        return self._act(request, "report", Report)

    @extend_schema(request=NoBody, responses=AssignmentOut)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Accept what the station reported."""
        return self._act(request, "accept", NoBody)

    @extend_schema(request=Return, responses=AssignmentOut)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def return_(self, request: Request, pk: str) -> Response:
        """Return it for completion and say why."""
        return self._act(request, "return", Return)

    @extend_schema(request=Redate, responses=AssignmentOut)
    @action(detail=True, methods=["post"])
    def redate(self, request: Request, pk: str) -> Response:
        """Give this station another date or another estimate."""
        row = self.get_object()
        demand_redate(self.user, row)
        expected(request)
        return self._redate(request, row, read(Redate, request))

    def _redate(
        self, request: Request, row: Assignment, data: dict[str, Any]
    ) -> Response:
        demand_redate(self.user, row)
        if stray := set(data) - DATES - {"reason"}:
            raise ValidationError({name: [STRAY] for name in stray})
        with transaction.atomic(), telling_findings():
            row = lock(request, row)
            due = data.get("due", row.due)
            if due is None:
                raise ValidationError({"due": [_("Say when it is due.")]})
            row, _found = tried_out(
                by=self.user,
                assignment=row,
                due=due,
                release=data.get("release", row.release),
                effort_units=data.get("effort_hours", row.effort_units),
                reason=data.get("reason", ""),
                now=timezone.now(),
            )
        return self.answer(row)

    def _act(self, request: Request, name: str, shape: type[Input]) -> Response:
        row = self.get_object()
        demand(self.user, row, name)
        expected(request)
        return self._perform(request, row, name, dict(read(shape, request)))

    def _perform(
        self, request: Request, row: Assignment, name: str, data: dict[str, Any]
    ) -> Response:
        act = ACTS[name]
        with transaction.atomic():
            row = act.service(
                by=self.user,
                assignment=lock(request, row),
                now=timezone.now(),
                **act.values(data),
            )
        return self.answer(row)


def _chosen(data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The act that the body asks for, with what it says; ValidationError if none."""
    state = data.pop("state", None)
    if state is None and "remaining_hours" in data:
        state = S.IN_PROGRESS
    name = next((n for n, act in ACTS.items() if act.state == state), None)
    if name is None:
        raise ValidationError({"state": [_("Say the new state or the hours left.")]})
    if name == "report" and not data.get("remaining_hours"):
        data.pop("remaining_hours", None)  # nothing is left: that is what it says
    stray = [n for n in data if n not in ACTS[name].arguments]
    if stray:
        raise ValidationError({n: [STRAY] for n in stray})
    return name, NEEDED.get(name, {}) | data
