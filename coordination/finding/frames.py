"""The rows one may see of each kind, as statements that are put together once.

Putting fifteen of them together takes longer than asking them, and somebody who types
asks with every letter. So what was put together serves the same user until his grants,
what his departments joined, his language or the day change: nothing else is written
into it. What is looked for in the rows is a condition on their columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from coordination.finding.kind import COLUMNS, Kind
from organization.models import User
from organization.sought import Clause
from tasking.models.party import joined_directives

MOST_KEPT = 200
_ROWS = "SELECT {columns} FROM ({rows}) every_one WHERE {condition} {few}"
_LINE = """
SELECT pk, %s AS kind, {columns}, {near} AS near, f_own, {total} AS total
FROM ({rows}) found
ORDER BY near, f_own DESC, pk DESC
"""
_shown = ", ".join(COLUMNS[:-1])


@dataclass(frozen=True)
class Frame:
    """The rows of a kind: `pk`, what a line shows, and what is looked at."""

    kind: Kind
    sql: str
    values: tuple[Any, ...]

    def having(self, found: Clause, latest: int | None = None) -> Clause:
        """Those that meet a condition; of many the latest. Their pieces are looked for
        and never shown."""
        few = "" if latest is None else f"ORDER BY pk DESC LIMIT {latest:d}"
        looked = (name for name in self.kind.ground.columns() if name != "pieces")
        columns = ", ".join(("pk", *COLUMNS, *looked))
        sql = _ROWS.format(columns=columns, rows=self.sql, condition=found.sql, few=few)
        return Clause(sql, (*self.values, *found.values))

    def named(self, addresses: list[str]) -> Clause:
        """Those under the addresses of their pages."""
        key, texts = self.kind.key, self.kind.ground.texts
        if key == "pk":
            return Clause("pk = ANY(%s)", ([int(one) for one in addresses],))
        return Clause(f"text{texts.index(key)} = ANY(%s)", (addresses,))

    def lines(self, rows: Clause, near: Clause, total: str = "0") -> Clause:
        """The columns of `search.Line`, the nearest first."""
        sql = _LINE.format(columns=_shown, near=near.sql, total=total, rows=rows.sql)
        return Clause(sql, (self.kind.name, *near.values, *rows.values))


def asked(sql: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


_kept: dict[int, tuple[tuple[object, ...], dict[str, Frame | None]]] = {}


def frame_of(kind: Kind, user: User) -> Frame | None:
    """None where he may see none of it."""
    key = (
        *(timezone.localdate(), get_language()),
        *(user.scope.grants, joined_directives(user)),
    )
    known = _kept.get(user.pk)
    if known is None or known[0] != key:
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        known = _kept[user.pk] = (key, {})
    frames = known[1]
    if kind.name not in frames:
        frames[kind.name] = _made(kind, user)
    return frames[kind.name]


def _made(kind: Kind, user: User) -> Frame | None:
    rows = kind.rows(user)
    if rows is None:
        return None
    try:
        sql, values = kind.lines(rows, user).query.sql_with_params()
    except EmptyResultSet:
        return None
    return Frame(kind, sql, tuple(values))
