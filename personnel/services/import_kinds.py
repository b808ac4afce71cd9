"""Kinds of files: each room says once how its own are read, judged and written.

What is the same for all stays where it is: a file waits for a worker, every line gets
a verdict that is looked at, and what was looked at is written as a whole or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from desk.importing import Table
from desk.isolation import one_view
from desk.sheets.cells import Line
from organization.models import User
from personnel.exchange.judging import Judged, judge
from personnel.exchange.reach import Reach
from personnel.exchange.reading import read_lines_of
from personnel.exchange.sheets import KINDS, Sheet
from personnel.models import Import
from personnel.services.entering import enter

Told = Callable[[int, int], None]
Tables = Mapping[str, Table]


def _nothing(*, row: Import, tables: Tables) -> None:
    """What is read in one view needs no other hold."""


class Enter(Protocol):
    def __call__(
        self, *, by: User, row: Import, judged: Judged, reason: str, told: Told
    ) -> None: ...


class Hold(Protocol):
    def __call__(self, *, row: Import, tables: Tables) -> None: ...


@dataclass(frozen=True)
class FileWay:
    """What is done with a kind of file.

    `lines` are those of a file, named and with these bytes, by sheet. `judge` lays the
    tables beside what there is and `enter` writes them, both in a transaction of
    `view`; there `hold` keeps what they speak of from being changed before the end.
    """

    sheets: tuple[Sheet, ...]
    lines: Callable[[str, bytes], dict[str, list[Line]]]
    judge: Callable[[Import, Tables, dt.date, Told], Judged]
    enter: Enter
    view: Callable[[], AbstractContextManager[None]]
    hold: Hold = _nothing


_others: dict[str, FileWay] = {}


def register(kind: str, way: FileWay) -> None:
    """Called as the rooms above load."""
    _others[kind] = way


def way_of(kind: str) -> FileWay:
    """KeyError for a kind that no room has."""
    return _others.get(kind) or _own(kind, KINDS[kind])


def _own(kind: str, sheets: Sequence[Sheet]) -> FileWay:
    return FileWay(
        sheets=tuple(sheets),
        lines=partial(read_lines_of, sheets),
        judge=_judged,
        enter=_entered,
        view=one_view,
    )


def _judged(row: Import, tables: Tables, today: dt.date, told: Told) -> Judged:
    user: User = row.created_by
    return judge(tables, Reach.of(user, row.kind), today, told)


def _entered(*, by: User, row: Import, judged: Judged, reason: str, told: Told) -> None:
    enter(by=by, judged=judged, reason=reason, told=told)
