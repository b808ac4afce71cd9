"""Reading the whole trail again and holding it against its seals.

Everything is streamed over one plain connection inside one transaction, the live
database's or that of a restored copy: rows and seals come in their order, a seal's rows
are dropped before the next one's are read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from organization.sealed import rows
from organization.sealed.chain import NOTHING, Part, Seal, read_code
from organization.sealed.comparing import compared
from organization.sealed.problems import Problem
from organization.sealed.rows import SOURCES, Row, Source

RETIRE = "audit.retire"
LEAST = dt.timedelta(days=180)
"""Nothing younger is ever let go, whatever the settings say."""
TOGETHER = 5_000
_EVERYTHING = (-(2**63), 2**63 - 1)
_SEALS = """
SELECT number, at, previous, digest,
       event_last, event_count, event_digest, encode(sha256(event_marks), 'hex'),
       change_last, change_count, change_digest, encode(sha256(change_marks), 'hex')
FROM organization_auditseal ORDER BY number
"""
_RETIRED = """
SELECT (detail->>'seal')::bigint, detail->>'digest', at FROM organization_auditevent
WHERE action = %s ORDER BY id DESC LIMIT 1
"""
_MARKS = {
    "event": "SELECT event_marks FROM organization_auditseal WHERE number = %s",
    "change": "SELECT change_marks FROM organization_auditseal WHERE number = %s",
}
_cursors = count()


@dataclass
class Report:
    """What was found. `head` is the last seal, None where there is none; `unsealed`
    rows came after it."""

    problems: list[Problem] = field(default_factory=list)
    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    head: Seal | None = None

    @property
    def good(self) -> bool:
        return not self.problems


def verify(connection: Any, copied: Sequence[str] = ()) -> Report:
    """Everything, and the codes of seals that were copied away. ValueError for a code
    that is none. `connection` is a psycopg2 one inside a transaction."""
    wanted = dict(map(read_code, copied))
    return _Reading(connection, wanted).report()


class _Rows:
    """The rows of one table in their order, taken up to an id at a time."""

    def __init__(self, connection: Any, source: Source) -> None:
        self.stream = _streamed(connection, source.query, _EVERYTHING)
        self.next = next(self.stream, None)

    def until(self, last: int) -> Iterator[Row]:
        while self.next is not None and self.next[0] <= last:
            yield self.next
            self.next = next(self.stream, None)


class _Reading:
    def __init__(self, connection: Any, wanted: dict[int, str]) -> None:
        self.connection, self.wanted = connection, wanted
        self.found = Report()
        self.rows = {source.name: _Rows(connection, source) for source in SOURCES}

    def report(self) -> Report:
        for values in _streamed(self.connection, _SEALS, ()):
            self._take(_seal(values))
        for one in self.rows.values():
            self.found.unsealed += sum(1 for _row in one.until(_EVERYTHING[1]))
        last = self.found.head.number if self.found.head else 0
        for number in sorted(n for n in self.wanted if n > last):
            self._say("tail_cut", number, rows=[last])
        return self.found

    def _say(self, kind: str, seal: int, **more: Any) -> None:
        self.found.problems.append(Problem(kind, seal, **more))

    def _take(self, seal: Seal) -> None:
        before, self.found.head = self.found.head, seal
        self.found.seals += 1
        if seal.digest != seal.reckoned():
            self._say("seal_altered", seal.number)
        if self.wanted.get(seal.number, seal.code) != seal.code:
            self._say("replaced", seal.number)
        if before is None:
            if self._is_anchor(seal):
                return
            gap = seal.number != 1
            if gap:
                self._say("front_cut", seal.number)
        else:
            gap = self._is_gap(before, seal)
        self._linked(before, seal, gap)
        for source, part in zip(SOURCES, seal.parts, strict=True):
            self._compare(seal, source, part, gap)

    def _is_gap(self, before: Seal, seal: Seal) -> bool:
        between = range(before.number + 1, seal.number)
        if between:
            self._say("seals_missing", seal.number, rows=between)
        return bool(between)

    def _linked(self, before: Seal | None, seal: Seal, gap: bool) -> None:
        previous = before.digest if before else NOTHING
        if not gap and seal.previous != previous:
            self._say("seal_unlinked", seal.number)

    def _is_anchor(self, seal: Seal) -> bool:
        """The rows of the first seal, and all before it, went after their term: then
        the act that says so names it."""
        with self.connection.cursor() as cursor:
            cursor.execute(_RETIRED, [RETIRE])
            told = cursor.fetchone()
        if told is None or told[:2] != (seal.number, seal.digest):
            return False
        if told[2] - seal.at < LEAST:
            self._say("retired_early", seal.number)
        for source, part in zip(SOURCES, seal.parts, strict=True):
            left = [number for number, _t in self.rows[source.name].until(part.last)]
            if left:
                self._say("added", seal.number, table=source.name, rows=left)
        return True

    def _compare(self, seal: Seal, source: Source, part: Part, gap: bool) -> None:
        there = list(self.rows[source.name].until(part.last))
        self.found.rows += len(there)
        if len(there) == part.count and rows.digest(there) == part.digest:
            return
        with self.connection.cursor() as cursor:
            cursor.execute(_MARKS[source.name], [seal.number])
            packed = bytes(cursor.fetchone()[0])
        for kind, which in compared(there, rows.marked(packed), part, gap):
            self._say(kind, seal.number, table=source.name, rows=which)


def _seal(values: Sequence[Any]) -> Seal:
    parts = tuple(Part(*values[n : n + 4]) for n in (4, 8))
    return Seal(values[0], values[1], values[2], values[3], parts)


def _streamed(
    connection: Any, query: str, values: Sequence[Any]
) -> Iterator[tuple[Any, ...]]:
    """Rows as they come, a few thousand at a time."""
    cursor = connection.cursor(f"sealed_{next(_cursors)}")
    cursor.itersize = TOGETHER
    try:
        cursor.execute(query, values)
        yield from cursor
    finally:
        cursor.close()
