"""Statements that every page makes: planned once per connection, not each time.

The numbers of the menu name some sixty tables; to plan them takes five times as long as
to count. Such a plan outlives its statement, so policies must not put into it what is
told of whoever asks: while `wall.kept` is told they read it anew each time the plan
runs (`config.wall.kept`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

from organization import wall

MOST = 16
"""Plans on a connection; one of a menu takes about a megabyte there."""
_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "bigint",
    Decimal: "numeric",
    dt.datetime: "timestamptz",
    dt.date: "date",
}
_MODE = (
    "SELECT set_config('wall.kept', '1', true), set_config('jit', 'off', true),"
    " set_config('plan_cache_mode', 'force_generic_plan', true)"
)
_OVER = (
    "SELECT set_config('wall.kept', '', true),"
    " set_config('plan_cache_mode', 'auto', true)"
)
Key = tuple[str, tuple[str, ...]]
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]
# By connection: statement and types of its values -> the name of its plan. A new
# connection knows none; one that is gone is forgotten.
_known: WeakKeyDictionary[Any, OrderedDict[Key, str]] = WeakKeyDictionary()
_numbers = count()


@contextmanager
def plans() -> Iterator[None]:
    """What is read in here is of the same few texts time after time: it is planned
    once for each of them. Values are no part of a text; a list's length is."""
    with connection.execute_wrapper(partial(_kept, _MODE, _OVER)):
        yield


@contextmanager
def plans_unknown(reason: str) -> Iterator[None]:
    """The same, for the reason, before it is known who asks: the wall is lifted by the
    statement that reads, and stands again with its end."""
    if wall.nobody_told():
        door = ", set_config('wall.open_lifted', '%s', true)"
        with connection.execute_wrapper(
            partial(_kept, _MODE + door % 1, _OVER + door % "")
        ):
            yield
        return
    with wall.unknown(reason), plans():
        yield


def _kept(
    mode: str,
    over: str,
    execute: Execute,
    sql: str,
    params: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:
    values = list(params or ())
    name = _name(sql, values)
    places = ", ".join(["%s"] * len(values))
    given = f" ({places})" if values else ""
    # Sent as one, they are one transaction: what is set for it ends with it.
    found = execute(f"{mode}; EXECUTE {name}{given}", values, many, context)
    if connection.in_atomic_block:
        _plain(over)
    return found


def _name(sql: str, values: Sequence[Any]) -> str:
    """The plan's name; prepared where this connection does not have it."""
    connection.ensure_connection()
    known = _known.setdefault(connection.connection, OrderedDict())
    key = sql, tuple(_type(value) for value in values)
    if key in known:
        known.move_to_end(key)
        return known[key]
    if len(known) >= MOST:
        _key, old = known.popitem(last=False)
        _plain(f"DEALLOCATE {old}")
    name = f"kept_{next(_numbers)}"
    # Below Django, for it is nobody's query. It outlives a rollback.
    types = f" ({', '.join(key[1])})" if values else ""
    _plain(f"PREPARE {name}{types} AS {_numbered(sql)}")
    known[key] = name
    return name


def _type(value: Any) -> str:
    """Of what is text or a list the server finds out."""
    return next((t for kind, t in _TYPES.items() if isinstance(value, kind)), "unknown")


def _numbered(sql: str) -> str:
    """With $1, $2 … in the place of each %s."""
    places = count(1)
    return re.sub("%[s%]", lambda m: f"${next(places)}" if m[0] == "%s" else "%", sql)


def _plain(sql: str) -> None:
    with connection.wrap_database_errors, connection.connection.cursor() as plain:
        plain.execute(sql)
