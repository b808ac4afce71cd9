"""The second wall, as a request meets it: who asks, told to the database once.

`visible_to` narrows every QuerySet; the policies of `config.wall` stand behind it and
read what is told here. A connection of which nobody told anything sees nothing. What a
person may not see and a page has to reckon with is read with the wall `lifted`, and
says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from secrets import token_hex
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
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
    *("user", "officer", "alone", "stations", "departments"),
    *("chief", "head", "codes", "roles"),
    *KINDS,
)
OPEN = tuple(f"open_{kind}" for kind in KINDS)
"""For those whose reach of a kind is the whole force."""
ROLE = ""
"""The database role in which requests are answered; "" for that of the login."""
_BELOW = "SELECT array_agg(id)::text FROM wall_bureau WHERE path LIKE ANY(%s::text[])"
_OFFICER = "SELECT id::text FROM wall_officer WHERE user_id = %s"
_HOME = (
    "SELECT array_agg(DISTINCT up.id)::text FROM wall_home h"
    " JOIN wall_bureau b ON b.id = h.bureau_id"
    " JOIN wall_bureau up ON b.path LIKE up.path || '%%'"
    " WHERE h.officer_id = (SELECT id FROM wall_officer WHERE user_id = %s)"
)
"""Who holds no role knows the bureaus of his units and those above them."""
_DOOR = "SELECT set_config('wall.open_lifted', %s, false)"
_WHOLE = (
    "CASE WHEN (SELECT count(*) FROM wall_bureau WHERE parent_id IS NULL) = 1"
    " THEN '1' ELSE '' END"
)


# By connection: how often the wall is lifted there at the moment.
_standing: WeakKeyDictionary[BaseDatabaseWrapper, int] = WeakKeyDictionary()
# On which of them a request acts, so that one of these times is its own.
_acting: WeakSet[BaseDatabaseWrapper] = WeakSet()


def put_up(user: User | None, *, lifted: bool = False) -> None:
    """Tell the database who asks, None for nobody; one statement."""
    if not settings.SECOND_WALL:
        return
    here = connections[DEFAULT_DB_ALIAS]
    if lifted and here not in _standing:
        _acting.add(here)
    times = _standing.get(here, int(lifted))
    told = _told(_scope(user) if user else Scope(), user)
    told["wall.open_lifted"] = "%s", ["1" if times else ""]
    # What policies have found for whoever asked before does not hold for this one.
    told["wall.asked"] = "%s", [token_hex(8)]
    # Policies look dear to the planner, who would have statements compiled first.
    told["jit"] = "%s", ["off"]
    if ROLE:
        told["role"] = "%s", [ROLE]
    parts = [f"set_config('{name}', {sql}, false)" for name, (sql, _) in told.items()]
    # A plan that a trigger has kept from a page knows the values of that page.
    fresh = "DISCARD PLANS; " if times else ""
    values = [value for _sql, some in told.values() for value in some]
    _run(f"{fresh}SELECT {', '.join(parts)}", values)
    _standing[here] = times


def stand() -> None:
    """The request has come to act and is done with it, or was refused: what is left is
    a page that tells so, and it is read behind the wall like any other."""
    here = connections[DEFAULT_DB_ALIAS]
    if here in _acting:
        _acting.discard(here)
        _lift(-1)


def take_down(*, fresh: bool = False) -> None:
    """Nothing is carried to whoever is answered next on this connection; `fresh`: no
    plan either."""
    here = connections[DEFAULT_DB_ALIAS]
    _acting.discard(here)
    if _standing.pop(here, None) is None or here.connection is None:
        return
    names = ("open_lifted", "asked", *OWN, *OPEN)
    parts = [f"set_config('wall.{name}', '', false)" for name in names]
    if ROLE:
        parts.insert(0, "set_config('role', 'none', false)")
    try:
        discard = "DISCARD PLANS; " if fresh else ""
        _run(f"{discard}SELECT {', '.join(parts)}", [])
    except DatabaseError:
        if not here.in_atomic_block:
            here.close()


@contextmanager
def behind(user: User) -> Iterator[None]:
    """A worker reads what the person sees. No plan is kept from before or for later."""
    if not settings.SECOND_WALL or connections[DEFAULT_DB_ALIAS] in _standing:
        yield
        return
    _run("DISCARD PLANS", [])
    put_up(user)
    try:
        yield
    finally:
        take_down(fresh=True)


@contextmanager
def lifted(reason: str) -> Iterator[None]:
    """Read what the person himself does not see, because of the reason."""
    if not reason:
        raise ValueError("The wall is lifted for a reason")
    if connections[DEFAULT_DB_ALIAS] not in _standing:
        yield
        return
    _lift(1)
    try:
        yield
    finally:
        _lift(-1)


@contextmanager
def unknown(reason: str) -> Iterator[None]:
    """Read, for the reason, before it is known who asks."""
    here = connections[DEFAULT_DB_ALIAS]
    if not settings.SECOND_WALL or here in _standing:
        with lifted(reason):
            yield
        return
    _run(_DOOR, ["1"])
    try:
        yield
    finally:
        _shut(here)


def nobody_told() -> bool:
    """Does the wall stand as it stands before a request?"""
    return settings.SECOND_WALL and connections[DEFAULT_DB_ALIAS] not in _standing


def _shut(here: BaseDatabaseWrapper) -> None:
    try:
        _run(_DOOR, [""])
    except DatabaseError:
        if not here.in_atomic_block:
            here.close()


def _scope(user: User) -> Scope:
    """As it was read with the user, or read now."""
    if "scope" in vars(user):
        return user.scope
    with unknown("what somebody reaches is read before he is told to the wall"):
        return user.scope


def _lift(by: int) -> None:
    here = connections[DEFAULT_DB_ALIAS]
    before = _standing.get(here)
    if before is None:
        return
    if bool(before) != bool(before + by):
        _run(_DOOR, ["1" if by > 0 else ""])
    _standing[here] = before + by


Told = dict[str, tuple[str, list[Any]]]


def _told(scope: Scope, user: User | None) -> Told:
    """Setting -> what it is set to, in SQL, and the values therein."""
    own = _own(scope, user)
    told: Told = {f"wall.{name}": ("%s", [value]) for name, value in own.items()}
    officer = f"coalesce(({_OFFICER}), '')", [user.pk if user else None]
    told["wall.officer"] = officer
    alone = user is not None and not scope.grants
    told["wall.alone"] = officer if alone else ("''", [])
    for kind, roles in KINDS.items():
        paths = _paths(scope, roles)
        told[f"wall.{kind}"] = _ids(kind, paths)
        whole = any(path.count("/") == 1 for path in paths)
        told[f"wall.open_{kind}"] = _WHOLE if whole else "''", []
    if user is not None and alone:
        told["wall.known"] = f"coalesce(({_HOME}), '')", [user.pk]
    return told


def _ids(kind: str, paths: list[str]) -> tuple[str, list[Any]]:
    if not paths:
        return "''", []
    below = [f"{path}%" for path in paths]
    if kind == "known":
        return f"coalesce(({_BELOW} OR id = ANY(%s)), '')", [below, _above(paths)]
    return f"coalesce(({_BELOW}), '')", [below]


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
    found = {g.path for g in scope.grants if roles is None or g.role in roles}
    return sorted(found)


def _above(paths: Iterable[str]) -> list[int]:
    return sorted({int(part) for path in paths for part in path.split("/") if part})


def _array(items: Iterable[Any]) -> str:
    """As PostgreSQL writes an array of ids or of codes."""
    return "{" + ",".join(sorted(map(str, items))) + "}"


def _run(sql: str, values: list[Any]) -> None:
    """Below Django, for it is no page's query: one to put the wall up and one to take
    it down, whatever there is on the page."""
    here = connections[DEFAULT_DB_ALIAS]
    here.ensure_connection()
    with here.wrap_database_errors, here.connection.cursor() as plain:
        plain.execute(sql, values)
