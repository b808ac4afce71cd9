"""Who acts, told to the database with every statement that writes.

The triggers that note changes (`organization.noting`) know nobody by themselves: all
people come through one login. So each INSERT, UPDATE or DELETE is sent with the name of
who acts and the address before it, in the same message and for the length of the same
transaction. That way nothing has to be undone after a rollback, and no connection
remembers the person before.

The doors say who acts: the middleware for pages and the interface, the jobs for what a
worker does in somebody's name. Where nobody is named, the change is noted without.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
_actor: ContextVar[int | None] = ContextVar("actor", default=None)
_origin: ContextVar[str | None] = ContextVar("origin", default=None)
_WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|MERGE|WITH\b.*\b(INSERT|UPDATE|DELETE|MERGE))\b",
    re.IGNORECASE | re.DOTALL,
)


def current_address() -> str | None:
    """Address of the request being answered, or of the one that a worker carries out,
    for the audit trail."""
    request = _request.get()
    if request is None:
        return _origin.get()
    return request.META.get("REMOTE_ADDR") or None


def current_actor() -> int | None:
    """The account that acts, as far as it is known by now; never asks the database."""
    if (actor := _actor.get()) is not None:
        return actor
    request = _request.get()
    user = getattr(request, "__dict__", {}).get("user")
    if isinstance(user, SimpleLazyObject):
        # Nobody has asked for the person yet: whoever writes before that is no one.
        user = getattr(request, "_cached_user", None)
    return getattr(user, "pk", None)


@contextmanager
def answering(request: HttpRequest) -> Iterator[None]:
    """What is written meanwhile is written by whoever sent the request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def acting(user: int | None) -> Iterator[None]:
    """What is written meanwhile is written in that account's name; None: nobody's."""
    token = _actor.set(user)
    try:
        yield
    finally:
        _actor.reset(token)


@contextmanager
def acting_from(address: str | None) -> Iterator[None]:
    """A worker carries out what somebody sent from there."""
    token = _origin.set(address)
    try:
        yield
    finally:
        _origin.reset(token)


def told(sql: str, actor: int | None, address: str | None) -> str:
    """The statement, after who acts and from where; as it is where it reads only."""
    if (actor is None and address is None) or not _WRITES.match(sql):
        return sql
    who = "" if actor is None else str(int(actor))
    return (
        f"SELECT set_config('yipan.user', '{who}', true), "
        f"set_config('yipan.address', '{_plain(address)}', true); {sql}"
    )


def _plain(address: str | None) -> str:
    """An address as PostgreSQL reads it, "" for what is none; nothing else passes."""
    try:
        return str(ipaddress.ip_address(address or "")).partition("%")[0]
    except ValueError:
        return ""


def _telling(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
) -> Any:
    # A cursor with a name declares its one statement, and only reads.
    named = getattr(context["cursor"].cursor, "name", None)
    if isinstance(sql, str) and not named:
        sql = told(sql, current_actor(), current_address())
    return execute(sql, params, many, context)


def name_actors(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Whenever a connection is opened."""
    if _telling not in connection.execute_wrappers:
        connection.execute_wrappers.append(_telling)
