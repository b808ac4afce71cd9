"""A lock taken away in one place of the product, to see what it is there for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.db.models.query import QuerySet

from config.places import BASE_DIR

NO_LOCKS = (
    (r"FOR (?:NO KEY )?UPDATE(?: OF \w+)?(?: SKIP LOCKED)?|FOR SHARE", ""),
    (r"pg_advisory_xact_lock\(", "concat("),
    (r"pg_try_advisory_lock\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", "true"),
    (r"LOCK TABLE .* MODE", "SELECT 1"),
)
DEEP = 4  # frames between a place and the statement it sends


@contextmanager
def without(*sites: str) -> Iterator[list[str]]:
    """Locks do nothing in these places: `path::function` of `select_for_update`, or
    `path::statement` of what is written in SQL.

    Yields the names of those that asked for one meanwhile: who takes a lock away that
    nobody asks for has shown nothing.
    """
    asked: list[str] = []
    real, execute = QuerySet.select_for_update, CursorWrapper.execute
    in_sql = {site.partition("::")[0]: site for site in sites if _is_sql(site)}

    def select_for_update(self: Any, *args: Any, **kwargs: Any) -> Any:
        for path, name in _callers(2):  # through the manager there is one between
            if (site := f"{path}::{name}") in sites:
                asked.append(site)
                return self.all()
        return real(self, *args, **kwargs)

    def unlocked(self: Any, sql: Any, params: Any = None) -> Any:
        found = next((in_sql[p] for p, _ in _callers(DEEP) if p in in_sql), None)
        if found is not None and isinstance(sql, str):
            plain = stripped(sql)
            asked.extend([found] if plain != sql else [])
            sql = plain
        return execute(self, sql, params)

    QuerySet.select_for_update, CursorWrapper.execute = select_for_update, unlocked
    try:
        yield asked
    finally:
        QuerySet.select_for_update, CursorWrapper.execute = real, execute


def stripped(sql: str) -> str:
    """The statement as it would be if nobody had thought of a lock."""
    for lock, instead in NO_LOCKS:
        sql = re.sub(lock, instead, sql)
    return sql


def _is_sql(site: str) -> bool:
    return not site.partition("::")[2].isidentifier() or "::pg_" in site


def _callers(most: int) -> Iterator[tuple[str, str]]:
    """(path, function) of whoever called the caller's caller, and of those above."""
    frame: Any = sys._getframe(2)
    for _ in range(most):
        if frame is None:
            return
        code = frame.f_code
        yield code.co_filename.removeprefix(f"{BASE_DIR}/"), code.co_name
        frame = frame.f_back
