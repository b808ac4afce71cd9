"""Keeping profiles and weeks of many stations, as a sweep leaves them.

With their verdicts where a batch of changed stations is checked; apart from them, and
later, in the sweep over all: nobody's verdict waits for a profile then. A trial run
reads the rows meanwhile, with the same answer.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from coordination.arrays import Loaded, load
from coordination.copied import rows_of
from coordination.core import force
from coordination.core.facts import minute_up
from coordination.services.judging import hurry
from coordination.services.profiling import first_minute
from coordination.snapshot import start_of_day
from desk.isolation import one_view

_STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_profile
    (station bigint, revision bigint, room bytea, backlog bytea, weeks bytea)
    ON COMMIT DROP;
ALTER TABLE staged_profile ALTER room SET STORAGE EXTERNAL,
    ALTER backlog SET STORAGE EXTERNAL;
TRUNCATE staged_profile
"""
_STORE = """
WITH weeks AS (
    INSERT INTO coordination_stationweeks (station_id, as_of, revision, packed)
    SELECT station, %s, revision, weeks FROM staged_profile ORDER BY station
    ON CONFLICT (station_id) DO UPDATE
    SET as_of = excluded.as_of, revision = excluded.revision, packed = excluded.packed)
INSERT INTO coordination_stationprofile (station_id, as_of, revision, room, backlog)
SELECT station, %s, revision, room, backlog FROM staged_profile ORDER BY station
ON CONFLICT (station_id) DO UPDATE
SET as_of = excluded.as_of, revision = excluded.revision, room = excluded.room,
    backlog = excluded.backlog
"""
_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_NUMBERS = struct.Struct("!hiqiqi")  # fields; length and value, twice; length
_LENGTH = struct.Struct("!i")
_END = struct.pack("!h", -1)


def record_profiles(
    loaded: Loaded, as_of: dt.datetime, revisions: Mapping[int, int]
) -> None:
    """For the stations that have a revision. Only under the lock on their states."""
    since, first = minute_up(as_of), first_minute(as_of)
    packed = list(force.packed_profiles(loaded.stations, loaded.until, as_of=since))
    backlogs = (backlog for _, backlog in packed)
    weeks = force.packed_weeks(loaded.stations, backlogs, as_of=since, first=first)
    out = io.BytesIO()
    out.write(_SIGNATURE)
    for pk, (room, backlog), told in zip(loaded.ids, packed, weeks, strict=True):
        revision = revisions.get(pk)
        if revision is not None:
            out.write(_NUMBERS.pack(5, 8, pk, 8, revision, len(room)))
            out.write(room)
            out.write(_LENGTH.pack(len(backlog)))
            out.write(backlog)
            out.write(_LENGTH.pack(len(told)))
            out.write(told)
    out.write(_END)
    out.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        cursor.copy_expert("COPY staged_profile FROM STDIN (FORMAT binary)", out)
        cursor.execute(_STORE, [as_of, as_of])


_CHECKED = """
SELECT station_id, revision FROM coordination_stationstate state
WHERE station_id = ANY(%s) AND as_of = %s AND NOT EXISTS (
    SELECT FROM coordination_dirtystation d WHERE d.station_id = state.station_id)
"""
_LOCK = """
SELECT station_id, revision FROM coordination_stationstate
WHERE station_id = ANY(%s) ORDER BY station_id FOR UPDATE SKIP LOCKED
"""


def profile_many(stations: Sequence[int], *, now: dt.datetime) -> int:
    """Profiles for those that were checked as of today and have not changed since.

    How many. Read in one view without locks; kept where the revision is still the one
    that was read. A change that came in between has left a mark, which makes the
    profile untrue until a check brings another one with its revision.
    """
    as_of = start_of_day(now)
    with one_view():
        read = dict(rows_of(_CHECKED, [list(stations), as_of]))
        loaded = load(list(read), as_of=as_of)
    with transaction.atomic():
        hurry()
        now_is = dict(rows_of(_LOCK, [list(read)]))
        kept = {
            pk: revision for pk, revision in read.items() if now_is.get(pk) == revision
        }
        record_profiles(loaded, as_of, kept)
    return len(kept)
