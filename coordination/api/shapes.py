"""What tasks, assignments and trial runs look like from outside."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coordination.api.fields import At, Heads, Hours, Window, iso
from coordination.core.facts import hours
from coordination.ledger.reading import is_overdue
from coordination.services.previewing import Finding
from desk.inputs import Enum
from tasking.lifecycle import ASSIGNMENT, possible
from tasking.models import (
    Assignment,
    DeadlineClass,
    Directive,
    DirectiveTarget,
    Kind,
    TaskClass,
    Venue,
)

NULL: dict[str, Any] = {"allow_null": True, "default": None, "read_only": True}


class Timed(serializers.Serializer[Any]):
    """Work has release and due, an event start and end; the others are null."""

    release = At(allow_null=True)
    due = At(allow_null=True)
    start = At(source="release", allow_null=True)
    end = At(source="due", allow_null=True)
    effort_hours = Hours(source="effort_units", allow_null=True)
    max_officers = Heads(read_only=True, allow_null=True)
    officers = Heads(read_only=True, allow_null=True)
    attendees = serializers.ListField(child=serializers.CharField(), read_only=True)
    priority = serializers.IntegerField(read_only=True)
    deadline_class = Enum("DeadlineClass", DeadlineClass.values, read_only=True)
    version = serializers.IntegerField(read_only=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = dict(super().to_representation(instance))
        for name in ("release", "due") if instance.is_event else ("start", "end"):
            shown[name] = None
        return shown


class EmergencyOut(serializers.Serializer[Any]):
    """Past the office and the signature: why, and until when."""

    reason = serializers.CharField(read_only=True)
    until = At()
    ordered_at = At(allow_null=True)
    ended_at = At(allow_null=True)
    reviewed_at = At(allow_null=True)


class DirectiveRow(Timed):
    """A task as a list shows it; `station` is set for a station's own plan."""

    id = serializers.IntegerField(read_only=True)
    number = serializers.CharField(read_only=True)
    department = serializers.CharField(source="department.code", **NULL)
    station = serializers.CharField(source="own_station.code", **NULL)
    title = serializers.CharField(read_only=True)
    kind = Enum("DirectiveKind", Kind.values, read_only=True)
    intent = serializers.CharField(read_only=True)
    basis = serializers.CharField(read_only=True)
    standard = serializers.CharField(read_only=True)
    data_items = serializers.ListField(child=serializers.CharField(), read_only=True)
    venue = Enum("Venue", ["", *Venue.values], read_only=True)
    place = serializers.CharField(read_only=True)
    parent = serializers.IntegerField(  # type: ignore[assignment]
        source="parent_id", read_only=True, allow_null=True
    )
    reserved = serializers.BooleanField(read_only=True)
    task_class = Enum("TaskClass", TaskClass.values, read_only=True)
    emergency = EmergencyOut(**NULL)
    approver = serializers.CharField(source="approver.username", **NULL)
    approved_at = At(allow_null=True)
    state = Enum("DirectiveState", Directive.State.values, read_only=True)
    reason = serializers.CharField(source="conflict_reason", read_only=True)
    created_at = At()
    issued_at = At(allow_null=True)
    recall_until = At(allow_null=True)
    replaces = serializers.IntegerField(
        source="replaces_id", read_only=True, allow_null=True
    )


class OverrideOut(serializers.Serializer[DirectiveTarget]):
    """What differs at one station; null is as for all."""

    effort_hours = Hours(source="effort_units", allow_null=True)
    due = At(allow_null=True)
    travel_minutes = serializers.IntegerField(
        source="travel", read_only=True, allow_null=True
    )


class DirectiveOut(DirectiveRow):
    """A task with its stations, and the assignments of it that the user may see.

    `overrides` are what was ordered of single stations, by code; an assignment says
    what has become of it since.
    """

    stations = serializers.SerializerMethodField()
    overrides = serializers.SerializerMethodField()
    assignments = serializers.SerializerMethodField()

    def _rows(self, directive: Directive) -> list[tuple[int, str]]:
        rows = Assignment.objects.visible_to(self.context["request"].user)
        rows = rows.filter(directive=directive).order_by("station__code")
        return list(rows.values_list("pk", "station__code"))

    def to_representation(self, instance: Directive) -> dict[str, Any]:
        self._shown = self._rows(instance)
        return super().to_representation(instance)

    def get_stations(self, directive: Directive) -> list[str]:
        if directive.issued_at:
            return [code for _pk, code in self._shown]
        codes = directive.targets.order_by("station__code")
        return list(codes.values_list("station__code", flat=True))

    @extend_schema_field(serializers.DictField(child=OverrideOut()))
    def get_overrides(self, directive: Directive) -> dict[str, Any]:
        rows = directive.targets.exclude(due=None, effort_units=None, travel=None)
        rows = rows.select_related("station").order_by("station__code")
        own = {row.station.code: row for row in rows}
        if directive.issued_at:
            own = {code: own[code] for _pk, code in self._shown if code in own}
        return {code: dict(OverrideOut(row).data) for code, row in own.items()}

    def get_assignments(self, directive: Directive) -> list[int]:
        return [pk for pk, _code in self._shown]


class FindingOut(serializers.Serializer[Any]):
    """The trial run's answer for one station; unknown figures are null, not zero."""

    station = serializers.CharField(source="station.code", read_only=True)
    verdict = Enum("Verdict", ["fits", "conflict", "unknown"], read_only=True)
    window = Window(allow_null=True)
    demand_hours = Hours(source="demand", allow_null=True)
    capacity_hours = Hours(source="capacity", allow_null=True)
    shortfall_hours = Hours(source="shortfall", allow_null=True)
    departments = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="All who ask for hours inside the window, the most hours first.",
    )
    department_hours = serializers.DictField(
        child=serializers.FloatField(),
        read_only=True,
        help_text="The same codes with their officer-hours; they add up to the demand.",
    )
    earliest_due = At(allow_null=True)

    def to_representation(self, instance: Finding) -> dict[str, Any]:
        """Written out: field by field it takes longer than the trial run."""
        asked = [(code, _hours(units)) for code, units in instance.departments]
        known = instance.verdict != "unknown" or instance.window is not None
        window, earliest = instance.window, instance.earliest_due
        return {
            "station": instance.station.code,
            "verdict": instance.verdict,
            "window": [iso(moment) for moment in window] if window else None,
            "demand_hours": _hours(instance.demand) if known else None,
            "capacity_hours": _hours(instance.capacity) if known else None,
            "shortfall_hours": _hours(instance.shortfall) if known else None,
            "departments": [code for code, _ in asked],
            "department_hours": dict(asked),
            "earliest_due": iso(earliest) if earliest else None,
        }


def _hours(units: int) -> float:
    return float(hours(units))


class DisplacedOut(serializers.Serializer[Any]):
    """What an urgent task leaves no room for, and the due by which it would fit."""

    assignment = serializers.IntegerField(source="assignment.pk", read_only=True)
    station = serializers.CharField(source="assignment.station.code", read_only=True)
    department = serializers.CharField(
        source="assignment.requester_code", read_only=True
    )
    shortfall_hours = Hours(source="short_units")
    due = At(source="assignment.due", allow_null=True)
    proposed_due = At(allow_null=True)


class PreviewOut(serializers.Serializer[Any]):
    stations = FindingOut(many=True, read_only=True)


class UrgentPreviewOut(PreviewOut):
    """Of a task with `override`: what it displaces, too."""

    displaced = DisplacedOut(many=True, read_only=True)


class DirectiveIssued(DirectiveOut):
    """A task just issued or put before the leader, with what the trial run said; of
    more than 2,000 stations only those are told at which it does not fit.

    `taken_hours` of protected time are taken; then it waits for a second name.
    """

    preview = PreviewOut(read_only=True)
    taken_hours = serializers.FloatField(read_only=True, required=False)


class AssignmentOut(Timed):
    """What a task puts on one station. A reserved one shows no sponsor and no title."""

    id = serializers.IntegerField(read_only=True)
    directive = serializers.IntegerField(source="directive_id", read_only=True)
    number = serializers.CharField(
        source="directive.number", read_only=True, allow_null=True
    )
    title = serializers.CharField(
        source="directive.title", read_only=True, allow_null=True
    )
    kind = Enum("DirectiveKind", Kind.values, source="directive.kind", read_only=True)
    reserved = serializers.BooleanField(source="directive.reserved", read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    department = serializers.CharField(source="department.code", **NULL)
    event = serializers.BooleanField(source="is_event", read_only=True)
    travel_minutes = serializers.IntegerField(
        source="travel",
        read_only=True,
        allow_null=True,
        help_text="On the way to an event, before it and after it; null: not known.",
    )
    remaining_hours = Hours(source="remaining_units", allow_null=True)
    state = Enum("AssignmentState", Assignment.State.values, read_only=True)
    overdue = serializers.SerializerMethodField()
    acts = serializers.SerializerMethodField()
    acknowledged_at = At(allow_null=True)
    reported_at = At(allow_null=True)
    report = serializers.CharField(read_only=True)
    hours_taken = Hours(source="took_units", allow_null=True)
    created_at = At()

    def get_overdue(self, row: Assignment) -> bool:
        return is_overdue(row, timezone.now())

    def get_acts(self, row: Assignment) -> list[str]:
        """Acts that lead on from here; whether one may is another question.

        What the clock does is nobody's act.
        """
        return [act for act in possible(ASSIGNMENT, row.state) if act != "expire"]

    def to_representation(self, instance: Assignment) -> dict[str, Any]:
        shown = super().to_representation(instance)
        user = self.context["request"].user
        if instance.directive.reserved and (
            instance.department_id not in user.scope.departments
        ):
            shown |= {"title": None, "number": None, "department": None}
        return shown
