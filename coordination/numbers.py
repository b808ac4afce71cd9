"""Counts and sums over several QuerySets, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def numbers(parts: Mapping[str, tuple[QuerySet[Any, Any], str]]) -> dict[str, Decimal]:
    """By name: how many rows there are, or the sum of the column that is named."""
    statements: list[str] = []
    values: list[Any] = []
    for name, (rows, column) in parts.items():
        found = rows.order_by().values(column or "pk")
        try:
            inner, given = found.query.sql_with_params()
        except EmptyResultSet:
            continue
        what = "coalesce(sum(counted.value), 0)" if column else "count(*)"
        statements.append(
            f"SELECT %s::text, ({what})::numeric"  # noqa: S608 - nothing of others
            f" FROM ({inner}) counted (value)"
        )
        values += [name, *given]
    read: dict[str, Decimal] = {}
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(statements), values)
            read = dict(cursor.fetchall())
    return {name: read.get(name, Decimal(0)) for name in parts}
