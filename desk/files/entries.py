"""Entries of any reader, whatever the format: one line or object, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .problems import Report
from .values import BadValueError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list or line of a sheet, with the number people see."""

    sheet: str
    number: int
    cells: Mapping[str, object]


class Cells:
    """Reads the cells of one row and notes what is wrong with them."""

    def __init__(self, row: Row, report: Report) -> None:
        self._row = row
        self._report = report
        self.sound = True

    def refuse(self, code: str, column: str, **params: object) -> None:
        """Note a problem of this row."""
        self.sound = False
        self._report.add(code, self._row.sheet, self._row.number, column, **params)

    def get(self, column: str, read: Callable[[object], T]) -> T | None:
        """The cell's value, None if it is empty or wrong."""
        raw = self._row.cells.get(column)
        if raw is None:
            return None
        try:
            return read(raw)
        except BadValueError as wrong:
            self.refuse(str(wrong), column, value=shown(raw))
            return None

    def need(self, column: str, read: Callable[[object], T]) -> T | None:
        """As ``get``, but an empty cell is a problem too."""
        if self._row.cells.get(column) is None:
            self.refuse("missing", column)
            return None
        return self.get(column, read)


def shown(raw: object) -> str:
    """A value as a message may quote it."""
    try:
        written = str(raw)
    except ValueError:  # digits beyond what Python prints
        return "…"
    return written if len(written) <= 40 else written[:40] + "…"
