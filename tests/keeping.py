"""Rows that many tests begin with are built once and put back in one go.

The services take a few hundred statements for the force of `tests.factories`. `Kept`
lets them do it once per process, in a transaction that is rolled back, and remembers
every row that came of it, also those that triggers wrote. Putting them back goes round
the triggers, which have done their work already, and by statements that PostgreSQL has
read and planned once per connection.
"""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
_NUMBERS = itertools.count()

_TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY oid
"""
_COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
  AND attgenerated = ''
"""


def may_keep() -> bool:
    """Whether the account may pass triggers by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_parameter_privilege('session_replication_role', 'SET')"
        )
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class Kept(Generic[T]):
    """A result of services and the rows they wrote. Each `back` gives a new copy."""

    result: bytes
    inserts: tuple[str, ...]
    name: str = field(default_factory=lambda: f"kept_{next(_NUMBERS)}")
    prepared: set[int] = field(default_factory=set)  # ids of servers' processes

    @classmethod
    def of(cls, build: Callable[[], T]) -> Kept[T]:
        """Build in a database where nothing else happens, and leave nothing there."""
        with transaction.atomic():
            before = every_row()
            made = build()
            inserts = tuple(_inserts(before, every_row()))
            transaction.set_rollback(True)
        return cls(pickle.dumps(made), inserts)

    def back(self) -> T:
        """The rows are there again, with the ids they had; within a transaction."""
        names = [f"{self.name}_{n}" for n in range(len(self.inserts))]
        with connection.cursor() as cursor:
            if (server := connection.connection.info.backend_pid) not in self.prepared:
                for name, insert in zip(names, self.inserts, strict=True):
                    cursor.execute(f"PREPARE {name} AS {insert}")
                self.prepared.add(server)
            cursor.execute(
                "SET LOCAL session_replication_role = replica;"
                f"{''.join(f'EXECUTE {name};' for name in names)}"
                "SET LOCAL session_replication_role = DEFAULT"
            )
        made: T = pickle.loads(self.result)
        return made


def every_row() -> dict[str, set[str]]:
    """Each table's rows as PostgreSQL writes a row."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {name} t")
            found[name] = {row for (row,) in cursor.fetchall()}
    return found


def _inserts(before: dict[str, set[str]], after: dict[str, set[str]]) -> Iterator[str]:
    """Statements that write what is new. What was there before must be untouched."""
    with connection.cursor() as cursor:
        for table, rows in after.items():
            if gone := before[table] - rows:
                raise ValueError(f"{table}: rows that were there are changed: {gone}")
            if new := rows - before[table]:
                cursor.execute(_COLUMNS, [table])
                columns = cursor.fetchone()[0].split(", ")
                cursor.execute(
                    f"SELECT concat_ws(', ', {', '.join(map(_literal, columns))}) "
                    f"FROM {table} t WHERE t::text = ANY(%s)",
                    [list(new)],
                )
                values = ",\n".join(f"({row})" for (row,) in cursor.fetchall())
                into = f"INSERT INTO {table} ({', '.join(columns)})"
                yield f"{into} OVERRIDING SYSTEM VALUE VALUES {values}"


def _literal(column: str) -> str:
    """SQL for the value of a column as a literal that says its type when needed."""
    return f"quote_nullable(t.{column}::text)"
