"""Many stations read in one view and judged as arrays; nothing is written here."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db import connection

from coordination.arrays import Loaded
from coordination.core import facts, force
from coordination.core.facts import minute_up
from coordination.core.force.arrays import Bytes, Ints
from coordination.services.recording import FIELDS, Stored, described


@dataclass(frozen=True, slots=True)
class Before:
    """A station's stored verdict and the marks that wait for it, as they were read."""

    code: str
    path: str
    revision: int
    as_of: dt.datetime | None
    feasible: bool | None
    deficit: int | None
    marks: frozenset[int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A station whose stored verdict is not what a recomputation says."""

    station: str
    what: str
    stored: object
    computed: object


def hurry() -> None:
    """Commit without waiting for the disk: what gets lost is found again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


_BEFORE = """
SELECT station.id, station.code, bureau.path, coalesce(state.revision, 0), state.as_of,
       state.feasible, state.deficit_units,
       ARRAY(SELECT id FROM coordination_dirtystation d WHERE d.station_id = station.id)
FROM organization_station station
JOIN organization_bureau bureau ON bureau.id = station.bureau_id
LEFT JOIN coordination_stationstate state ON state.station_id = station.id
WHERE station.id = ANY(%s) ORDER BY station.id
"""


def read_before(stations: Iterable[int]) -> dict[int, Before]:
    """What is stored about the given stations; those that do not exist are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [list(stations)])
        rows = cursor.fetchall()
    return {
        pk: Before(code, path, revision, as_of, feasible, deficit, frozenset(marks))
        for pk, code, path, revision, as_of, feasible, deficit, marks in rows
    }


@dataclass(frozen=True, slots=True)
class Judged:
    """What the engine says: arrays with one entry per station of `loaded`, and the
    conflicts by key, where there are any."""

    loaded: Loaded
    feasible: Bytes
    deficit: Ints
    found: dict[int, list[facts.Conflict]]

    def verdict(self, place: int) -> tuple[bool | None, int | None]:
        """(feasible, deficit in units) of a station, None where unknown."""
        said = {force.YES: True, force.NO: False, force.CANNOT_SAY: None}
        deficit = int(self.deficit[place])
        return said[int(self.feasible[place])], None if deficit < 0 else deficit


def judged(loaded: Loaded, as_of: dt.datetime) -> Judged:
    """What the engine says of all of them as of an instant."""
    minute, stations = minute_up(as_of), loaded.stations
    findings = force.sweep(stations, as_of=minute, now=minute)
    found: dict[int, list[facts.Conflict]] = defaultdict(list)
    for place, conflict in force.conflicts_of(stations, findings):
        found[loaded.ids[place]].append(conflict)
    return Judged(loaded, findings.feasible, findings.deficit, found)


def differences(
    said: Judged,
    before: Mapping[int, Before],
    stored: Stored,
    only: Collection[int],
) -> Iterator[Difference]:
    """Where the stored verdicts of `only` these stations are not the judged ones."""
    for place, pk in enumerate(said.loaded.ids):
        if pk not in only:
            continue
        known = before[pk]
        feasible, deficit = said.verdict(place)
        if known.feasible != feasible:
            yield Difference(known.code, "feasible", known.feasible, feasible)
        if known.deficit != deficit:
            yield Difference(known.code, "deficit_units", known.deficit, deficit)
        mine = sorted(stored.get(pk, {}).values(), key=_ORDER)
        theirs = sorted(map(described, said.found.get(pk, [])), key=_ORDER)
        if not _alike(mine, theirs):
            keys = sorted(map(_key, mine)), sorted(map(_key, theirs))
            if keys[0] != keys[1]:
                yield Difference(known.code, "conflicts", *keys)


# Conflicts that agree in all of these are told apart by their texts.
_ORDER = itemgetter("window_end", "due", "window_start", "release", "misses")


def _alike(mine: Sequence[Mapping[str, Any]], theirs: Sequence[dict[str, Any]]) -> bool:
    """Whether they are equal pair by pair: nearly all are, and need no texts."""
    return len(mine) == len(theirs) and all(
        one[name] == value
        for one, other in zip(mine, theirs, strict=True)
        for name, value in other.items()
    )


def _key(values: Mapping[str, Any]) -> str:
    """One text per conflict; the database gives back keys and zones its own way."""
    plain = {
        name: value.timestamp() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
        if name in FIELDS
    }
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)
