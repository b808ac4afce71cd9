"""Plans as other systems read them: hours, instants and codes, never titles."""

from __future__ import annotations

from typing import Any, get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coordination.api.fields import iso
from coordination.core.facts import hours
from coordination.core.plans import Balance, Change, ChangeKind
from coordination.models import Proposal
from coordination.moments import instant
from coordination.planned import changes_of, plan_in
from desk.inputs import Enum

KINDS = get_args(ChangeKind)


class PlannedPart(serializers.Serializer[Any]):
    """One step of a task that is done in several."""

    due = serializers.DateTimeField(read_only=True)
    effort_hours = serializers.FloatField(read_only=True)


class PlannedChange(serializers.Serializer[Any]):
    """What changes for one assignment; `lend` names the station that lends instead."""

    station = serializers.CharField(read_only=True)
    kind = Enum("PlanChange", KINDS, read_only=True)
    assignment = serializers.IntegerField(read_only=True, allow_null=True)
    into = serializers.IntegerField(read_only=True, allow_null=True)
    due = serializers.DateTimeField(read_only=True, allow_null=True)
    effort_hours = serializers.FloatField(read_only=True, allow_null=True)
    parts = PlannedPart(many=True, read_only=True)
    lender = serializers.CharField(read_only=True, allow_blank=True)
    start = serializers.DateTimeField(read_only=True, allow_null=True)
    officers = serializers.FloatField(read_only=True)
    names = serializers.ListField(child=serializers.CharField(), read_only=True)
    protected = serializers.IntegerField(read_only=True, allow_null=True)


class StationBalance(serializers.Serializer[Any]):
    """A station before and after the plan, as it was reckoned when it was made."""

    station = serializers.CharField(read_only=True)
    short_before_hours = serializers.FloatField(read_only=True, allow_null=True)
    short_after_hours = serializers.FloatField(read_only=True, allow_null=True)
    slack_after_hours = serializers.FloatField(read_only=True, allow_null=True)


@extend_schema_field(PlannedChange(many=True))
class PlannedChanges(serializers.Field[Any, Any, Any, Any]):
    """The changes of a proposal's plan."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, source="*", **options)

    def to_representation(self, value: Proposal) -> list[dict[str, Any]]:
        plan = plan_in(value.plan)
        return [_change(station, change) for station, change in changes_of(plan)]


@extend_schema_field(StationBalance(many=True))
class PlannedStations(serializers.Field[Any, Any, Any, Any]):
    """The balances of a proposal's plan."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, source="*", **options)

    def to_representation(self, value: Proposal) -> list[dict[str, Any]]:
        plan = plan_in(value.plan)
        return [_balance(s.station, s.before, s.after) for s in plan.stations]


def _change(station: str, change: Change) -> dict[str, Any]:
    return {
        "station": station,
        "kind": change.kind,
        "assignment": _id(change.demand),
        "into": _id(change.into),
        "due": _at(change.due),
        "effort_hours": _hours(change.effort),
        "parts": [
            {"due": _at(part.due), "effort_hours": _hours(part.effort)}
            for part in change.parts
        ],
        "lender": change.lender,
        "start": _at(change.start),
        "officers": change.officers / 1000,
        "names": list(change.names),
        "protected": protected(change),
    }


def _balance(station: str, before: Balance, after: Balance) -> dict[str, Any]:
    return {
        "station": station,
        "short_before_hours": _hours(before.deficit),
        "short_after_hours": _hours(after.deficit),
        "slack_after_hours": _hours(after.slack),
    }


def protected(change: Change) -> int | None:
    """The id of the station's own time, where that is what changes."""
    name = change.demand
    return int(name[1:]) if name and not name.isdecimal() else None


def _id(demand: str) -> int | None:
    return int(demand) if demand.isdecimal() else None


def _at(minute: int | None) -> str | None:
    return None if minute is None else iso(instant(minute))


def _hours(units: int | None) -> float | None:
    return None if units is None else float(hours(units))
