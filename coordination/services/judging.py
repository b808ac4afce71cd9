"""Many stations read in one view and judged as arrays; nothing is written here."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from coordination.arrays import Loaded
from coordination.core import facts, force
from coordination.core.facts import minute_up
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


@contextmanager
def one_view() -> Iterator[None]:
    """A transaction that sees the rows as they were at its first statement."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


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


def found_in(
    loaded: Loaded, findings: force.Findings, *, also: Iterable[int] = ()
) -> dict[int, list[facts.Conflict]]:
    """The conflicts by station, for every station that has or (`also`) had some."""
    found: dict[int, list[facts.Conflict]] = defaultdict(list)
    for pk in also:
        found[pk] = []
    for k, place in enumerate(findings.station.tolist()):
        conflict = force.conflict_of(loaded.stations, findings, k)
        found[loaded.ids[place]].append(conflict)
    return found


def verdict_at(findings: force.Findings, place: int) -> tuple[bool | None, int | None]:
    """(feasible, deficit in units) of the station at `place`, None where unknown."""
    said = {force.YES: True, force.NO: False, force.CANNOT_SAY: None}
    deficit = int(findings.deficit[place])
    return said[int(findings.feasible[place])], None if deficit < 0 else deficit


def judged(loaded: Loaded, as_of: dt.datetime) -> force.Findings:
    """What the engine says of all of them as of an instant."""
    minute = minute_up(as_of)
    return force.sweep(loaded.stations, as_of=minute, now=minute)


def differences(
    loaded: Loaded,
    findings: force.Findings,
    found: Mapping[int, Sequence[facts.Conflict]],
    before: Mapping[int, Before],
    stored: Stored,
    only: Collection[int],
) -> Iterator[Difference]:
    """Where the stored verdicts of `only` these stations are not the judged ones.

    `found` are the conflicts in `findings`, by station.
    """
    for place, pk in enumerate(loaded.ids):
        if pk not in only:
            continue
        known = before[pk]
        feasible, deficit = verdict_at(findings, place)
        if known.feasible != feasible:
            yield Difference(known.code, "feasible", known.feasible, feasible)
        if known.deficit != deficit:
            yield Difference(known.code, "deficit_units", known.deficit, deficit)
        mine = sorted(_key(row) for row in stored.get(pk, {}).values())
        theirs = sorted(_key(described(c)) for c in found.get(pk, []))
        if mine != theirs:
            yield Difference(known.code, "conflicts", mine, theirs)


def _key(values: Mapping[str, Any]) -> str:
    """One text per conflict; the database gives back keys and zones its own way."""
    plain = {
        name: value.timestamp() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
        if name in FIELDS
    }
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)
