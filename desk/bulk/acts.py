"""What may be done to many rows: each room names its acts as it loads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise

from organization.models import User
from organization.permissions import may_somewhere

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """A row as it is shown beforehand: done if `will`; `note` says how, or why not."""

    subject: int
    label: str
    will: bool
    note: str = ""
    version: int | None = None


class Refused(Exception):
    """The row is not done; the words say why."""


@dataclass(frozen=True)
class Act:
    """`judge(user, ids, given, now)` gives an Item for each row the user sees, and
    `do(user, id, version, given, now)` does one through its service; it may say
    something.

    `right` is an action of the policy, "" for what is one's own. `form` asks what the
    act must be told; its `given` becomes plain values. From more than `at_once` rows on
    a worker does it, and where one row may itself reach very many, `reach(ids)` tells
    how many, from more than `reach_at_once` of them. `back` is the kind of
    `desk.undoing` by which the whole run is taken back, "" where it cannot be.
    """

    name: str
    list_name: str
    right: str
    button: str | Promise
    asks: Callable[[int], str]
    judge: Callable[[User, Sequence[int], Given, dt.datetime], Iterable[Item]]
    do: Callable[[User, int, int | None, Given, dt.datetime], str | None]
    form: type[BulkForm] | None = None
    most: int = 2_000
    at_once: int = 50
    back: str = ""
    reach: Callable[[Sequence[int]], int] | None = None
    reach_at_once: int = 2_000

    def is_long(self, ids: Sequence[int]) -> bool:
        """Would a page wait too long for these?"""
        if len(ids) > self.at_once:
            return True
        return self.reach is not None and self.reach(ids) > self.reach_at_once

    def is_for(self, user: User) -> bool:
        return not self.right or may_somewhere(user, self.right)


class BulkForm(forms.Form):
    """What an act is told. `given` are values that can be kept as JSON."""

    @property
    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


Ids = Callable[[User, QueryDict, str], Iterable[int]]
"""The rows of a list: (user, what its address says, its place) -> their ids, in order.
Raises Http404 or PermissionDenied like the page."""

_acts: dict[str, Act] = {}
_rows: dict[str, Ids] = {}


def register(*acts: Act) -> None:
    """Called by each room as it loads."""
    _acts.update({act.name: act for act in acts})


def register_rows(**lists: Ids) -> None:
    """Where the rows of a list come from."""
    _rows.update(lists)


def act(name: str) -> Act:
    """KeyError for an act nobody has registered."""
    return _acts[name]


def rows_of(list_name: str) -> Ids:
    return _rows[list_name]


def usable(user: User, list_name: str) -> list[Act]:
    """What this person may do to rows of the list."""
    found = (one for one in _acts.values() if one.list_name == list_name)
    return [one for one in found if one.is_for(user)]
