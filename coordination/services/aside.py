"""Foreign keys, exclusions and plain indexes put aside for a mass load, then proved.

An index that is built once, and a key that is proved once over all rows, cost a
fraction of what they cost row by row. Both stay inside the caller's transaction:
whatever happens, no other session sees the table without them. Primary keys,
uniqueness, checks and triggers stay in force all the while.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype IN ('f', 'x') AND conrelid = ANY(%s::regclass[])
ORDER BY contype DESC, conrelid::regclass::text, conname
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = ANY(%s::regclass[])
AND NOT indisunique AND NOT indisexclusion
ORDER BY indexrelid::regclass::text
"""


@contextmanager
def aside(
    cursor: CursorWrapper, models: Sequence[type[Model]], *, memory: str = "256MB"
) -> Iterator[int]:
    """Put them aside for the block; how many. Needs the tables' owner.

    The tables are locked against readers too. Leaving the block raises IntegrityError
    where a row points to nothing or overlaps another. `memory` is what one index
    build may take.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("only inside a transaction")
    tables = [f'"{model._meta.db_table}"' for model in models]
    cursor.execute(_KEYS, [tables])
    keys = cursor.fetchall()
    cursor.execute(_INDEXES, [tables])
    indexes = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield len(keys) + len(indexes)
    cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [memory])
    for _name, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in keys:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
