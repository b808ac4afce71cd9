"""Acts that their doer may take back: each room says once how its kinds of them are.

Whoever did one finds 撤销 in the line that tells him so, and for half an hour on the
page of what he did last. Taking back is an act like any other: it takes the right to
act, is audited, and is refused where somebody has acted on it meanwhile. What cannot be
taken back asks for a reason, or says beforehand what it does (`desk.sure`). See
docs/adr/0056.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model

from desk.models import Undoable
from organization.models import User

OPEN_FOR = dt.timedelta(minutes=30)
Back = Callable[[User, Undoable, dt.datetime], str | None]
"""Takes one back, and may say what of it stays. Overtaken where somebody acted on it
meanwhile; ValidationError says why else it cannot be."""

_ways: dict[str, Back] = {}


def register(kind: str, back: Back) -> None:
    """Called as the rooms load."""
    _ways[kind] = back


def way_of(kind: str) -> Back:
    """KeyError for a kind that no room has registered."""
    return _ways[kind]


def kinds() -> frozenset[str]:
    """All that can be taken back."""
    return frozenset(_ways)


def as_it_is(row: Model, *names: str) -> dict[str, Any]:
    """The values of some plain fields, to be put back."""
    return {name: getattr(row, name) for name in names}


def put_back(row: Model, values: Mapping[str, Any]) -> None:
    """Set what `as_it_is` kept, after its way through JSON."""
    for name, value in read_back(row, values).items():
        setattr(row, name, value)


def read_back(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """What `as_it_is` kept, as the row's fields hold it."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        field: Any = row._meta.get_field(name)
        found[name] = field.to_python(value)
    return found
