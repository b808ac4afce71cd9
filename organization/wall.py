"""The second wall, as a request meets it: who asks, told to the database once.

`visible_to` narrows every QuerySet; the policies of `config.wall` stand behind it and
read what is told here. A connection of which nobody told anything sees nothing. What a
person may not see and a page has to reckon with is read with the wall `lifted`, and
says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from organization.models.access import Role, User
from organization.scope import OVERSIGHT, Scope

KINDS: dict[str, frozenset[str] | None] = {
    "known": None,
    "below": frozenset(OVERSIGHT),
    "over": frozenset({Role.LEADER, Role.COORDINATOR, Role.INTERNAL_AUDITOR}),
    "people": frozenset({Role.PERSONNEL_ADMIN, Role.LEADER}),
    "money": frozenset({Role.FINANCE, Role.INTERNAL_AUDITOR, Role.LEADER}),
}
"""A kind of reach -> the roles that have it over the bureaus below their own; None: any
role, and over the bureaus above too."""
OWN = (
    *("user", "officer", "stations", "departments", "chief", "head", "codes", "roles"),
    *KINDS,
)
DOORS = ("lifted", *(f"open_{kind}" for kind in KINDS))
"""Settings that let every row of a kind of table pass: for those who reach the whole
force, and while the wall is lifted."""
ROLE = ""
"""The database role in which requests are answered; "" for that of the login."""
_BELOW = "SELECT array_agg(id)::text FROM wall_bureau WHERE path LIKE ANY(%s::text[])"
_WHOLE = "(SELECT count(*) = 1 FROM wall_bureau WHERE parent_id IS NULL)"


@dataclass(frozen=True)
class Standing:
    """How the wall stands on a connection: which doors are open to whom, and how often
    it is lifted at the moment."""

    doors: tuple[str, ...]
    lifted: int = 0

    @property
    def open(self) -> tuple[str, ...]:
        return ("1",) * len(DOORS) if self.lifted else self.doors

_standings: WeakKeyDictionary[BaseDatabaseWrapper, Standing] = WeakKeyDictionary()


def put_up(user: User | None, *, lifted: bool = False) -> None:
    """Tell the database who asks, None for nobody; one statement."""
    if not settings.SECOND_WALL:
        return
    before = _standing()
    parts, values = _told(user.scope if user else Scope(), user)
    # Policies look dear to the planner, who would have statements compiled first.
    parts.append("set_config('jit', 'off', false)")
    if ROLE:
        parts.append("set_config('role', %s, false)")
        values.append(ROLE)
    row = _asked(f"SELECT {', '.join(parts)}", values)
    _stand(Standing(tuple(row[: len(DOORS)])))
    times = before.lifted if before else int(lifted)
    if times:
        _lift(times)


def take_down() -> None:
    """Nothing is carried to whoever is answered next on this connection."""
    if _standing() is None:
        return
    _stand(None)
    if connection.connection is None:
        return
    names = [f"set_config('yipan.{name}', '', false)" for name in (*DOORS, *OWN)]
    if ROLE:
        names.insert(0, "set_config('role', 'none', false)")
    try:
        _asked(f"SELECT {', '.join(names)}", [])
    except DatabaseError:
        if not connection.in_atomic_block:
            connection.close()


@contextmanager
def lifted(reason: str) -> Iterator[None]:
    """Read what the person himself does not see, because of the reason."""
    if not reason:
        raise ValueError("The wall is lifted for a reason")
    if _standing() is None:
        yield
        return
    _lift(1)
    try:
        yield
    finally:
        _lift(-1)


def _lift(by: int) -> None:
    standing = _standing()
    if standing is None:
        return
    now = replace(standing, lifted=standing.lifted + by)
    if now.open != standing.open:
        doors = [f"set_config('yipan.{name}', %s, false)" for name in DOORS]
        _asked(f"SELECT {', '.join(doors)}", now.open)
    _stand(now)


def _told(scope: Scope, user: User | None) -> tuple[list[str], list[Any]]:
    """What the statement sets and its values, the doors first."""
    parts = ["set_config('yipan.lifted', '', false)"]
    values: list[Any] = []
    paths = {kind: _paths(scope, roles) for kind, roles in KINDS.items()}
    for kind in KINDS:
        whole = any(path.count("/") == 1 for path in paths[kind])
        door = f"CASE WHEN {_WHOLE} THEN '1' ELSE '' END" if whole else "''"
        parts.append(f"set_config('yipan.open_{kind}', {door}, false)")
    for name, value in _own(scope, user).items():
        parts.append(f"set_config('yipan.{name}', %s, false)")
        values.append(value)
    found = "SELECT id::text FROM wall_officer WHERE user_id = %s"
    parts.append(f"set_config('yipan.officer', coalesce(({found}), ''), false)")
    values.append(user.pk if user else None)
    for kind, below in paths.items():
        found = _BELOW + (" OR id = ANY(%s)" if kind == "known" else "")
        ids = f"coalesce(({found}), '')" if below else "''"
        parts.append(f"set_config('yipan.{kind}', {ids}, false)")
        values += [[f"{path}%" for path in below]] if below else []
        values += [_above(below)] if below and kind == "known" else []
    return parts, values


def _own(scope: Scope, user: User | None) -> dict[str, str]:
    heads = scope.departments_as(Role.DEPARTMENT_HEAD)
    return {
        "user": str(user.pk) if user else "",
        "stations": _array(scope.stations),
        "departments": _array(scope.departments),
        "chief": _array(scope.stations_as(Role.STATION_CHIEF)),
        "head": _array(heads),
        "codes": _array(scope.department_codes),
        "roles": _array(scope.roles()),
    }


def _paths(scope: Scope, roles: frozenset[str] | None) -> list[str]:
    return sorted(g.path for g in scope.grants if roles is None or g.role in roles)


def _above(paths: Iterable[str]) -> list[int]:
    return sorted({int(part) for path in paths for part in path.split("/") if part})


def _array(items: Iterable[Any]) -> str:
    """As PostgreSQL writes an array of ids or of codes."""
    return "{" + ",".join(sorted(map(str, items))) + "}"


def _asked(sql: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """Below Django, for it is no page's query: one to put the wall up and one to take
    it down, whatever there is on the page."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as plain:
        plain.execute(sql, list(values))
        found: tuple[Any, ...] = plain.fetchone()
    return found


def _standing() -> Standing | None:
    return _standings.get(connections[DEFAULT_DB_ALIAS])


def _stand(standing: Standing | None) -> None:
    if standing is None:
        _standings.pop(connections[DEFAULT_DB_ALIAS], None)
    else:
        _standings[connections[DEFAULT_DB_ALIAS]] = standing
