"""The sweep: every station looked at again, at midnight or on request."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection

from coordination.core.detect import detect
from coordination.core.facts import minute_up
from coordination.models import Conflict, StationState
from coordination.services.checking import check_station
from coordination.services.recording import FIELDS, described
from coordination.snapshot import snapshot
from organization.models import Station

CHUNK = 200


@dataclass(frozen=True)
class Difference:
    """A station whose stored verdict is not what a recomputation says."""

    station: str
    what: str
    stored: object
    computed: object


def begin_sweep(now: dt.datetime) -> int:
    """Mark every open station; the workers do the rest. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO coordination_dirtystation (station_id)"
            " SELECT id FROM organization_station WHERE closed_on IS NULL"
        )
        marked = int(cursor.rowcount)
        cursor.execute("NOTIFY yipan_dirty")
    return marked


def sweep(now: dt.datetime, progress: Callable[[int, int], None]) -> int:
    """Check every open station here and now. Returns how many changed."""
    ids = list(Station.objects.open().order_by("pk").values_list("pk", flat=True))
    changed = 0
    for n, station in enumerate(ids, start=1):
        changed += check_station(station, now=now, force=True).changed
        progress(n, len(ids))
    return changed


def verify() -> Iterator[Difference]:
    """Recompute every checked station at its own `as_of` and yield what differs."""
    ids = list(
        StationState.objects.exclude(as_of=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for n in range(0, len(ids), CHUNK):
        yield from _verify(ids[n : n + CHUNK])


def _verify(ids: list[int]) -> Iterator[Difference]:
    states = StationState.objects.select_related("station").in_bulk(ids)
    stored: dict[int, list[Conflict]] = {pk: [] for pk in ids}
    for conflict in Conflict.objects.filter(station__in=ids).open().order_by("pk"):
        stored[conflict.station_id].append(conflict)
    for as_of in sorted({s.as_of for s in states.values() if s.as_of}):
        group = [pk for pk, s in states.items() if s.as_of == as_of]
        minute = minute_up(as_of)
        for pk, facts in snapshot(group, as_of=as_of).items():
            verdict = detect(facts, as_of=minute, now=minute)
            yield from _compare(states[pk], "feasible", verdict.feasible)
            yield from _compare(states[pk], "deficit_units", verdict.deficit)
            mine = sorted(_key(vars(c)) for c in stored[pk])
            theirs = sorted(_key(described(c)) for c in verdict.conflicts)
            if mine != theirs:
                code = states[pk].station.code
                yield Difference(code, "conflicts", mine, theirs)


def _compare(state: StationState, name: str, computed: object) -> Iterator[Difference]:
    if getattr(state, name) != computed:
        yield Difference(state.station.code, name, getattr(state, name), computed)


def _key(values: dict[str, object]) -> str:
    """One text per conflict; the database gives back keys and zones its own way."""
    plain = {
        name: value.timestamp() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
        if name in FIELDS
    }
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)
