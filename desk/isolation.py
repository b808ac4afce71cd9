"""Transactions that see one moment, and what is said beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import Error, connection, connections, transaction

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


@contextmanager
def beside() -> Iterator[Callable[..., Any]]:
    """Calls on a connection of their own, whatever transaction the caller is in: what
    they write is seen at once and stays, what they read is what is there by now.

    They must touch no row that the caller's transaction has touched: they would wait
    for each other.
    """
    with ThreadPoolExecutor(1, "beside") as thread:
        try:
            yield lambda work, **given: thread.submit(work, **given).result()
        finally:
            thread.submit(connections.close_all).result()


def is_to_be_repeated(error: Error) -> bool:
    """Did somebody else write what this transaction was about to?"""
    return getattr(error.__cause__, "pgcode", None) in AGAIN
