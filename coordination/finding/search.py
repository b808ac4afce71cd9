"""One statement over all kinds: what is found, how near, and how much more there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from coordination.finding import people, tasks, words
from coordination.finding.frames import Frame, asked, frame_of
from coordination.finding.kind import Kind
from organization.models import User
from organization.sought import EXACT, NEAR, Clause, Sought

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
_COUNT = "SELECT count(*) FROM ({}) found"


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
    frames = (frame_of(kind, user) for kind in KINDS)
    parts = [part for frame in frames if frame for part in _parts(frame, sought)]
    return _grouped(user, _read(parts))


class Found(Sequence[Any]):
    """All of one kind, the nearest first, as far as a page asks for them."""

    def __init__(self, frame: Frame, sought: Sought) -> None:
        ground = frame.kind.ground
        self._rows = frame.having(_wanted(frame, sought))
        self._lines = frame.lines(self._rows, sought.near(ground))

    def __len__(self) -> int:
        [[count]] = asked(_COUNT.format(self._rows.sql), self._rows.values)
        return int(count)

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        first, end = place.start or 0, place.stop
        span = f" OFFSET {first:d}" + ("" if end is None else f" LIMIT {end - first:d}")
        return asked(self._lines.sql + span, self._lines.values)


def rows_of(kind: Kind, user: User, sought: Sought) -> Found | None:
    """All of one kind, the nearest first, for turning pages."""
    frame = frame_of(kind, user)
    return None if frame is None or not sought else Found(frame, sought)


def hits(user: User, kind: Kind, rows: Iterable[Sequence[Any]]) -> tuple[Hit, ...]:
    lines = (Line(*row) for row in rows)
    return tuple(Hit(line, kind.url(user, line.address)) for line in lines)


def again(user: User, wanted: dict[str, list[str]]) -> Iterator[tuple[Kind, Hit]]:
    """What is found under addresses of kinds, as far as the user may see it now."""
    parts: list[Clause] = []
    for name, addresses in wanted.items():
        frame = frame_of(BY_NAME[name], user)
        if frame is not None:
            known = frame.having(frame.named(addresses), MOST)
            parts.append(frame.lines(known, Clause(f"{EXACT}")))
    for line in _read(parts):
        kind = BY_NAME[line.kind]
        yield kind, Hit(line, kind.url(user, line.address))


def _parts(frame: Frame, sought: Sought) -> Iterator[Clause]:
    kind, ground = frame.kind, frame.kind.ground
    near = sought.near(ground)
    found = frame.having(_wanted(frame, sought), MOST + 1 if ground.indexed else None)
    yield _first(frame.lines(found, near, "count(*) OVER ()"))
    # Whole numbers and codes are found however much else there is.
    if kind.exact and any(letter.isdigit() for letter in sought.whole):
        whole = frame.having(sought.exactly(ground, kind.exact))
        yield _first(frame.lines(whole, near))


def _wanted(frame: Frame, sought: Sought) -> Clause:
    within = sought.within(frame.kind.ground)
    if not frame.kind.ground.indexed:
        return within
    some = sought.candidates()
    return Clause(f"{some.sql} AND {within.sql}", (*some.values, *within.values))


def _first(lines: Clause) -> Clause:
    return Clause(f"{lines.sql} LIMIT {SHOWN:d}", lines.values)


def _read(parts: Sequence[Clause]) -> list[Line]:
    if not parts:
        return []
    sql = " UNION ALL ".join(f"({part.sql})" for part in parts)
    values = [value for part in parts for value in part.values]
    return [Line(*row) for row in asked(sql, values)]


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
