"""Many rows at once through COPY, the triggers and constraints of the table in force.

For machines that write by the million. Values come as Python objects in text form, or
as the columns of a numpy record in binary form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from numpy.typing import NDArray

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_PIECE = 4_000  # lines joined at a time
SLICE = 100_000  # records turned to bytes at a time


class _Stream:
    """What psycopg2 reads from: pieces of bytes, handed on as they come."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            self._left = next(self._pieces, b"")
        if size < 0:
            size = len(self._left)
        piece, self._left = self._left[:size], self._left[size:]
        return piece


def reserve(cursor: CursorWrapper, model: type[Model], count: int) -> int:
    """The first of `count` ids of the model that nobody else gets.

    The table is locked against other writers until the transaction ends, or another
    session could draw an id in between.
    """
    table = model._meta.db_table
    cursor.execute(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')
    cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
    first = int(cursor.fetchone()[0])
    if count:
        last = first + count - 1
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last]
        )
    return first


def copy_rows(
    cursor: CursorWrapper,
    model: type[Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    """Write rows of the named fields; the model's defaults fill the others.

    None is null, True and False are themselves, everything else goes in as its text.
    """
    more = defaults(model, fields)
    columns = [column_of(model, name) for name in fields] + list(more)
    tail = "".join(f"\t{_text(value)}" for value in more.values())
    _copy(
        cursor,
        f'COPY "{model._meta.db_table}" ({_names(columns)}) FROM STDIN',
        _lines(rows, tail),
    )


def copy_records(
    cursor: CursorWrapper, table: str, slices: Iterable[NDArray[np.void]]
) -> None:
    """Write numpy records of whole numbers; their names are the table's columns.

    int64 goes into bigint, int32 into integer, int16 into smallint; nothing is null.
    """
    first, rest = _peeked(slices)
    if first is not None:
        names = _names(first.dtype.names or ())
        sql = f'COPY "{table}" ({names}) FROM STDIN (FORMAT binary)'
        _copy(cursor, sql, _binary(first, rest))


def defaults(model: type[Model], given: Iterable[str]) -> dict[str, Any]:
    """Column -> value of the fields not given whose default is not null.

    So a column that somebody adds with a default does not break those who write past
    the ORM.
    """
    known = set(given)
    found = {}
    for field in model._meta.concrete_fields:
        if {field.name, field.attname} & known or field.primary_key:
            continue
        if field.has_db_default():
            continue
        value = field.get_db_prep_save(field.get_default(), connection)
        if value is not None:
            found[str(field.column)] = value
    return found


def column_of(model: type[Model], name: str) -> str:
    """The column of a field."""
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _text(value: object) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, list):
        quoted = (str(item).replace("\\", r"\\").replace('"', r"\"") for item in value)
        value = "{" + ",".join(f'"{item}"' for item in quoted) + "}"
    return str(value).translate(_ESCAPES)


def _lines(rows: Iterable[Sequence[object]], tail: str) -> Iterator[bytes]:
    piece: list[str] = []
    for row in rows:
        piece.append("\t".join([_text(value) for value in row]) + tail + "\n")
        if len(piece) == _PIECE:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def _peeked(
    slices: Iterable[NDArray[np.void]],
) -> tuple[NDArray[np.void] | None, Iterator[NDArray[np.void]]]:
    rest = iter(slices)
    return next(rest, None), rest


def _binary(
    first: NDArray[np.void], rest: Iterator[NDArray[np.void]]
) -> Iterator[bytes]:
    """PostgreSQL's binary COPY: per row the number of fields, per field its length."""
    names = first.dtype.names or ()
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name in names:
        width = first.dtype[name].itemsize
        layout += [(f"{name}:length", ">i4"), (name, f">i{width}")]
    yield _SIGNATURE
    records: NDArray[np.void] | None = first
    while records is not None:
        for low in range(0, len(records), SLICE):
            part = records[low : low + SLICE]
            out = np.empty(len(part), dtype=np.dtype(layout))
            out["fields"] = len(names)
            for name in names:
                out[f"{name}:length"] = first.dtype[name].itemsize
                out[name] = part[name]
            yield out.tobytes()
        records = next(rest, None)
    yield _TRAILER


def _copy(cursor: CursorWrapper, sql: str, pieces: Iterator[bytes]) -> None:
    cursor.cursor.copy_expert(sql, _Stream(piece for piece in pieces if piece))
