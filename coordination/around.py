"""What may help a station: neighbours with room, and orders that ask twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import F
from django.db.models.functions import Greatest

from coordination.core.profile import VERSION, Profile
from coordination.core.repair.terms import Pair
from coordination.models import DuplicatePair, DuplicateStation
from organization.models import Station


def with_room(station: Station, due: int, as_of: dt.datetime) -> list[Station]:
    """Stations of the same bureau, those with most room until the minute `due` first.

    As the last check left it: whether they may lend is decided by their rows.
    """
    others = Station.objects.open().filter(
        bureau=station.bureau_id, profile__as_of=as_of
    )
    found = []
    for other in others.exclude(pk=station.pk).annotate(room=F("profile__room")):
        packed = bytes(other.room)
        room = Profile(packed) if packed[0] == VERSION else None
        if room and room.known and room.answers(due, None):
            found.append((-room.room(due), other.pk, other))
    return [other for *_, other in sorted(found)]


def asked_twice(codes: Mapping[int, str]) -> dict[str, list[Pair]]:
    """By station code what could be done once for two; `codes` by station id.

    Where an estimate is missing nobody knows what that saves. Together they never take
    less than the larger of them has left: what was done already serves nobody else.
    """
    rows = DuplicateStation.objects.filter(
        station__in=codes,
        pair__in=DuplicatePair.objects.open(),
        first__remaining_units__isnull=False,
        second__remaining_units__isnull=False,
        pair__saved_units__isnull=False,
    )
    one, two = F("first__remaining_units"), F("second__remaining_units")
    together = Greatest(one, two, one + two - F("pair__saved_units"))
    both = rows.annotate(units=together).order_by("pk")
    found: dict[str, list[Pair]] = defaultdict(list)
    for station, first, second, units in both.values_list(
        "station_id", "first_id", "second_id", "units"
    ):
        pair = Pair(str(second), str(first), units)
        found[codes[station]].append(pair)
    return found
