"""Statements that every check makes: planned once per connection, not each time.

Planning the one that reads a station's work takes longer than reading it. The server
plans anew by itself when tables or their statistics change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

from organization.wall import lifted

# By connection, for a new connection knows none; one that is gone is forgotten.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Prepared:
    """A statement with $1, $2 … for values of the `types`, in their order."""

    name: str
    types: str
    sql: str

    def execute(self, cursor: CursorWrapper, values: Sequence[Any]) -> None:
        """Run it with the values; what it finds is read from the cursor."""
        known = _known.setdefault(connection.connection, set())
        if self.name not in known:
            # Below Django, for it is nobody's query. It outlives a rollback.
            with connection.connection.cursor() as plain:
                plain.execute(f"PREPARE {self.name} ({self.types}) AS {self.sql}")
            known.add(self.name)
        places = ", ".join(["%s"] * len(values))
        with lifted("a plan that is kept is made for nobody in particular"):
            cursor.execute(f"EXECUTE {self.name} ({places})", values)
