"""What is there of all that the lines of a file name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from organization.models import Bureau
from personnel.exchange.entries import Entry
from personnel.exchange.present import UNITS, Kept, as_lines, rows_of
from personnel.exchange.reach import Reach
from personnel.models import Officer

Entries = Mapping[str, Sequence[Entry]]
UNIT_COLUMNS = ("unit", "code", "bureau", "parent", "merged_into")


@dataclass(frozen=True)
class Unit:
    """A bureau, department or station: there, or founded by the file."""

    sheet: str
    code: str
    name: str
    level: str  # of a bureau
    closed_on: dt.date | None
    mine: bool  # within reach
    pk: int  # below nothing for one that the file founds
    path: str  # of the bureau it belongs to; of one the file founds, of what is above


@dataclass(frozen=True)
class Person:
    """An officer: there, or entered by the file."""

    number: str
    name: str
    mine: bool  # within reach, or posted nowhere yet
    category: str = ""


class There:
    """Read in a constant number of queries, whatever the file holds."""

    def __init__(self, entries: Entries, reach: Reach) -> None:
        self.entries, self.reach = entries, reach
        self.units: dict[str, Unit] = {}
        self.officers: dict[str, Person] = {}
        self.kept: dict[str, list[Kept]] = {}
        codes = sorted(set(_mentioned(entries, UNIT_COLUMNS)))
        numbers = sorted(set(_mentioned(entries, ("number",))))
        for sheet in UNITS:
            self._read_units(sheet, codes)
        self._read_officers(numbers)
        here = Q(station__code__among=codes) | Q(department__code__among=codes)
        self._read("posts", here, "pk")
        self._read("residents", Q(station__code__among=codes), "year")
        of_them = Q(officer__police_number__among=numbers)
        for sheet in ("postings", "leave"):
            self._read(sheet, of_them if sheet in entries else Q(pk__in=()), "during")
        for kept in self.kept["postings"]:
            self._know(kept)

    def is_mine(self, sheet: str, kept: Kept) -> bool:
        """Is what a line tells of within reach?"""
        if sheet in ("officers", "leave"):
            return self.officers[kept.values["number"]].mine
        return self.units[kept.values["code" if sheet in UNITS else "unit"]].mine

    def _read(self, sheet: str, which: Q, order: str) -> None:
        rows = rows_of(sheet, self.reach.everywhere).filter(which).order_by(order)
        self.kept[sheet] = list(as_lines(sheet, rows))

    def _read_units(self, sheet: str, codes: list[str]) -> None:
        self._read(sheet, Q(code__among=codes), "code")
        for kept in self.kept[sheet]:
            self.units[kept.row.code] = self._unit(sheet, kept.row)

    def _unit(self, sheet: str, row: Any) -> Unit:
        home = row if isinstance(row, Bureau) else row.bureau
        return Unit(
            sheet=sheet,
            code=row.code,
            name=row.name,
            level=home.level,
            closed_on=row.closed_on,
            mine=self.reach.covers(home),
            pk=row.pk,
            path=home.path,
        )

    def _read_officers(self, numbers: list[str]) -> None:
        named = Officer.objects.filter(police_number__among=numbers)
        own = set(
            self.reach.officers().filter(pk__in=named).values_list("pk", flat=True)
        )
        own |= set(named.filter(postings=None).values_list("pk", flat=True))
        self._read("officers", Q(pk__in=named), "police_number")
        for kept in self.kept["officers"]:
            row = kept.row
            person = Person(row.police_number, row.name, row.pk in own, row.category)
            self.officers[row.police_number] = person

    def _know(self, posting: Kept) -> None:
        """The unit of a posting, though no line may name it."""
        unit = posting.row.unit
        sheet = "stations" if posting.row.station_id else "departments"
        self.units.setdefault(unit.code, self._unit(sheet, unit))


def _mentioned(entries: Entries, columns: Iterable[str]) -> Iterator[str]:
    for rows in entries.values():
        for entry in rows:
            for column in columns:
                if entry.values.get(column):
                    yield entry.values[column]
