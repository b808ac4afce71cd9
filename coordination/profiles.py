"""The stored profiles of stations, as far as they are true.

A profile is true while no mark of any kind waits for its station and its revision is
that of the last check: whoever checks without leaving a profile makes it untrue. One
packed by another version of this software is none.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from coordination.core.backlog import Backlog
from coordination.core.profile import VERSION, Profile

# One statement: profiles and marks are seen at the same instant, whatever the
# transaction's isolation.
_TRUE = """
SELECT p.station_id, p.{column} FROM coordination_stationprofile p
JOIN coordination_stationstate s
  ON s.station_id = p.station_id AND s.revision = p.revision
WHERE p.station_id = ANY(%s::bigint[]) AND p.as_of = %s
AND get_byte(p.room, 0) = {version} AND NOT EXISTS (
    SELECT FROM coordination_dirtystation d WHERE d.station_id = p.station_id)
"""
# COPY gives the bytes as they are; a SELECT gives them as text of twice the length.
_COPY = "COPY ({query}) TO STDOUT (FORMAT binary)"
_FIRST = 19  # bytes before the first row
_ROW = struct.Struct("!hiqi")  # fields, length, station, length


class _Rows(list[bytes]):
    """What a copy writes, row by row: psycopg hands over one at a time."""

    write = list.append

    def read(self, size: int) -> bytes:
        raise NotImplementedError


def rooms(stations: Sequence[int], as_of: dt.datetime) -> Iterator[tuple[int, Profile]]:
    """(station, its room for orders that may begin at once) in any order."""
    for station, packed in packed_rooms(stations, as_of):
        yield station, Profile(packed)


def packed_rooms(
    stations: Sequence[int], as_of: dt.datetime
) -> Iterator[tuple[int, memoryview]]:
    """(station, room as it is stored) in any order."""
    return _copied("room", stations, as_of)


def backlogs(stations: Iterable[int], as_of: dt.datetime) -> dict[int, Backlog]:
    """What is to be done at each station, for orders that begin later."""
    ids = list(stations)
    if not ids:
        return {}
    rows = _copied("backlog", ids, as_of)
    return {station: Backlog(packed) for station, packed in rows}


def _copied(
    column: str, stations: Sequence[int], as_of: dt.datetime
) -> Iterator[tuple[int, memoryview]]:
    rows = _Rows()
    with connection.cursor() as cursor:
        # psycopg would adapt each number by itself.
        ids = f"{{{','.join(map(str, stations))}}}"
        query = cursor.mogrify(
            _TRUE.format(column=column, version=VERSION), [ids, as_of]
        )
        cursor.copy_expert(_COPY.format(query=query.decode()), rows)
    start = _FIRST
    for row in rows:
        view = memoryview(row)
        if len(view) >= start + _ROW.size:
            yield _ROW.unpack_from(view, start)[2], view[start + _ROW.size :]
        start = 0
