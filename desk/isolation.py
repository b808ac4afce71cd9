"""Transactions that see one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection, transaction

# Serialisation failure, deadlock, and a row somebody else entered: done again, the
# transaction sees what was in its way.
AGAIN = {"40001", "40P01", "23505"}


@contextmanager
def one_view() -> Iterator[None]:
    """A transaction that sees the rows as they were at its first statement."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def is_to_be_repeated(error: Error) -> bool:
    """Did somebody else write what this transaction was about to?"""
    return getattr(error.__cause__, "pgcode", None) in AGAIN
