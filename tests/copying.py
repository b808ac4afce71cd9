"""Many rows like one that the services made: for tests of what a page costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def copies(row: Row, count: int, **varying: Callable[[int], Any]) -> list[Row]:
    """So many rows that differ from this one in nothing but their key and what varies
    with the number of the copy."""
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    made = [
        type(row)(**kept | {name: say(n) for name, say in varying.items()})
        for n in range(count)
    ]
    rows = type(row)._base_manager.bulk_create(made)
    # What the planner knew of the table is of a moment before, as after any table taken
    # over; the server's own look comes within the minute, too late for a test.
    with connection.cursor() as cursor:
        cursor.execute(f'ANALYZE "{row._meta.db_table}"')
    return rows
