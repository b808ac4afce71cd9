"""People whose statements differ in numbers alone.

Forty thousand chiefs have one role in one station each. What is asked for one of them
is asked for the next with other ids, so it is put together once, for somebody who does
not exist and whose ids stand nowhere else, and filled in for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from organization.models.access import User
from organization.scope import Grant, Scope

_FROM = 7_700_000_000_000_000_000
_DIGITS = re.compile(r"\d+")
_STAND_IN = re.compile(r"77\d{17}")
Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Likeness:
    """`kind` is equal for two whose roles and units stand to each other in the same
    way; `numbers` are the ids of this one, in the order in which `kind` counts them."""

    kind: tuple[object, ...]
    numbers: tuple[int, ...]
    grants: tuple[Grant, ...]

    def somebody(self) -> User:
        """The one who stands in for all of this kind."""
        user = User(pk=_FROM)
        user.scope = Scope(self.grants)
        return user


def likeness(user: User) -> Likeness | None:
    """None for whoever oversees or works in a department: what he is shown hangs on
    codes of departments and on which of his bureaus lies within another."""
    if user.scope.bureau_paths or user.scope.departments:
        return None
    places = {("user", user.pk): 0}

    def place(kind: str, number: int) -> int:
        return _FROM + places.setdefault((kind, number), len(places))

    def in_path(found: re.Match[str]) -> str:
        return str(place("bureau", int(found[0])))

    grants = tuple(
        replace(
            grant,
            bureau=None if grant.bureau is None else place("bureau", grant.bureau),
            station=None if grant.station is None else place("station", grant.station),
            path=_DIGITS.sub(in_path, grant.path),
        )
        for grant in user.scope.grants
    )
    numbers = tuple(number for _kind, number in places)
    return Likeness(grants, numbers, grants)


def filled(made: Statement, numbers: Sequence[int]) -> Statement:
    """The statement of the one that stands in, for somebody with these numbers."""
    sql, values = made
    return sql, tuple(_real(value, numbers) for value in values)


def _real(value: Any, numbers: Sequence[int]) -> Any:
    if isinstance(value, str):
        return _STAND_IN.sub(lambda found: str(numbers[int(found[0]) - _FROM]), value)
    if isinstance(value, int):
        return numbers[value - _FROM] if value >= _FROM else value
    if isinstance(value, (list, tuple)):
        return [_real(one, numbers) for one in value]
    return value
