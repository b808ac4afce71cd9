"""The table of who is let in where, read line by line; what it means stands there."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.permissions import (
    table,
    table_accounts,
    table_burden,
    table_caps,
    table_care,
    table_feeds,
    table_first,
    table_forms,
    table_hands,
    table_heat,
    table_help,
    table_hq,
    table_looks,
    table_money,
    table_people,
    table_plan,
    table_reports,
    table_slots,
    table_views,
    table_workload,
)

PERSONAS = (
    *("staff", "head", "leader", "coordinator", "chief_a1", "officer_a1"),
    *("personnel_admin", "finance", "internal_auditor"),
    *("audit_admin", "security_admin", "system_admin", "stranger", "anonymous"),
)
TABLES = (
    table,
    table_accounts,
    table_burden,
    table_caps,
    table_care,
    table_feeds,
    table_first,
    table_forms,
    table_hands,
    table_heat,
    table_help,
    table_hq,
    table_looks,
    table_money,
    table_people,
    table_plan,
    table_reports,
    table_slots,
    table_views,
    table_workload,
)
PLACES = ("home", "station", "department", "bureau")
SAY_NOTHING = {"audit_admin", "security_admin", "system_admin", "anonymous"}
READERS = tuple(persona for persona in PERSONAS if persona not in SAY_NOTHING)
"""Through whose eyes test_leaks reads all that is open to them."""
FEW = 2
"""So many readers of a page all read it."""
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
        """Where to knock: at one of the places of each answer there is for somebody,
        which changes from row to row and from one to the next; who is not let in knocks
        at every other row.

        `EVERY_PLACE=1` knocks everywhere (`make doors`). What test_leaks reads, and
        sees opened, is not opened twice.
        """
        if os.environ.get("EVERY_PLACE"):
            return PLACES if self.of else PLACES[:1]
        read, turn = self.is_read and persona in READERS, self._turn(persona)
        return tuple(
            place
            for place in self._chosen(persona)
            if (not read if self.sign(persona, place) == "." else turn)
        )

    def read_at(self, persona: str) -> tuple[str, ...]:
        """Where it is open and read for words that must not reach the persona: at one
        place, another one from row to row, and what several may read by every other of
        them; `EVERY_PLACE=1` reads it at all places by all."""
        if not self.is_read:
            return ()
        open_at = self._open_at(persona)
        if os.environ.get("EVERY_PLACE") or not open_at:
            return open_at
        readers = [one for one in READERS if self._open_at(one)]
        if len(readers) > FEW and not self._turn(persona):
            return ()
        return (open_at[self._number(persona) % len(open_at)],)

    @property
    def is_read(self) -> bool:
        """Is it a page, a list or a file that says something?"""
        return self.method == "GET" and not self.route.endswith(NOTHING_OF_ANYBODY)

    def _open_at(self, persona: str) -> tuple[str, ...]:
        places = PLACES if self.of else PLACES[:1]
        return tuple(place for place in places if self.sign(persona, place) == ".")

    def _turn(self, persona: str) -> bool:
        """Half of the personas at each row, the others at about as many."""
        first = zlib.crc32(f"{self.method} {self.route}".encode())
        return (first + PERSONAS.index(persona)) % 2 == 0

    def _chosen(self, persona: str) -> tuple[str, ...]:
        if not self.of:
            return PLACES[:1]
        alike: dict[str, list[str]] = {}
        for place in PLACES:
            alike.setdefault(self.sign(persona, place), []).append(place)
        number = self._number(persona)
        return tuple(some[number % len(some)] for some in alike.values())

    def _number(self, persona: str) -> int:
        """Another one for each row and persona, the same on every day."""
        return zlib.crc32(f"{self.method} {self.route} {persona}".encode())


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
