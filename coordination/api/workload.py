"""A station's workload: what it owes, what it has, day by day; and its calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.conflicts import ConflictOut
from coordination.api.fields import At, Hours
from coordination.api.shapes import AssignmentOut
from coordination.core.facts import minute_up
from coordination.core.load import DayLoad, load_profile
from coordination.feeds.station import station_entries, work_seen
from coordination.feeds.writing import calendar
from coordination.models import Conflict, StationState
from coordination.snapshot import snapshot, start_of_day
from desk.inputs import Day
from organization.api.base import Door
from organization.calendar import WorkCalendar
from organization.models import Station, User
from organization.permissions import POLICY
from personnel.presence import ZONE, minute_of
from tasking.models import Assignment

USUAL_DAYS = 28
MOST_DAYS = 400


class DayOut(serializers.Serializer[Any]):
    """One day; hours are null where nothing is known about the station's people."""

    date = serializers.DateField(read_only=True)
    working = serializers.BooleanField(read_only=True)
    capacity_hours = Hours(source="capacity", allow_null=True)
    todo_hours = Hours(source="todo", allow_null=True)
    beyond_hours = Hours(source="beyond", allow_null=True)


class WorkloadOut(serializers.Serializer[Any]):
    """The stored verdict speaks as of `as_of`; the days as of today."""

    station = serializers.CharField(read_only=True)
    as_of = At(allow_null=True)
    checked_at = At(allow_null=True)
    feasible = serializers.BooleanField(read_only=True, allow_null=True)
    deficit_hours = Hours(source="deficit", allow_null=True)
    overdue = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    assignments = AssignmentOut(many=True, read_only=True)
    conflicts = ConflictOut(many=True, read_only=True)
    days = DayOut(many=True, read_only=True)


@dataclass(frozen=True)
class Span:
    """Days [first, end); `given` when the request named them."""

    first: dt.date
    end: dt.date
    given: bool


def open_ledger(user: User, code: str) -> tuple[Station, QuerySet[Assignment]]:
    """The station and the work on it that the user may see; 404 or 403 otherwise.

    The station's people and its overseers see all of it, a department its own.
    """
    station = Station.objects.visible_to(user).filter(code=code).first()
    if station is None:
        raise Http404
    station = Station.objects.select_related("bureau").get(pk=station.pk)
    rows = work_seen(user, station)
    if rows is None:
        raise PermissionDenied(str(POLICY["workload.view"].title))
    shown = rows.live().select_related("directive", "station", "department")
    return station, shown.order_by("pk")


def read_span(query: Mapping[str, str], today: dt.date) -> Span:
    """`from` (today, or later) and `to` (the first day after), checked."""
    problems: dict[str, list[Any]] = {}
    found: dict[str, dt.date] = {}
    for name in ("from", "to"):
        if name in query:
            try:
                found[name] = Day().run_validation(query[name])
            except ValidationError as error:
                problems[name] = error.detail  # type: ignore[assignment]
    if problems:
        raise ValidationError(problems)
    first = found.get("from", min(today, found.get("to", today)))
    end = found.get("to", first + dt.timedelta(days=USUAL_DAYS))
    if end < first:
        problems["to"] = [_("The period ends before it begins.")]
    elif (end - first).days > MOST_DAYS:
        problems["to"] = [_("At most 400 days at once.")]
    if problems:
        raise ValidationError(problems)
    return Span(first, end, bool(found))


class Workload(Door):
    """What a station owes and has."""

    detail = True

    @extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATE, description="First day"),
            OpenApiParameter("to", OpenApiTypes.DATE, description="First day after"),
        ],
        responses=WorkloadOut,
    )
    def get(self, request: Request, code: str) -> Response:
        now = timezone.now()
        station, rows = open_ledger(self.user, code)
        span = read_span(request.query_params, timezone.localdate(now, ZONE))
        state = StationState.objects.filter(pk=station.pk).first() or StationState()
        open_ones = Conflict.objects.visible_to(self.user).filter(station=station)
        body = {
            "station": station.code,
            "as_of": state.as_of,
            "checked_at": state.checked_at,
            "feasible": state.feasible,
            "deficit": state.deficit_units,
            "overdue": _overdue(rows, now),
            "assignments": _inside(rows, span, now),
            "conflicts": open_ones.open().select_related("station").order_by("due"),
            "days": _days(station, span, now),
        }
        return Response(WorkloadOut(body, context={"request": request}).data)


def _overdue(rows: QuerySet[Assignment], now: dt.datetime) -> list[int]:
    late = Assignment.objects.overdue(now).filter(
        is_event=False, pk__in=rows.values("pk")
    )
    return list(late.order_by("due", "pk").values_list("pk", flat=True))


def _inside(
    rows: QuerySet[Assignment], span: Span, now: dt.datetime
) -> QuerySet[Assignment]:
    """Work whose time touches the span, and whatever is late; all without a span."""
    if not span.given:
        return rows
    first = dt.datetime.combine(span.first, dt.time(), ZONE)
    end = dt.datetime.combine(span.end, dt.time(), ZONE)
    touches = (Q(release=None) | Q(release__lt=end)) & (Q(due=None) | Q(due__gt=first))
    return rows.filter(touches | Q(due__lte=now, is_event=False))


def _days(station: Station, span: Span, now: dt.datetime) -> list[dict[str, Any]]:
    """Days from today on: what is past has no capacity left to speak of."""
    as_of = start_of_day(now)
    first = max(span.first, timezone.localdate(as_of, ZONE))
    dates = [
        first + dt.timedelta(days=n) for n in range(max(0, (span.end - first).days))
    ]
    if not dates:
        return []
    calendar = WorkCalendar.load(first, span.end)
    until = dt.datetime.combine(span.end, dt.time(), ZONE)
    facts = snapshot([station.pk], as_of=as_of, until=until)[station.pk]
    minute = minute_up(as_of)
    loads: list[DayLoad | None] = [
        *load_profile(
            facts,
            as_of=minute,
            now=minute,
            days=[(minute_of(d), minute_of(d + dt.timedelta(days=1))) for d in dates],
        )
    ] or [None] * len(dates)
    unknown = {"capacity": None, "todo": None, "beyond": None}
    return [
        {"date": day, "working": calendar.is_workday(day)}
        | (
            {"capacity": load.capacity, "todo": load.todo, "beyond": load.beyond}
            if load
            else unknown
        )
        for day, load in zip(dates, loads, strict=True)
    ]


class CalendarRenderer(BaseRenderer):
    """The feed as it is; a problem instead of it as JSON."""

    media_type = "text/calendar"
    format = "ics"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        if isinstance(data, bytes):
            return data
        return JSONRenderer().render(data)


class OneFormat(BaseContentNegotiation):
    """Calendar programs ask for all sorts of types; there is one answer."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: Any = None
    ) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


class WorkloadFeed(Door):
    """Events and dues as a calendar to subscribe to."""

    detail = True
    renderer_classes = [CalendarRenderer]
    content_negotiation_class = OneFormat

    @extend_schema(responses={(200, "text/calendar"): OpenApiTypes.STR})
    def get(self, request: Request, code: str) -> Response:
        now = timezone.now()
        station, _rows = open_ledger(self.user, code)
        found = station_entries(self.user, station, now)
        return Response(calendar(station.label, found, now))
