"""Queries over many rows, read in the binary form in which PostgreSQL copies tables.

Imports numpy: only what sweeps may import this.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

HEAD, TAIL = 19, 2  # bytes around the rows of a binary copy
_KEY = struct.Struct("!hiq")  # fields; length and value of the first


def columns_of(
    query: str, values: Sequence[Any], keys: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
    """(offsets[len(keys) + 1], columns): the rows of keys[k] are at[k]:at[k + 1].

    `SELECT key, string_agg(int8send(a), ''), … FROM … GROUP BY key`: the server strings
    the values of a key together. A row by itself costs it a message and the driver a
    call, which is more than what stands in it. All aggregates of a query see the rows
    in the same order; nothing may be null, or it would be missing.
    """
    rows = _Rows()
    _copy(query, values, rows)
    rows[:1] = [row[HEAD:] for row in rows[:1]]
    pieces: list[list[bytes]] = [[] for _ in range(count)]
    sizes = np.zeros(len(keys), np.int64)
    found = sorted((_KEY.unpack_from(row)[2], row) for row in rows if len(row) > TAIL)
    places = np.searchsorted(keys, [key for key, _ in found]).tolist()
    for place, (_, row) in zip(places, found, strict=True):
        each = (len(row) - _KEY.size) // count
        sizes[place] = each // 8
        for n, piece in enumerate(pieces):
            piece.append(row[_KEY.size + n * each + 4 : _KEY.size + (n + 1) * each])
    at = np.zeros(len(keys) + 1, np.int64)
    np.cumsum(sizes, out=at[1:])
    return at, [np.frombuffer(b"".join(p), ">i8").astype(np.int64) for p in pieces]


class _Rows(list[bytes]):
    """What a copy writes, row by row: the driver hands over one at a time."""

    write = list.append


def copied(query: str, values: Sequence[Any]) -> bytes:
    """A query's rows as PostgreSQL copies them."""
    taken = io.BytesIO()
    _copy(query, values, taken)
    return taken.getvalue()


def _copy(query: str, values: Sequence[Any], to: Any) -> None:
    with connection.cursor() as cursor:
        plain = cursor.cursor  # the driver's own: Django's knows no copying
        said = plain.mogrify(query, values).decode()
        plain.copy_expert(f"COPY ({said}) TO STDOUT (FORMAT binary)", to)


def rows_of(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """A query's rows."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
