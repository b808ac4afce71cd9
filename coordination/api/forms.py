"""Report forms for other systems: what is asked, what a station answers, the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import read
from coordination.collating.reach import fields_at, reach_of
from coordination.collating.reading import Collation, Line, collate
from desk.etags import Outdated, expected
from desk.inputs import Input, Text
from organization import wall
from organization.api.base import VisibleRows
from organization.api.filters import ByUnit
from organization.models import Department, User
from organization.permissions import authorise, may
from tasking.asking.fields import MOST_FIELDS, Field
from tasking.models import Assignment, FormAnswer, ReportForm
from tasking.services import acts
from tasking.services.answering_forms import (
    LONGEST_NOTE,
    Answers,
    draft_of,
    save_answers,
)
from tasking.services.report_forms import form_of

REPORT = "assignment.report"
OBJECT = {"type": "object", "additionalProperties": True}
TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
LIST = {"type": "array", "items": {}}
ASKED = {
    "type": "object",
    "description": "A field as it is asked; the last three are checks, by key.",
    "properties": {
        **dict.fromkeys(("key", "kind", "label", "help", "item", "unit"), TEXT),
        **dict.fromkeys(("least", "most", "not_more_than", "not_before"), TEXT),
        **dict.fromkeys(("required", "steady"), FLAG),
        **dict.fromkeys(("options", "columns", "sum_of"), LIST),
        "decimals": {"type": "integer"},
    },
}


@extend_schema_field(OBJECT)
class ByKey(serializers.Field[Any, Any, Any, Any]):
    """Values by the keys of a form's fields: text, number, true or false, null, or the
    lines of a table."""

    default_error_messages = {
        "by_key": gettext_lazy("An object of at most {n} values by key.")
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping) or len(data) > MOST_FIELDS:
            self.fail("by_key", n=MOST_FIELDS)
        return {str(key): value for key, value in data.items()}

    def to_representation(self, value: Any) -> Any:
        return value


class NotesIn(serializers.DictField):
    """By key, why an answer lies beyond its bounds."""

    child = Text(LONGEST_NOTE, allow_blank=True)


class AnswersIn(Input):
    """Answers halfway."""

    answers = ByKey()
    notes = NotesIn(required=False, default=dict)


class ReportFormOut(serializers.ModelSerializer[ReportForm]):
    """A form in one version."""

    department = serializers.CharField(source="department.code", read_only=True)
    fields_asked = serializers.SerializerMethodField()

    class Meta:
        model = ReportForm
        fields = ("id", "department", "title", "number", "fields_asked")

    @extend_schema_field({"type": "array", "items": ASKED})
    def get_fields_asked(self, row: ReportForm) -> Any:
        return asked(row.fields)


class AnswersOut(serializers.Serializer[Any]):
    """What a station answers: its own draft, or what it handed in last."""

    form = serializers.IntegerField(read_only=True)
    number = serializers.IntegerField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    handed_in_at = serializers.DateTimeField(read_only=True, allow_null=True)
    answers = ByKey(read_only=True)
    notes = ByKey(read_only=True)


class CollationOut(serializers.Serializer[Any]):
    """All stations' answers: who is missing first."""

    form = ReportFormOut(read_only=True)
    stations = serializers.ListField(
        child=serializers.DictField(), read_only=True, help_text="one per station"
    )
    sums = serializers.ListField(
        child=serializers.DictField(), read_only=True, help_text="one per field"
    )


def asked(fields: tuple[Field, ...]) -> list[dict[str, Any]]:
    return [asdict(field) for field in fields]


class ReportForms(VisibleRows[ReportForm]):
    """Forms of one's department, or of the bureaus overseen; every version."""

    queryset = ReportForm.objects.select_related("department__bureau")
    serializer_class = ReportFormOut
    filters = {"department": ByUnit(Department, lambda unit: Q(department=unit))}


class FormActs:
    """The form of a task and what was answered to it, below the task's address."""

    @extend_schema(responses=ReportFormOut)
    @action(detail=True, methods=["get"])
    def form(self: Any, request: Request, pk: str) -> Response:
        """By which form the task is reported; 404 where in words alone."""
        held = form_of(self.get_object())
        if held is None:
            raise Http404
        return Response(ReportFormOut(held.form).data)

    @extend_schema(responses=CollationOut)
    @action(detail=True, methods=["get"])
    def answers(self: Any, request: Request, pk: str) -> Response:
        """All stations' answers; a department that joined gets what it asked for."""
        reach = reach_of(self.user, self.get_object())
        made = collate(self.user, reach, timezone.now())
        form = ReportFormOut(reach.task_form.form).data
        form["fields_asked"] = asked(reach.fields)
        stations = [_station(line) for line in made.chosen("all")]
        return Response({"form": form, "stations": stations, "sums": _sums(made)})


def _station(line: Line) -> dict[str, Any]:
    answer = line.answer
    notes = {cell.field.key: cell.note for cell in line.cells if cell.note}
    return {
        "station": line.station.code,
        "assignment": line.assignment.pk,
        "state": line.assignment.state,
        "due": line.assignment.due,
        "handed_in_at": answer.handed_in_at if answer else None,
        "answers": {cell.field.key: cell.value for cell in line.cells},
        "notes": notes,
        "beyond": [cell.field.key for cell in line.cells if cell.is_beyond],
    }


def _sums(made: Collation) -> list[dict[str, Any]]:
    return [
        {
            "key": one.field.key,
            "answered": one.answered,
            "sum": None if one.total is None else str(one.total),
            "mean": None if one.mean is None else str(one.mean),
        }
        for one in made.sums_of(made.lines)
    ]


class AnswerActs:
    """A station's answers to the form of a task, below the assignment's address."""

    @extend_schema(responses=AnswersOut)
    @action(detail=True, methods=["get"])
    def answers(self: Any, request: Request, pk: str) -> Response:
        """The own draft, or what was handed in last; 404 where nothing is asked.

        The tag is the draft's version, "0" while there is none.
        """
        row = self.get_object()
        fields = fields_at(self.user, row)
        return _answered(row, fields, own=may(self.user, REPORT, row.station))

    @extend_schema(request=AnswersIn, responses=AnswersOut)
    @answers.mapping.patch
    def keep_answers(self: Any, request: Request, pk: str) -> Response:
        """Kept halfway: nothing has to be complete yet. If-Match names the draft."""
        row = self.get_object()
        authorise(self.user, REPORT, row.station)
        version = _version_read(request, row)
        given = read(AnswersIn, request)
        answers = answers_of(row, given["answers"], given["notes"])
        answers = replace(answers, version=version)
        save_answers(by=self.user, assignment=row, answers=answers, now=timezone.now())
        held = form_of(row.directive)
        fields = held.form.fields if held else ()
        return _answered(row, fields, own=True)


def report_by_form(
    *,
    by: User,
    assignment: Assignment,
    now: dt.datetime,
    text: str = "",
    took_units: int | None = None,
    values: Any = None,
    notes: Any = None,
) -> Assignment:
    """Reported, with answers where a form asks for them."""
    answers = None
    if values is not None or notes:
        answers = answers_of(assignment, values or {}, notes or {})
    return acts.report(
        by=by,
        assignment=assignment,
        text=text,
        now=now,
        took_units=took_units,
        answers=answers,
    )


def answers_of(row: Assignment, values: Any, notes: Any) -> Answers:
    """ValidationError for a field that the form does not have."""
    held = form_of(row.directive)
    known = {field.key for field in held.form.fields} if held else set()
    strange = sorted({*values, *notes} - known)[:20]
    if strange:
        told = _("This form has no such field.")
        raise ValidationError({key[:40] or "answers": [told] for key in strange})
    return Answers(values, notes)


def _version_read(request: Request, row: Assignment) -> int | None:
    """Of the draft, 0 for none; None where any will do."""
    tags = expected(request)
    draft = draft_of(row)
    version = draft.version if draft else 0
    if "*" in tags:
        return None
    if str(version) not in tags:
        raise Outdated
    return version


def _answered(row: Assignment, fields: Any, *, own: bool) -> Response:
    wall.stand()
    said = _answers(row, fields, own=own)
    return Response(said, headers={"ETag": f'"{said["version"]}"'})


def _answers(row: Assignment, fields: Any, *, own: bool) -> dict[str, Any]:
    found = draft_of(row) if own else None
    if found is None:
        found = FormAnswer.objects.standing().filter(assignment=row).first()
    held = form_of(row.directive)
    if held is None:
        raise Http404
    keys = {field.key for field in fields}
    values = {k: v for k, v in found.values.items() if k in keys} if found else {}
    notes = {k: v for k, v in found.notes.items() if k in keys} if found else {}
    return {
        "form": held.form_id,
        "number": found.number if found else 0,
        "version": found.version if found and not found.handed_in_at else 0,
        "handed_in_at": found.handed_in_at if found else None,
        "answers": values,
        "notes": notes,
    }
