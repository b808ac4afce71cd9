"""The table of who is let in where, read line by line; what it means stands there."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.permissions import (
    table,
    table_care,
    table_hq,
    table_money,
    table_people,
    table_reports,
    table_slots,
)

PERSONAS = (
    *("staff", "head", "leader", "coordinator", "chief_a1", "officer_a1"),
    *("personnel_admin", "finance", "internal_auditor"),
    *("audit_admin", "security_admin", "system_admin", "stranger", "anonymous"),
)
TABLES = (
    *(table, table_hq, table_people, table_care),
    *(table_money, table_reports, table_slots),
)
PLACES = ("home", "station", "department", "bureau")
SAY_NOTHING = {"audit_admin", "security_admin", "system_admin", "anonymous"}
READERS = tuple(persona for persona in PERSONAS if persona not in SAY_NOTHING)
"""Through whose eyes test_leaks reads all that is open to them."""
NOTHING_OF_ANYBODY = ("_events", "api:schema")


@dataclass(frozen=True)
class Row:
    """One method of one route: sign per persona and place."""

    route: str
    method: str
    of: str  # what the address speaks of: "station", "directive"; "" for nothing
    cells: tuple[str, ...]

    def sign(self, persona: str, place: str) -> str:
        cell = self.cells[PERSONAS.index(persona)]
        return cell if len(cell) == 1 else cell[PLACES.index(place)]

    def places(self, persona: str) -> tuple[str, ...]:
        """Where to knock: wherever somebody is refused if the places differ, and at one
        of those where he is let in, which changes from row to row. If they are alike at
        the nearest, and who is refused there at the farthest too.

        `EVERY_PLACE=1` knocks everywhere (`make doors`). What test_leaks reads at every
        place, and sees opened, is not opened twice.
        """
        if os.environ.get("EVERY_PLACE"):
            return PLACES if self.of else PLACES[:1]
        read = self.is_read and persona in READERS
        return tuple(
            place
            for place in self._chosen(persona)
            if not (read and self.sign(persona, place) == ".")
        )

    @property
    def is_read(self) -> bool:
        """Is it a page, a list or a file that says something?"""
        return self.method == "GET" and not self.route.endswith(NOTHING_OF_ANYBODY)

    def _chosen(self, persona: str) -> tuple[str, ...]:
        if not self.of:
            return PLACES[:1]
        cell = self.cells[PERSONAS.index(persona)]
        if len(cell) == 1:
            return PLACES[:1] if cell == "." else PLACES[:1] + PLACES[-1:]
        open_at = [place for place in PLACES if self.sign(persona, place) == "."]
        number = zlib.crc32(f"{self.method} {self.route} {persona}".encode())
        shown = open_at[number % len(open_at)] if open_at else ""
        return tuple(p for p in PLACES if p == shown or p not in open_at)


def rows() -> Iterator[Row]:
    """The table, read."""
    heads: list[str] = []
    text = "".join(one.TABLE for one in TABLES)
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            heads.append(line)
            continue
        cells = tuple(line.split())
        for head in heads:
            address, *methods = head.split()
            route, _bracket, of = address.rstrip(")").partition("(")
            for method in methods:
                yield Row(route, method, of, cells)
        heads = []
