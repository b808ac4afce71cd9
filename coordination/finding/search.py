"""One statement over all kinds: what is found, how near, and how much more there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, IntegerField, Value, Window

from coordination.finding import people, tasks, words
from coordination.finding.kind import Kind, Rows
from organization.models import User
from organization.sought import EXACT, NEAR, Sought

KINDS: tuple[Kind, ...] = (
    *(people.STATION, people.DEPARTMENT, tasks.ASSIGNMENT, tasks.TASK),
    *(tasks.CONFLICT, people.OFFICER, words.NOTICE, words.DIFFICULTY),
    *(words.ANSWER, tasks.FORM, tasks.SERIES, people.POSTING, people.POST),
    *(words.PAYMENT, words.MONEY),
)
BY_NAME = {kind.name: kind for kind in KINDS}
SHOWN = 5
# Of a table with an index only so many, the latest, are ranked, and "more than" is said
# of their number: there may be a hundred thousand.
MOST = 200
_COLUMNS = ("kind", "address", "title", "code", "unit", "near", "own", "total")
_SELECTED = ("pk", *(f"f_{name}" for name in _COLUMNS))


@dataclass(frozen=True)
class Line:
    """One thing found. `near` as in `organization.sought`, `total` how many of its
    kind there are."""

    pk: int
    kind: str
    address: str
    title: str
    code: str
    unit: str
    near: int
    own: bool
    total: int

    @property
    def order(self) -> tuple[int, bool, int]:
        return self.near, not self.own, -self.pk


@dataclass(frozen=True)
class Hit:
    """A line with the address of its page."""

    line: Line
    url: str

    @property
    def how_near(self) -> str:
        return NEAR[self.line.near]


@dataclass(frozen=True)
class Group:
    """The nearest of one kind. `total` counts all of it, `more` says it is only as far
    as was counted."""

    kind: Kind
    hits: tuple[Hit, ...]
    total: int
    more: bool = False

    @property
    def beyond(self) -> bool:
        """Is there more than is shown?"""
        return self.total > len(self.hits)


def search(user: User, sought: Sought) -> list[Group]:
    """Kinds with what was found, that with the nearest first; nothing is told of what
    the user may not see, not by a number either."""
    if not sought:
        return []
    parts = [part for kind in KINDS for part in _parts(kind, user, sought)]
    return _grouped(user, _read(parts))


def rows_of(kind: Kind, user: User, sought: Sought) -> Rows | None:
    """All of one kind, the nearest first, for turning pages."""
    rows = kind.rows(user)
    if rows is None or not sought:
        return None
    near = sought.near(kind.ground)
    return _shown(kind, user, _found(kind, rows, sought), near, _zero())


def hits(user: User, kind: Kind, rows: Iterable[Sequence[Any]]) -> tuple[Hit, ...]:
    lines = (Line(*row) for row in rows)
    return tuple(Hit(line, kind.url(user, line.address)) for line in lines)


def again(user: User, wanted: dict[str, list[str]]) -> Iterator[tuple[Kind, Hit]]:
    """What is found under addresses of kinds, as far as the user may see it now."""
    parts: list[Rows] = []
    for name, addresses in wanted.items():
        kind = BY_NAME[name]
        rows = kind.rows(user)
        if rows is not None:
            known = rows.filter(**{f"{kind.key}__in": addresses})
            near = Value(EXACT, output_field=IntegerField())
            parts.append(_shown(kind, user, known, near, _zero())[:MOST])
    for line in _read(parts):
        kind = BY_NAME[line.kind]
        yield kind, Hit(line, kind.url(user, line.address))


def _parts(kind: Kind, user: User, sought: Sought) -> Iterator[Rows]:
    rows = kind.rows(user)
    if rows is None:
        return
    near, found = sought.near(kind.ground), _found(kind, rows, sought)
    if kind.ground.indexed:
        several = found.order_by("-pk").values("pk")[: MOST + 1]
        found = several.model._base_manager.filter(pk__in=several)
    yield _shown(kind, user, found, near, Window(Count("*")))[:SHOWN]
    # Whole numbers and codes are found however much else there is.
    if kind.exact and any(letter.isdigit() for letter in sought.whole):
        whole = rows.filter(sought.exactly(kind.exact))
        yield _shown(kind, user, whole, near, _zero())[:SHOWN]


def _found(kind: Kind, rows: Rows, sought: Sought) -> Rows:
    if kind.ground.indexed:
        rows = rows.alias(pieces=kind.ground.pieces()).filter(sought.candidates())
    return rows.filter(sought.within(kind.ground))


def _shown(kind: Kind, user: User, rows: Rows, near: Any, total: Any) -> Rows:
    lines = kind.lines(rows, user, near, total)
    return lines.order_by("f_near", "-f_own", "-pk").values_list(*_SELECTED)


def _zero() -> Value:
    return Value(0, output_field=IntegerField())


def _read(parts: Sequence[Rows]) -> list[Line]:
    if not parts:
        return []
    first, *others = parts
    try:
        rows = list(first.union(*others, all=True) if others else first)
    except EmptyResultSet:
        return []
    return [Line(*row) for row in rows]


def _grouped(user: User, lines: Iterable[Line]) -> list[Group]:
    found: dict[str, dict[int, Line]] = {}
    totals: dict[str, int] = {}
    for line in lines:
        found.setdefault(line.kind, {})[line.pk] = line
        totals[line.kind] = max(totals.get(line.kind, 0), line.total)
    groups = []
    for kind in KINDS:
        nearest = sorted(found.get(kind.name, {}).values(), key=lambda one: one.order)
        if nearest:
            total = max(totals[kind.name], len(nearest))
            shown = tuple(
                Hit(line, kind.url(user, line.address)) for line in nearest[:SHOWN]
            )
            more = kind.ground.indexed and total > MOST
            groups.append(Group(kind, shown, MOST if more else total, more))
    return sorted(groups, key=lambda group: group.hits[0].line.near)
