"""Rosters for other systems: a station's week, who works by which pattern, its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import expected, lock
from desk.idempotency import once
from desk.inputs import Day, Enum, Input, Text
from desk.problems import fields_named
from organization import wall
from organization.api.base import Door, VisibleRows
from organization.api.filters import ByNumber, ByUnit
from organization.models import Station, User
from organization.permissions import authorise
from personnel.api.reading import demand_any
from personnel.api.shapes import UNIT_CODE, Period
from personnel.api.views import read
from personnel.models import Leave, Officer, RosterLine
from personnel.roster import Cell, Column, Row, Share, share_of, week
from personnel.services import rosters
from personnel.views.rosters import load_station

MOST = 2**62


class RosterLineIn(Input):
    """Officers in the order in which they follow each other in the pattern's cycle, or
    `together`, all at its first day. `end` is the first day after, null while open."""

    station = Text(UNIT_CODE)
    officers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MOST),
        max_length=rosters.MOST,
    )
    pattern = Enum("RosterPattern", RosterLine.Pattern.values)
    start = Day()
    end = Day(required=False, allow_null=True, default=None)
    together = serializers.BooleanField(default=False)


class RosterEnd(Input):
    """`end` is the first day on which the officer works by it no more."""

    end = Day()


class RosterLineOut(Period):
    """`offset`: the place in the pattern's cycle on the first day."""

    id = serializers.IntegerField(read_only=True)
    officer = serializers.IntegerField(source="officer_id", read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    pattern = Enum("RosterPattern", RosterLine.Pattern.values, read_only=True)
    offset = serializers.IntegerField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class RosterLines(VisibleRows[RosterLine]):
    """Who works by which pattern on which days."""

    queryset = RosterLine.objects.select_related("station", "officer")
    serializer_class = RosterLineOut
    filters = {
        "station": ByUnit(Station, lambda station: Q(station=station)),
        "officer": ByNumber("officer"),
    }

    @extend_schema(request=RosterLineIn, responses={201: RosterLineOut(many=True)})
    @once
    def create(self, request: Request) -> Response:
        """One line per officer; what runs for them without an end ends there."""
        demand_any(self.user, "roster.edit")
        data = read(RosterLineIn, request)
        station = _station(self.user, data["station"])
        authorise(self.user, "roster.edit", station)
        with fields_named(during="end"):
            lines = rosters.set_roster(
                by=self.user,
                station=station,
                officers=_officers(self.user, data["officers"]),
                pattern=data["pattern"],
                during=(data["start"], data["end"]),
                together=data["together"],
            )
        wall.stand()
        return Response(RosterLineOut(lines, many=True).data, status=201)

    @extend_schema(request=RosterEnd, responses={200: RosterLineOut, 204: None})
    def partial_update(self, request: Request, pk: str) -> Response:
        """End it; 204 where it never began and goes."""
        line = self.get_object()
        authorise(self.user, "roster.edit", line.station)
        expected(request)
        data = read(RosterEnd, request)
        with transaction.atomic(), fields_named(on="end"):
            row = lock(request, line)
            kept = rosters.end_roster(by=self.user, line=row, on=data["end"])
        return Response(status=204) if kept is None else self.answer(kept)


def _station(user: User, code: str) -> Station:
    rows = Station.objects.visible_to(user).select_related("bureau")
    found: Station | None = rows.filter(code=code).first()
    if found is None:
        raise ValidationError({"station": [_("There is no such unit.")]})
    return found


def _officers(user: User, ids: list[int]) -> list[Officer]:
    found = Officer.objects.visible_to(user).in_bulk(ids)
    if len(found) < len(set(ids)):
        raise ValidationError({"officers": [_("There is no such officer.")]})
    return [found[pk] for pk in ids]


class RosterCellOut(serializers.Serializer[Cell]):
    """`turns` that begin on the day; `rostered` is false where nobody has said how the
    officer works, `unrested` true where the night before was on duty."""

    day = serializers.DateField(read_only=True)
    rostered = serializers.BooleanField(read_only=True)
    turns = serializers.ListField(
        source="kinds",
        child=Enum("RosterTurn", ["duty", "day", "stand_by"]),
        read_only=True,
    )
    leave = Enum(
        "LeaveKind", Leave.Kind.values, source="leave.kind", default=None,
        read_only=True, allow_null=True,
    )  # fmt: skip
    unrested = serializers.BooleanField(read_only=True)


class RosterRowOut(serializers.Serializer[Row]):
    officer = serializers.IntegerField(source="officer.pk", read_only=True)
    name = serializers.CharField(source="officer.name", read_only=True)
    category = Enum(
        "OfficerCategory", Officer.Category.values, source="officer.category",
        read_only=True,
    )  # fmt: skip
    post = serializers.CharField(read_only=True)
    days = RosterCellOut(source="cells", many=True, read_only=True)


class RosterDayOut(serializers.Serializer[Column]):
    """How many are at work or on duty, and on stand-by; hours of auxiliaries alone."""

    day = serializers.DateField(read_only=True)
    workday = serializers.BooleanField(source="works", read_only=True)
    working = serializers.IntegerField(read_only=True)
    stand_by = serializers.IntegerField(source="ready", read_only=True)
    alone_hours = serializers.FloatField(read_only=True)


class RosterShareOut(serializers.Serializer[Share]):
    """Thousandths of the police officers at work in duty hours: as the station's
    capacity counts them, and as these rosters give them."""

    counted = serializers.IntegerField(read_only=True)
    rostered = serializers.IntegerField(read_only=True)


class RosterWeekOut(serializers.Serializer[Any]):
    station = serializers.CharField(read_only=True)
    share = RosterShareOut(read_only=True, allow_null=True)
    days = RosterDayOut(source="week.columns", many=True, read_only=True)
    officers = RosterRowOut(source="week.rows", many=True, read_only=True)


class RosterWeek(Door):
    """A station's week from Monday to Sunday."""

    @extend_schema(
        parameters=[OpenApiParameter("day", {"type": "string", "format": "date"})],
        responses=RosterWeekOut,
    )
    def get(self, request: Request, code: str) -> Response:
        """The one in which `day` lies, by default this week."""
        station = load_station(self.user, code)
        day = _day(request.query_params.get("day"))
        monday = day - dt.timedelta(days=day.weekday())
        found = {
            "station": station.code,
            "share": share_of(station, day),
            "week": week(station, monday),
        }
        return Response(RosterWeekOut(found).data)


def _day(text: str | None) -> dt.date:
    if text is None:
        return timezone.localdate()
    try:
        found: dt.date = Day().run_validation(text)
    except ValidationError as error:
        raise ValidationError({"day": error.detail}) from error
    return found
