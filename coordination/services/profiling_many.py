"""Keeping the profiles of many stations, as a sweep leaves them."""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Mapping

from django.db import connection

from coordination.arrays import Loaded
from coordination.core import force
from coordination.core.facts import minute_up

_STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_profile
    (station bigint, revision bigint, room bytea, backlog bytea) ON COMMIT DROP;
ALTER TABLE staged_profile ALTER room SET STORAGE EXTERNAL,
    ALTER backlog SET STORAGE EXTERNAL;
TRUNCATE staged_profile
"""
_STORE = """
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
    packed = force.packed_profiles(
        loaded.stations, loaded.until, as_of=minute_up(as_of)
    )
    out = io.BytesIO()
    out.write(_SIGNATURE)
    for pk, (room, backlog) in zip(loaded.ids, packed, strict=True):
        revision = revisions.get(pk)
        if revision is not None:
            out.write(_NUMBERS.pack(4, 8, pk, 8, revision, len(room)))
            out.write(room)
            out.write(_LENGTH.pack(len(backlog)))
            out.write(backlog)
    out.write(_END)
    out.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        cursor.copy_expert("COPY staged_profile FROM STDIN (FORMAT binary)", out)
        cursor.execute(_STORE, [as_of])
