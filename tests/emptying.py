"""What a committed test leaves behind is taken away row by row.

Django truncates all tables after each such test: two hundred of them, with new files
for each and for its indexes, while a test writes into thirty. `install` looks which
tables hold something and deletes from these, past the triggers, as truncating would.
After a test with very many rows it is truncated as usual, so that dead rows do not pile
up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

MANY = 2 * 1024 * 1024  # bytes of a table that are not worth deleting row by row
_FULL = "SELECT {text}, pg_relation_size({text}) WHERE EXISTS (SELECT FROM {name})"


def install() -> None:
    """For the rest of the process, where the account may pass triggers by."""
    usual = connection.ops.sql_flush
    vars(connection.ops)["sql_flush"] = _choosing(usual)


def _choosing(usual: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def sql_flush(style: Any, tables: Sequence[str], **how: bool) -> list[str]:
        if how.get("reset_sequences") or not tables:
            return usual(style, tables, **how)
        full = _full(tables)
        if any(size > MANY for size in full.values()):
            return usual(style, tables, **how)
        return [
            "SET LOCAL session_replication_role = replica",
            *(f"DELETE FROM {name}" for name in full),
            "SET LOCAL session_replication_role = DEFAULT",
        ]

    return sql_flush


def _full(tables: Sequence[str]) -> dict[str, int]:
    """Tables that hold something, and how large each is."""
    looks = []
    for table in tables:
        name = connection.ops.quote_name(table)
        looks.append(_FULL.format(text="'" + name.replace("'", "''") + "'", name=name))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        return dict(cursor.fetchall())
