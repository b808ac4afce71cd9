"""The main menu: each room registers its entries, the frame shows what one may use.

A few entries stand in the bar, in the order of a day. A room folds the others away
under one name; that name shows how much waits behind it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import IntegerField, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from organization.alike import Statement, filled, likeness
from organization.kept import plans
from organization.models import User
from organization.permissions import may_somewhere

Counted = Callable[[User], QuerySet[Any, Any]]


class Number(Subquery):
    """How many rows a query has, as a value of another one."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


@dataclass(frozen=True)
class Registered:
    """An entry as its room declares it."""

    order: int
    label: str | Promise
    route: str
    action: str
    args: Callable[[User], tuple[object, ...] | None]
    count: Counted | None
    icon: str
    fold: str
    front: str
    keys: str


@dataclass(frozen=True)
class Fold:
    """The name under which a room folds entries away, and its place in the bar.

    Whatever lies below the address of `root` belongs to the room.
    """

    order: int
    label: str | Promise
    icon: str
    root: str


@dataclass(frozen=True)
class Entry:
    """An entry as the frame shows it; a folded one has parts, and leads to the first.

    `current` is what `aria-current` says: "page" here, "true" somewhere below, or "".
    """

    order: int
    route: str
    url: str
    label: str | Promise
    count: int | None
    icon: str
    fold: str = ""
    current: str = ""
    on_phone: bool = False
    parts: tuple[Entry, ...] = ()
    keys: str = ""

    @property
    def strokes(self) -> list[str]:
        """The keys as they stand on them."""
        return self.keys.upper().split()


class Menu(list[Entry]):
    """The entries, and numbers that stand elsewhere in the frame, by their route."""

    quiet: dict[str, int] = {}


MOST_KEPT = 2_000
TABS = 5  # as many as a thumb tells apart on 390 pixels
_registered: list[Registered] = []
_folds: dict[str, Fold] = {}
_quiet: dict[str, Counted] = {}


def register_quiet(route: str, count: Counted) -> None:
    """A number that the frame shows while it is not zero, without an entry."""
    _quiet[route] = count


def register(
    order: int,
    label: str | Promise,
    route: str,
    action: str,
    args: Callable[[User], tuple[object, ...] | None] = lambda user: (),
    count: Counted | None = None,
    icon: str = "",
    fold: str = "",
    front: str = "",
    keys: str = "",
) -> None:
    """Called from the rooms' receivers as they load.

    `count` gives the rows whose number stands beside the entry, as values of one
    column. An entry with an icon may have a tab at the foot of a phone. `fold` names
    what the entry is folded under, but not for whoever may do what `front` names.
    `keys` lead there from any page: "n" alone, or "g w" one after the other.
    """
    made = Registered(order, label, route, action, args, count, icon, fold, front, keys)
    _registered.append(made)


def register_fold(
    name: str, order: int, label: str | Promise, icon: str = "", root: str = ""
) -> None:
    """A name for entries to be folded under."""
    _folds[name] = Fold(order, label, icon, root)


def entries(request: HttpRequest) -> Menu:
    """The user's menu in order; an entry without a target is left out."""
    user = request.user
    if not isinstance(user, User):
        return Menu()
    able = usable(user)
    counts = _counted(user, [item for item, _url in able])
    here = _nearest([url for _item, url in able], request.path)
    shown: list[Entry] = []
    folded: dict[str, list[Entry]] = {}
    for item, url in able:
        entry = Entry(
            order=item.order,
            route=item.route,
            url=url,
            label=item.label,
            count=counts.get(item.route),
            icon=item.icon,
            fold=item.fold,
            current=_current(url, here, request.path),
            keys=item.keys,
        )
        in_front = not item.fold or (item.front and may_somewhere(user, item.front))
        (shown if in_front else folded.setdefault(item.fold, [])).append(entry)
    shown += [
        _folded(name, parts, within=not here and _within(name, request.path))
        for name, parts in folded.items()
    ]
    menu = Menu(_with_tabs(sorted(shown, key=lambda entry: entry.order)))
    menu.quiet = {route: counts[route] for route in _quiet if counts.get(route)}
    return menu


def menu_of(request: HttpRequest) -> Menu:
    """The same, put together once for a page and its frame."""
    kept = vars(request)
    if "menu" not in kept:
        kept["menu"] = entries(request)
    found: Menu = kept["menu"]
    return found


def usable(user: User) -> list[tuple[Registered, str]]:
    """What the user may open, with addresses; what two roles give him stands once."""
    found: dict[str, tuple[Registered, str]] = {}
    for item in sorted(_registered, key=lambda item: item.order):
        args = item.args(user)
        if args is None or not may_somewhere(user, item.action):
            continue
        try:
            found.setdefault(item.route, (item, reverse(item.route, args=args)))
        except NoReverseMatch:
            continue
    return list(found.values())


def _nearest(urls: list[str], path: str) -> str:
    """The entry one is at or below. A page above others is not what they belong to."""
    below = [
        url
        for url in urls
        if path.startswith(url)
        and (path == url or not any(o != url and o.startswith(url) for o in urls))
    ]
    return max(below, key=len, default="")


def _current(url: str, here: str, path: str) -> str:
    if url != here:
        return ""
    return "page" if path == url else "true"


def _within(name: str, path: str) -> bool:
    """Is a page that no entry leads to one of this room?"""
    root = _folds[name].root
    return bool(root) and path.startswith(reverse(root))


def _folded(name: str, parts: list[Entry], within: bool) -> Entry:
    """One entry for all; a single one needs no name above it."""
    if len(parts) == 1:
        return parts[0]
    fold = _folds[name]
    known = [part.count for part in parts if part.count is not None]
    return Entry(
        order=fold.order,
        route="",
        url=parts[0].url,
        label=fold.label,
        count=sum(known) if known else None,
        icon=fold.icon,
        fold=name,
        current="true" if within or any(part.current for part in parts) else "",
        parts=tuple(parts),
    )


def _counted(user: User, items: list[Registered]) -> dict[str, int]:
    """All numbers of the menu, by route, in one statement: every page asks for them."""
    counted = {item.route: item.count for item in items if item.count} | _quiet
    if not counted:
        return {}
    routes = tuple(counted)
    statement = _statement(user, counted)
    with plans(), connection.cursor() as cursor:
        cursor.execute(*statement)
        row = cursor.fetchone()
    return dict(zip(routes, row, strict=True)) if row else {}


_kept: dict[object, tuple[object, Statement]] = {}


def _statement(user: User, counted: dict[str, Counted]) -> Statement:
    """Putting the numbers' queries together takes longer than asking them, so what was
    put together serves the same user with the same grants, and whoever is like him,
    until the minute is over."""
    alike = likeness(user)
    whose = alike.kind if alike else user.pk
    key = (int(time.time() // 60), user.scope.grants if not alike else (), (*counted,))
    found = _kept.get(whose)
    if found is None or found[0] != key:
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        made = _put_together(alike.somebody() if alike else user, counted)
        found = _kept[whose] = (key, made)
    return filled(found[1], alike.numbers) if alike else found[1]


def _put_together(user: User, counted: dict[str, Counted]) -> Statement:
    numbers = [Number(count(user).order_by()) for count in counted.values()]
    rows = User.objects.filter(pk=user.pk).values_list(*numbers)
    return rows.query.sql_with_params()


def _with_tabs(shown: list[Entry]) -> list[Entry]:
    """Five of them become tabs of the phone: the first ones, and always the last."""
    able = [entry.url for entry in shown if entry.icon]
    tabs = able if len(able) <= TABS else [*able[: TABS - 1], able[-1]]
    return [replace(entry, on_phone=entry.url in tabs) for entry in shown]
