"""The main menu: each room registers its entries, the frame shows what one may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from organization.models import User
from organization.permissions import may_somewhere


@dataclass(frozen=True)
class Registered:
    """An entry as its room declares it."""

    order: int
    label: str | Promise
    route: str
    action: str
    args: Callable[[User], tuple[object, ...] | None]
    count: Callable[[User], int] | None
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
    count: Callable[[User], int] | None = None,
    icon: str = "",
) -> None:
    """Called from the rooms' receivers as they load.

    An entry with an icon may have a tab at the foot of a phone.
    """
    _registered.append(Registered(order, label, route, action, args, count, icon))


def entries(request: HttpRequest) -> list[Entry]:
    """The user's menu in order; an entry without a target is left out."""
    user = request.user
    shown: list[Entry] = []
    if not isinstance(user, User):
        return shown
    for item in sorted(_registered, key=lambda item: item.order):
        args = item.args(user)
        if args is None or not may_somewhere(user, item.action):
            continue
        try:
            url = reverse(item.route, args=args)
        except NoReverseMatch:
            continue
        count = item.count(user) if item.count else None
        active = request.path == url
        shown.append(Entry(item.route, url, item.label, count, active, item.icon))
    return _with_tabs(shown)


def _with_tabs(shown: list[Entry]) -> list[Entry]:
    """Five of them become tabs of the phone: the first ones, and always the last."""
    able = [entry.url for entry in shown if entry.icon]
    tabs = able if len(able) <= TABS else [*able[: TABS - 1], able[-1]]
    return [replace(entry, on_phone=entry.url in tabs) for entry in shown]
