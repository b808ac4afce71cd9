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
SELECT 0::int2, p.station_id, p.{column} FROM coordination_stationprofile p
JOIN coordination_stationstate s
  ON s.station_id = p.station_id AND s.revision = p.revision
WHERE p.station_id = ANY(%s::bigint[]) AND p.as_of = %s AND NOT EXISTS (
    SELECT FROM coordination_dirtystation d WHERE d.station_id = p.station_id)
"""
# COPY gives the bytes as they are; a SELECT gives them as text of twice the length.
_COPY = "COPY ({query}) TO STDOUT (FORMAT binary)"
# The nought makes the head of a row as long as six integers of four bytes: what is
# packed stays where such integers may lie.
FIRST = 19  # bytes before the first row
ROW = struct.Struct("!hihiqi")  # fields; length and value, twice; length


class _Rows(list[bytes]):
    """What a copy writes, row by row: psycopg hands over one at a time."""

    write = list.append


def rooms(stations: Sequence[int], as_of: dt.datetime) -> Iterator[tuple[int, Profile]]:
    """(station, its room for orders that may begin at once) in any order."""
    for row in copied_rooms(stations, as_of):
        yield station_of(row), Profile(memoryview(row)[ROW.size :])


def copied_rooms(stations: Sequence[int], as_of: dt.datetime) -> list[bytes]:
    """Rows as they come: the station, and what is packed behind `ROW`."""
    return _rows("room", stations, as_of)


def station_of(row: bytes) -> int:
    """The station of a row."""
    station: int = ROW.unpack_from(row)[4]
    return station


def backlogs(stations: Iterable[int], as_of: dt.datetime) -> dict[int, Backlog]:
    """What is to be done at each station, for orders that begin later."""
    ids = list(stations)
    if not ids:
        return {}
    rows = _rows("backlog", ids, as_of)
    return {station_of(row): Backlog(memoryview(row)[ROW.size :]) for row in rows}


def _rows(column: str, stations: Sequence[int], as_of: dt.datetime) -> list[bytes]:
    """Those packed by this version. It stands in their first byte; to look at it the
    server would have to guess how many rows are left, and guesses badly."""
    rows = _Rows()
    with connection.cursor() as cursor:
        # psycopg would adapt each number by itself.
        ids = f"{{{','.join(map(str, stations))}}}"
        query = cursor.mogrify(_TRUE.format(column=column), [ids, as_of])
        cursor.copy_expert(_COPY.format(query=query.decode()), rows)
    rows[:1] = [row[FIRST:] for row in rows[:1]]
    return [row for row in rows if len(row) > ROW.size and row[ROW.size] == VERSION]
