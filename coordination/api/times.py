"""At what time an appointment does least harm: the best times, asked for beforehand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import demand, demand_any, read
from coordination.api.fields import At, Hours
from coordination.api.ordering import DirectiveIn, order, requester
from coordination.slot_shown import Shown
from coordination.slotting import Search, best_times, check_search, usual_search
from coordination.summoning import cost_of
from desk.inputs import Day
from organization.models import Station
from tasking.content import Content, Targets

MOST = 20
USUAL_MINUTES = 120


class TimesIn(DirectiveIn):
    """An appointment as for a trial run, with where to look: days `first` to `last`
    and how many `minutes` it lasts. Left out they are four weeks from the next working
    day on, and what lies between `start` and `end`, else two hours."""

    first = Day(required=False)
    last = Day(required=False)
    minutes = serializers.IntegerField(required=False, min_value=1, max_value=24 * 60)
    most = serializers.IntegerField(required=False, min_value=1, max_value=MOST)


class LostOut(serializers.Serializer[Any]):
    station = serializers.CharField(read_only=True)
    hours = Hours()


class TimeOut(serializers.Serializer[Any]):
    """A time and the stations (codes) at which it does harm, best first."""

    start = At()
    end = At()
    clashing = serializers.ListField(child=serializers.CharField(), read_only=True)
    lost = LostOut(many=True, read_only=True)
    lost_hours = serializers.FloatField(read_only=True)
    displacing = serializers.ListField(child=serializers.CharField(), read_only=True)
    unknown = serializers.ListField(child=serializers.CharField(), read_only=True)
    provisional = serializers.BooleanField(
        read_only=True, help_text="The calendar of that year is not published yet."
    )
    words = serializers.CharField(read_only=True)


class SummonedOut(serializers.Serializer[Any]):
    """Over all stations; whoever's way is unknown counts without it."""

    people = serializers.IntegerField(read_only=True)
    officer_hours = serializers.FloatField(read_only=True)
    way_hours = serializers.FloatField(read_only=True)
    ways_unknown = serializers.ListField(child=serializers.CharField(), read_only=True)


class TimesOut(serializers.Serializer[Any]):
    cost = SummonedOut(read_only=True)
    compared = serializers.IntegerField(read_only=True)
    times = TimeOut(many=True, read_only=True)


class TimesActs:
    """Looking for a time; nothing is written."""

    @extend_schema(request=TimesIn, responses={200: TimesOut})
    @action(detail=False, methods=["post"])
    def times(self: Any, request: Request) -> Response:
        """The best time of each of the best days, best first, with what each costs."""
        demand_any(self.user, "directive.preview")
        data = read(TimesIn, request)
        asks = requester(self.user, data["department"])
        demand(self.user, asks, "directive.preview")
        made, now = order(self.user, asks, data), timezone.now()
        targets = Targets(tuple(s.pk for s in made.stations), made.overrides)
        search = _search(made.content, data, now)
        check_search(made.content, targets, search, now)
        how: dict[str, Any] = {"department": asks.code, "now": now}
        most = {"most": data["most"]} if "most" in data else {}
        found = Shown(
            best_times(made.content, targets, search=search, **how, **most),
            cost_of(made.content, targets, minutes=search.minutes, **how),
            len(targets.stations),
        )
        return Response(_told(found, made.stations))


def _search(content: Content, data: dict[str, Any], now: dt.datetime) -> Search:
    if not content.is_event:
        told = _("Only events have this: meetings, training, inspections.")
        raise ValidationError({"kind": [told]})
    length = USUAL_MINUTES
    if content.release and content.due:
        length = int((content.due - content.release).total_seconds()) // 60
    usual = usual_search(now, data.get("minutes", length))
    first = data.get("first", usual.first)
    last = data.get("last", first + (usual.last - usual.first))
    return Search(first, last, usual.minutes)


def _told(found: Shown, stations: list[Station]) -> dict[str, Any]:
    codes = {station.pk: station.code for station in stations}
    cost = {
        "people": found.cost.people,
        "officer_hours": round(float(found.cost.hours), 6),
        "way_hours": round(float(found.cost.ways), 6),
        "ways_unknown": [codes[pk] for pk in found.cost.unknown],
    }
    times = [
        {
            "start": line.found.start,
            "end": line.found.end,
            "clashing": _codes(line.found.clashing),
            "lost": [
                {"station": station.code, "hours": units}
                for station, units in line.found.lost
            ],
            "lost_hours": float(line.found.hours),
            "displacing": _codes(line.found.displacing),
            "unknown": _codes(line.found.unknown),
            "provisional": line.found.is_provisional,
            "words": line.text,
        }
        for line in found.lines
    ]
    answer = {"cost": cost, "compared": found.compared, "times": times}
    return dict(TimesOut(answer).data)


def _codes(stations: tuple[Station, ...]) -> list[str]:
    return [station.code for station in stations]
