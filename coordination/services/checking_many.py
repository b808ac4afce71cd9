"""The check of many stations in one go, as a sweep makes it.

The facts of all are read in one view of the rows and judged as arrays, without any
lock. Only then are the stations locked, and the verdict is kept for those at which
nothing has happened in between: same revision, and no mark that the reading did not
see. The others are somebody else's work already: their marks call for a check.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from coordination.arrays import Loaded, load, overdue
from coordination.core import force
from coordination.core.facts import minute_down
from coordination.services.judging import (
    Before,
    Difference,
    differences,
    found_in,
    judged,
    one_view,
    read_before,
    verdict_at,
)
from coordination.services.profiling_many import record_profiles
from coordination.services.recording import (
    Found,
    Stored,
    compared,
    open_rows,
    record_capacities,
    store_changes,
)
from coordination.services.telling import tell_people
from coordination.snapshot import start_of_day
from coordination.streams import announce


@dataclass(frozen=True)
class Swept:
    """How many stations were checked and how many of these changed; the keys of those
    left to their marks, because something happened there in between; and the stored
    verdicts that turned out not to be true when they were looked at."""

    checked: int
    changed: int
    left: tuple[int, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class _Reading:
    """One view of the rows. `earlier` are those whose verdict is of an earlier day,
    as they were on that day."""

    before: dict[int, Before]
    stored: Stored
    loaded: Loaded
    earlier: dict[dt.datetime, Loaded]


def check_many(
    stations: Sequence[int],
    *,
    now: dt.datetime,
    compare: bool = True,
    fresh: bool = False,
) -> Swept:
    """Check stations and store the verdicts; a fixed number of statements.

    `compare`: where no mark waits, the stored verdict is first held against the rows
    as of the day of which it speaks; what differs there is a defect. `fresh` reckons
    every capacity from the rows, whatever is stored.
    """
    as_of = start_of_day(now)
    reading = _read(stations, as_of, compare=compare, fresh=fresh)
    findings = judged(reading.loaded, as_of)
    found = found_in(reading.loaded, findings, also=reading.stored)
    wrong = _wrong(reading, findings, found, as_of) if compare else ()
    before = reading.before
    with transaction.atomic():
        _hurry()
        kept = _still_true(before)
        revisions = {pk: before[pk].revision + 1 for pk in kept}
        found = {pk: some for pk, some in found.items() if pk in kept}
        changes = compared(found, reading.stored, now=now, revisions=revisions)
        store_changes(changes)
        _store_verdicts(kept, reading.loaded, findings, now)
        reckoned = reading.loaded.reckoned
        record_capacities({pk: c for pk, c in reckoned.items() if pk in kept})
        record_profiles(reading.loaded, as_of, revisions)
        _unmark(before[pk].marks for pk in kept)
        tell_people(changes)
    for pk in sorted(changes.stations()):
        announce(pk, path=before[pk].path, revision=revisions[pk], at=now)
    left = tuple(pk for pk in before if pk not in kept)
    return Swept(len(kept), len(changes.stations()), left, tuple(wrong))


def _read(
    stations: Sequence[int], as_of: dt.datetime, *, compare: bool, fresh: bool
) -> _Reading:
    days: Mapping[dt.datetime, list[int]] = {}
    with one_view():
        before = read_before(stations)
        stored = open_rows(before)
        loaded = load(list(before), as_of=as_of, fresh=fresh)
        if compare:
            days = _unmarked(before)
        earlier = {
            day: load(some, as_of=day, fresh=fresh)
            for day, some in days.items()
            if day != as_of
        }
    return _Reading(before, stored, loaded, earlier)


def _unmarked(before: Mapping[int, Before]) -> Mapping[dt.datetime, list[int]]:
    """Stations for which no mark waits, by the day of which their verdict speaks."""
    days: dict[dt.datetime, list[int]] = defaultdict(list)
    for pk, known in before.items():
        if known.as_of is not None and not known.marks:
            days[known.as_of].append(pk)
    return days


def _wrong(
    reading: _Reading, findings: force.Findings, found: Found, as_of: dt.datetime
) -> list[Difference]:
    before, stored = reading.before, reading.stored
    today = set(_unmarked(before).get(as_of, ()))
    wrong = list(differences(reading.loaded, findings, found, before, stored, today))
    for day, loaded in reading.earlier.items():
        said = judged(loaded, day)
        then, all_of = found_in(loaded, said), set(loaded.ids)
        wrong += differences(loaded, said, then, before, stored, all_of)
    return wrong


def _hurry() -> None:
    """Commit without waiting for the disk: what gets lost is found again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


# Stations that were never checked have no row to lock yet; those that are gone by now
# get none.
_ENTER = """
INSERT INTO coordination_stationstate (station_id, revision, attempts, overdue_units,
    overdue_count, capacity_known, last_error)
SELECT id, 0, 0, 0, 0, false, '' FROM organization_station WHERE id = ANY(%s)
ORDER BY id ON CONFLICT DO NOTHING
"""
_LOCK = """
SELECT station_id, revision FROM coordination_stationstate
WHERE station_id = ANY(%s) ORDER BY station_id FOR UPDATE SKIP LOCKED
"""
_MARKS = (
    "SELECT station_id, id FROM coordination_dirtystation WHERE station_id = ANY(%s)"
)


def _still_true(before: dict[int, Before]) -> set[int]:
    """Lock the stations; those at which nothing has happened since they were read.

    What was committed in between has left a mark, or a check has consumed the mark
    and raised the revision. The marks are read after the lock, with a view of the
    rows as they are now.
    """
    keys = list(before)
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [keys])
        cursor.execute(_LOCK, [keys])
        kept = {
            pk for pk, revision in cursor.fetchall() if revision == before[pk].revision
        }
        cursor.execute(_MARKS, [list(kept)])
        marks = cursor.fetchall()
    return kept - {pk for pk, mark in marks if mark not in before[pk].marks}


_VERDICTS = """
UPDATE coordination_stationstate state
SET as_of = %s, checked_at = %s, revision = revision + 1, feasible = said.feasible,
    deficit_units = said.deficit, capacity_known = said.known,
    overdue_count = said.late, overdue_units = said.late_units, attempts = 0,
    quarantined_at = NULL, last_error = ''
FROM unnest(%s::bigint[], %s::boolean[], %s::bigint[], %s::boolean[], %s::bigint[],
    %s::bigint[]) AS said (station, feasible, deficit, known, late, late_units)
WHERE state.station_id = said.station
"""


def _store_verdicts(
    kept: set[int], loaded: Loaded, findings: force.Findings, now: dt.datetime
) -> None:
    places = [n for n, pk in enumerate(loaded.ids) if pk in kept]
    verdicts = [verdict_at(findings, n) for n in places]
    late, late_units = overdue(loaded.stations.work, minute_down(now))
    columns: list[list[Any]] = [
        [loaded.ids[n] for n in places],
        [feasible for feasible, _ in verdicts],
        [deficit for _, deficit in verdicts],
        (loaded.stations.capacity.of[places] >= 0).tolist(),
        late[places].tolist(),
        late_units[places].tolist(),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_VERDICTS, [start_of_day(now), now, *columns])


def _unmark(marks: Iterable[frozenset[int]]) -> None:
    seen = [mark for some in marks for mark in some]
    if seen:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM coordination_dirtystation WHERE id = ANY(%s)", [seen]
            )
