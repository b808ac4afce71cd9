"""What a committed test leaves behind is taken away row by row.

Django truncates all tables after each such test: two hundred of them, with new files
for each and for its indexes, while a test writes into thirty. `install` looks which
tables hold something and deletes from these, past the triggers, as truncating would.
After a test with very many rows it is truncated as usual, so that dead rows do not pile
up.

What a test takes back stays in the tables' files too, until somebody clears it away:
`tidy` does, every few hundred tests. After two thousand tests each look into a small
table would read the rows of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.management.commands import flush
from django.db import connection

MANY = 2 * 1024 * 1024  # bytes of a table that are not worth deleting row by row
LASTING = {"django_content_type", "auth_permission"}
"""What Django would write again after each such test, and grant every table anew."""
MUCH = 256 * 1024  # bytes of a table that is worth clearing
_LARGE = """
SELECT string_agg(quote_ident(relname), ', ') FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  AND pg_relation_size(oid) > %s
"""
_FULL = "SELECT {text}, pg_relation_size({text}) WHERE EXISTS (SELECT FROM {name})"


def install() -> None:
    """For the rest of the process, where the account may pass triggers by."""
    usual = connection.ops.sql_flush
    vars(connection.ops)["sql_flush"] = _choosing(usual)
    vars(flush)["emit_post_migrate_signal"] = lambda *_how: None


def tidy() -> None:
    """Clear away what tests have taken back; outside of a transaction only."""
    if connection.connection is None or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(_LARGE, [MUCH])
        if names := cursor.fetchone()[0]:
            cursor.execute(f"VACUUM (PARALLEL 0) {names}")


def _choosing(usual: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def sql_flush(style: Any, tables: Sequence[str], **how: bool) -> list[str]:
        tables = [name for name in tables if name not in LASTING]
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
