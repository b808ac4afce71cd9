"""How officers are spread over HQ and stations, for other systems."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from desk.inputs import Enum
from organization.api.base import Door
from personnel.structure.comparing import BureauRow, StationRow
from personnel.structure.points import MONTHS
from personnel.structure.showing import Shown, figure_fields
from personnel.views.loading import load_bureau, own_bureau
from personnel.views.structure import LOOK, shown

STATES = ("below", "between", "reached", "unknown")


class SideOut(serializers.Serializer[Any]):
    """Police officers. `on_rolls`: those lent among them, those borrowed not;
    `on_post`: who is there, long sick leave not counted."""

    approved = serializers.IntegerField(allow_null=True)
    on_rolls = serializers.IntegerField()
    lent = serializers.IntegerField()
    borrowed = serializers.IntegerField()
    long_sick = serializers.IntegerField()
    on_post = serializers.IntegerField()
    leading = serializers.IntegerField()


class StationsOut(SideOut):
    count = serializers.IntegerField(help_text="Stations with personnel data.")


class AreaOut(serializers.Serializer[Any]):
    residents = serializers.IntegerField(allow_null=True)
    community_officers = serializers.IntegerField(allow_null=True)
    residents_per_community_officer = serializers.IntegerField(allow_null=True)


class FiguresOut(serializers.Serializer[Any]):
    """Shares are fractions of 1; null is not known."""

    hq = SideOut()
    stations = StationsOut()
    share_on_post = serializers.FloatField(allow_null=True)
    share_on_rolls = serializers.FloatField(allow_null=True)
    stations_to_one_at_hq = serializers.FloatField(allow_null=True)
    officers_per_station = serializers.FloatField(allow_null=True)
    urban = AreaOut()
    rural = AreaOut()


class MonthOut(FiguresOut):
    day = serializers.DateField()


class FloorsOut(serializers.Serializer[Any]):
    share_floor = serializers.IntegerField()
    share_goal = serializers.IntegerField()
    residents_urban = serializers.IntegerField()
    residents_rural = serializers.IntegerField()


class BureauFiguresOut(FiguresOut):
    code = serializers.CharField()
    name = serializers.CharField()
    state = Enum("StructureState", STATES)


class StationFiguresOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    figures = SideOut()
    area = AreaOut()
    year = serializers.IntegerField(allow_null=True)


class StructureOut(serializers.Serializer[Any]):
    """The months end today; bureaus below by share, stations by residents."""

    bureau = serializers.CharField()
    state = Enum("StructureState", STATES)
    floors = FloorsOut()
    months = MonthOut(many=True)
    bureaus = BureauFiguresOut(many=True)
    stations = StationFiguresOut(many=True)


class Structure(Door):
    """Month by month: strength of HQ and stations, shares, residents."""

    @extend_schema(
        parameters=[
            OpenApiParameter("bureau", str, description="Code; without it one's own."),
            OpenApiParameter("months", int, enum=MONTHS),
        ],
        responses=StructureOut,
    )
    def get(self, request: Request) -> Response:
        code = request.query_params.get("bureau")
        bureau = load_bureau(self.user, code, LOOK) if code else own_bureau(self.user)
        return Response(_answer(bureau.code, shown(bureau, _months(request))))


def _months(request: Request) -> int:
    asked = request.query_params.get("months", str(MONTHS[0]))
    field = serializers.ChoiceField(choices=[str(n) for n in MONTHS])
    try:
        return int(field.run_validation(asked))
    except serializers.ValidationError as error:
        raise serializers.ValidationError({"months": error.detail}) from error


def _answer(code: str, found: Shown) -> dict[str, Any]:
    floors = found.floors
    return {
        "bureau": code,
        "state": found.state,
        "floors": {
            "share_floor": floors.floor,
            "share_goal": floors.goal,
            "residents_urban": floors.urban,
            "residents_rural": floors.rural,
        },
        "months": [{"day": f.day} | figure_fields(f) for f in found.reading.whole],
        "bureaus": [_bureau(row) for row in found.bureaus],
        "stations": [_station(row) for row in found.stations],
    }


def _bureau(row: BureauRow) -> dict[str, Any]:
    named = {"code": row.bureau.code, "name": row.bureau.name, "state": row.state}
    return named | figure_fields(row.now)


def _station(row: StationRow) -> dict[str, Any]:
    fields = figure_fields(row.now)
    return {
        "code": row.station.code,
        "name": row.station.name,
        "figures": fields["stations"],
        "area": fields["rural" if row.station.rural else "urban"],
        "year": row.year,
    }
