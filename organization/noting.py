"""Tables whose rows are noted when they change: for migrations.

What is written down about a change, and why by statement and not by row, is said in
docs/adr/0063. The function itself comes with organization's migration 0017.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import migrations

OPERATIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def note_rows(
    table: str, key: str = "id", masked: Sequence[str] = (), passed: Sequence[str] = ()
) -> migrations.RunSQL:
    """Note who changes which row of the table.

    Of the columns `masked` it is noted that they changed and not to what: secrets,
    what is forgotten after a term, what few people may read. Those `passed` are not
    looked at.
    """
    names = [f"note_{operation.lower()}" for operation in OPERATIONS]
    told = ", ".join(f"'{part}'" for part in (key, ",".join(masked), ",".join(passed)))
    made: list[Any] = [
        f'CREATE TRIGGER {name} AFTER {operation} ON "{table}" REFERENCING {rows}'
        f" FOR EACH STATEMENT EXECUTE FUNCTION organization_note_rows({told})"
        for name, (operation, rows) in zip(names, OPERATIONS.items(), strict=True)
    ]
    gone: list[Any] = [f'DROP TRIGGER IF EXISTS {name} ON "{table}"' for name in names]
    return migrations.RunSQL(made, gone)
