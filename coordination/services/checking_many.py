"""The check of many stations in one go, as a sweep makes it.

The facts of all are read in one view of the rows and judged as arrays, without any
lock. Only then are the stations locked, and the verdict is kept for those at which
nothing has happened in between: same revision, and no mark that the reading did not
see. The others are somebody else's work already: their marks call for a check.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from coordination.arrays import Loaded, as_of_another_day, load, overdue
from coordination.core.facts import minute_down
from coordination.services.judging import (
    Before,
    Difference,
    Judged,
    differences,
    hurry,
    judged,
    read_before,
)
from coordination.services.profiling_many import record_profiles
from coordination.services.recording import (
    Stored,
    compared,
    open_rows,
    record_capacities,
    store_changes,
)
from coordination.services.telling import tell_people
from coordination.snapshot import start_of_day
from coordination.streams import announce
from desk.isolation import one_view


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
    """What one view of the rows says: of today, and what is wrong with the verdicts
    that are stored."""

    before: dict[int, Before]
    stored: Stored
    said: Judged
    wrong: tuple[Difference, ...]


def check_many(
    stations: Sequence[int],
    *,
    now: dt.datetime,
    compare: bool = True,
    fresh: bool = False,
    profiles: bool = True,
) -> Swept:
    """Check stations and store the verdicts; a fixed number of statements.

    `compare`: where no mark waits, the stored verdict is first held against the rows
    as of the day of which it speaks; what differs there is a defect. `fresh` reckons
    every capacity from the rows, whatever is stored. Without `profiles` those are left
    to `profile_many`: until then trial runs read the rows.
    """
    as_of = start_of_day(now)
    reading = _read(stations, as_of, compare=compare, fresh=fresh)
    before, said = reading.before, reading.said
    with transaction.atomic():
        hurry()
        kept = _still_true(before)
        revisions = {pk: before[pk].revision + 1 for pk in kept}
        concerned = kept & (said.found.keys() | reading.stored.keys())
        found = {pk: said.found.get(pk, []) for pk in concerned}
        changes = compared(found, reading.stored, now=now, revisions=revisions)
        store_changes(changes)
        _store_verdicts(kept, said, now)
        reckoned = said.loaded.reckoned
        record_capacities({pk: c for pk, c in reckoned.items() if pk in kept})
        if profiles:
            record_profiles(said.loaded, as_of, revisions)
        _unmark(before[pk].marks for pk in kept)
        tell_people(changes)
    for pk in sorted(changes.stations()):
        announce(pk, path=before[pk].path, revision=revisions[pk], at=now)
    left = tuple(pk for pk in before if pk not in kept)
    return Swept(len(kept), len(changes.stations()), left, reading.wrong)


def _read(
    stations: Sequence[int], as_of: dt.datetime, *, compare: bool, fresh: bool
) -> _Reading:
    with one_view():
        before = read_before(stations)
        stored = open_rows(before)
        loaded = load(list(before), as_of=as_of, fresh=fresh)
        said = judged(loaded, as_of)
        wrong: list[Difference] = []
        for day, some in (_unmarked(before) if compare else {}).items():
            then = said
            if day != as_of:
                then = judged(_earlier(loaded, some, day, fresh=fresh), day)
            wrong += differences(then, before, stored, some)
    return _Reading(before, stored, said, tuple(wrong))


def _unmarked(before: Mapping[int, Before]) -> Mapping[dt.datetime, set[int]]:
    """Stations for which no mark waits, by the day of which their verdict speaks."""
    days: dict[dt.datetime, set[int]] = defaultdict(set)
    for pk, known in before.items():
        if known.as_of is not None and not known.marks:
            days[known.as_of].add(pk)
    return days


def _earlier(
    loaded: Loaded, some: Collection[int], day: dt.datetime, *, fresh: bool
) -> Loaded:
    """The stations as they were judged that day; at midnight that is nearly all."""
    if 2 * len(some) > len(loaded.ids):
        return as_of_another_day(loaded, day, fresh=fresh)
    return load(list(some), as_of=day, fresh=fresh)


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


def _store_verdicts(kept: set[int], said: Judged, now: dt.datetime) -> None:
    loaded = said.loaded
    places = [n for n, pk in enumerate(loaded.ids) if pk in kept]
    verdicts = [said.verdict(n) for n in places]
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
