"""Rows of several tables in one statement.

Each QuerySet is put together as ever, and gives what it would have given by itself.
On the way its columns are text, with the types they have, and the driver reads them
as it reads those of any statement; only addresses of hosts would come with their mask.
What a QuerySet prefetches is asked for afterwards.

Putting a statement together may take longer than asking it. What differs from page to
page by a few numbers or days alone is a `Shape`, put together once in each process.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg2 import extensions

Rows = QuerySet[Any, Any]
Value = int | str | dt.date

# The first row of a part says of which types its columns are.
_PART = """
SELECT {part}, row_number() OVER (),
       CASE WHEN row_number() OVER () = 1 THEN ARRAY[{types}] END, ARRAY[{values}]
FROM ({found}) found ({columns})
"""


class Shape:
    """`make` says which rows, of whole numbers, words, days and moments that it only
    compares with; `of` gives them for some of these, as `together` takes them."""

    def __init__(self, make: Callable[..., Rows]) -> None:
        self.make = make
        self.known: tuple[_Part, Sequence[int | None]] | None = None

    def of(self, *values: Value) -> _Part:
        if self.known is None:
            self.known = self._put_together(values)
        part, places = self.known
        return part.with_values(
            [
                old if n is None else values[n]
                for old, n in zip(part.values, places, strict=True)
            ]
        )

    def rows(self, *values: Value) -> list[Any]:
        """The rows for these, in a statement of their own."""
        part = self.of(*values)
        if part.sql:
            with connection.cursor() as cursor:
                cursor.execute(part.sql, part.values)
                part.found = cursor.fetchall()
        return list(part.read())

    def _put_together(self, values: Sequence[Value]) -> tuple[_Part, list[int | None]]:
        """With values that no statement has by itself, and where they stand in it."""
        stand_ins = [_stand_in(value, n) for n, value in enumerate(values)]
        part = _Part(self.make(*stand_ins))
        places = [
            next((n for n, one in enumerate(stand_ins) if one == value), None)
            for value in part.values
        ]
        if not set(range(len(values))) <= set(places):
            raise ValueError("a value is not compared with as it is")
        return part, places


def _stand_in(value: Value, n: int) -> Value:
    if isinstance(value, int):
        return 7_700_000_000_000_000_000 + n
    if isinstance(value, str):
        return f"stand-in {n}"
    if isinstance(value, dt.datetime):
        return dt.datetime(1, 1, 1 + n, tzinfo=dt.UTC)
    return dt.date(1, 1, 1 + n)


def together(*wanted: Rows | _Part) -> list[list[Any]]:
    """The rows of each, in their order; one statement, none where nothing can be."""
    parts = [one if isinstance(one, _Part) else _Part(one) for one in wanted]
    asked = [(n, part) for n, part in enumerate(parts) if part.sql]
    if asked:
        sql = " UNION ALL ".join(part.wrapped(n) for n, part in asked)
        values = [value for _n, part in asked for value in part.values]
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} ORDER BY 1, 2", values)
            for n, _place, types, columns in cursor.fetchall():
                parts[n].add(columns, types, cursor.cursor)
    return [list(part.read()) for part in parts]


class _Part:
    """One of the QuerySets, and what was found of it."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows.all()
        self.compiler = self.rows.query.get_compiler(connection=connection)
        self.found: list[tuple[Any, ...]] = []
        self.casts: Sequence[Any] = ()
        self.sql = ""
        self.values: Sequence[Any] = ()
        with suppress(EmptyResultSet):
            self.sql, self.values = self.compiler.as_sql()

    def with_values(self, values: Sequence[Any]) -> _Part:
        """The same rows for other values; what is put together is shared."""
        other = copy.copy(self)
        other.rows, other.compiler = self.rows.all(), copy.copy(self.compiler)
        other.found, other.values = [], values
        return other

    def wrapped(self, number: int) -> str:
        """Only the numbers of columns are written into it: values stay values."""
        names = [f"c{n}" for n in range(len(self.compiler.select))]
        return _PART.format(
            part=number,
            types=", ".join(f"pg_typeof({name})::oid::int" for name in names),
            values=", ".join(f"{name}::text" for name in names),
            columns=", ".join(names),
            found=self.sql,
        )

    def add(self, texts: list[str | None], types: list[int] | None, plain: Any) -> None:
        if types is not None:
            self.casts = [_cast(number, plain) for number in types]
        pairs = zip(self.casts, texts, strict=True)
        self.found.append(tuple(cast(text, plain) for cast, text in pairs))

    def read(self) -> Iterator[Any]:
        """As Django makes them from the columns of a statement of its own."""
        if not self.found:
            return iter(())
        vars(self.compiler)["execute_sql"] = lambda *_, **__: [self.found]
        vars(self.rows.query)["get_compiler"] = lambda *_, **__: self.compiler
        return iter(self.rows)


def _cast(number: int, plain: Any) -> Any:
    """How the driver reads a type: for this cursor, this connection, or anywhere."""
    for known in (plain.string_types, plain.connection.string_types):
        if known and number in known:
            return known[number]
    return extensions.string_types.get(number, extensions.UNICODE)
