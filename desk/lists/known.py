"""Lists that people keep views of: each room names its own as it loads.

What a list is narrowed and sorted by stands in its address, and nowhere else. A view
is a name for that; `asked` says which part of an address it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise

from desk.lists.table import Column
from organization.models import User
from organization.permissions import may_somewhere

COLUMNS = "columns"
VIEW = "view"
ALL = "all"
"""`?view=all`: the list as it is, also for whom it opens with a view."""


def _none() -> Sequence[Column[Any]]:
    return ()


@dataclass(frozen=True)
class Known:
    """`params` are the words of the address a view keeps, `fixed` those that make the
    address this list's. `columns` are all it can show, `usual` the keys of those it
    shows to who has not chosen. `placed`: its address names what it belongs to.
    `rights`: actions of the policy one of which the list takes somewhere."""

    name: str
    label: str | Promise
    route: str
    params: tuple[str, ...]
    columns: Callable[[], Sequence[Column[Any]]] = _none
    usual: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    placed: bool = False
    rights: tuple[str, ...] = ()

    def is_for(self, user: User) -> bool:
        """May this person open such a list at all?"""
        return not self.rights or any(may_somewhere(user, one) for one in self.rights)

    def asked(self, given: QueryDict) -> str:
        """What an address asks of the list, in the order that all addresses share."""
        said = [(name, value) for name in self.params for value in given.getlist(name)]
        kept = [(name, value.replace("\0", "")) for name, value in said if value]
        if columns := self.keys(given.get(COLUMNS, "")):
            kept.append((COLUMNS, ",".join(columns)))
        return urlencode(kept)

    def keys(self, text: str) -> list[str]:
        """The columns a text names, as far as there are such, each once."""
        there = {column.key for column in self.columns()}
        return [key for key in dict.fromkeys(text.split(",")) if key in there]

    def address(self, query: str = "", place: str = "", **more: object) -> str:
        """The list narrowed so; of a placed one at that place."""
        given = QueryDict(query, mutable=True)
        for name, value in self.fixed.items():
            given.setdefault(name, value)
        for name, more_value in more.items():
            given[name] = str(more_value)
        home = reverse(self.route, args=[place] if self.placed else [])
        return f"{home}?{given.urlencode()}" if given else home


_known: dict[str, Known] = {}


def register(*lists: Known) -> None:
    """Called by each room as it loads."""
    _known.update({one.name: one for one in lists})


def known(name: str) -> Known:
    """KeyError for a list nobody has registered."""
    return _known[name]


def names() -> list[str]:
    return list(_known)


def label(name: str) -> str:
    """What people call it; its name where no room knows it any more."""
    found = _known.get(name)
    return str(found.label) if found else name


def pairs(query: str) -> list[tuple[str, str]]:
    """The words of an address but the columns, for the hidden fields of a form."""
    given = QueryDict(query)
    return [(n, v) for n in given if n != COLUMNS for v in given.getlist(n)]


def with_word(query: str, name: str, value: str) -> str:
    """The same address with another value of one word; none: without it."""
    given = QueryDict(query, mutable=True)
    given.pop(name, None)
    if value:
        given[name] = value
    return given.urlencode()
