"""The main menu: each room registers its entries, the frame shows what one may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

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


@dataclass(frozen=True)
class Entry:
    """An entry as the frame shows it."""

    route: str
    url: str
    label: str | Promise
    count: int | None
    active: bool
    icon: str
    on_phone: bool = False


TABS = 5  # as many as a thumb tells apart on 390 pixels
_registered: list[Registered] = []


def register(
    order: int,
    label: str | Promise,
    route: str,
    action: str,
    args: Callable[[User], tuple[object, ...] | None] = lambda user: (),
    count: Counted | None = None,
    icon: str = "",
) -> None:
    """Called from the rooms' receivers as they load.

    `count` gives the rows whose number stands beside the entry, as values of one
    column. An entry with an icon may have a tab at the foot of a phone.
    """
    _registered.append(Registered(order, label, route, action, args, count, icon))


def entries(request: HttpRequest) -> list[Entry]:
    """The user's menu in order; an entry without a target is left out."""
    user = request.user
    if not isinstance(user, User):
        return []
    usable = []
    for item in sorted(_registered, key=lambda item: item.order):
        args = item.args(user)
        if args is None or not may_somewhere(user, item.action):
            continue
        try:
            usable.append((item, reverse(item.route, args=args)))
        except NoReverseMatch:
            continue
    counts = _counted(user, [item for item, _url in usable])
    return _with_tabs(
        [
            Entry(
                route=item.route,
                url=url,
                label=item.label,
                count=counts.get(item.route),
                active=request.path == url,
                icon=item.icon,
            )
            for item, url in usable
        ]
    )


def _counted(user: User, items: list[Registered]) -> dict[str, int]:
    """All numbers of the menu, by route, in one statement: every page asks for them."""
    counted = {
        item.route: Number(item.count(user).order_by()) for item in items if item.count
    }
    if not counted:
        return {}
    row = User.objects.filter(pk=user.pk).values_list(*counted.values()).first()
    return dict(zip(counted, row, strict=True)) if row else {}


def _with_tabs(shown: list[Entry]) -> list[Entry]:
    """Five of them become tabs of the phone: the first ones, and always the last."""
    able = [entry.url for entry in shown if entry.icon]
    tabs = able if len(able) <= TABS else [*able[: TABS - 1], able[-1]]
    return [replace(entry, on_phone=entry.url in tabs) for entry in shown]
