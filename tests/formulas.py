"""Computing a workbook's formulas, as far as ours go: what a spreadsheet would show."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import to_excel

CELL = re.compile(r"(?:'([^']+)'!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")
TEXT = re.compile(r'"[^"]*"')


class Area(list[Any]):
    """A range; arithmetic with it goes cell by cell, empty cells are 0."""

    def __le__(self, other: Any) -> Area:  # type: ignore[override]
        return Area(_number(each) <= other for each in self)

    def __mul__(self, other: Any) -> Area:  # type: ignore[override]
        pairs = zip(self, other, strict=True)
        return Area(_number(one) * _number(two) for one, two in pairs)


class Sheets:
    """An opened workbook; `value` computes a cell, as often as it is asked."""

    def __init__(self, content: bytes) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(content))

    def value(self, sheet: str, cell: str) -> Any:
        found = self.book[sheet][cell].value
        if isinstance(found, dt.datetime):
            return to_excel(found)
        if isinstance(found, str) and found.startswith("="):
            return self._compute(sheet, found[1:])
        return found

    def column(self, sheet: str, letter: str, first: int = 2) -> list[Any]:
        """Computed cells from a row on, to the first empty cell."""
        values = []
        for row in range(first, self.book[sheet].max_row + 1):
            value = self.value(sheet, f"{letter}{row}")
            if value is None:
                break
            values.append(value)
        return values

    def _compute(self, sheet: str, formula: str) -> Any:
        texts: list[str] = []

        def keep(match: re.Match[str]) -> str:
            texts.append(match[0])
            return f"_T[{len(texts) - 1}]"

        def look_up(match: re.Match[str]) -> str:
            where = match[1] or sheet
            if match[4]:
                return (
                    f"_area({where!r},{match[2]!r},{match[3]},{match[4]!r},{match[5]})"
                )
            return f"_cell({where!r},{match[2] + match[3]!r})"

        plain = CELL.sub(look_up, TEXT.sub(keep, formula))
        names = FUNCTIONS | {
            "_T": [text[1:-1] for text in texts],
            "_cell": lambda where, cell: _number(self.value(where, cell)),
            "_area": self._area,
        }
        written = plain.replace("IF(", "_if(")
        return eval(written, {"__builtins__": {}}, names)  # noqa: S307 - our own

    def _area(self, sheet: str, left: str, top: int, right: str, bottom: int) -> Area:
        assert left == right, "our formulas sum columns"
        return Area(self.value(sheet, f"{left}{row}") for row in range(top, bottom + 1))


def _number(value: Any) -> Any:
    return 0 if value is None else value


def _rounded(value: float, places: int, how: str) -> float:
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(float(value))).quantize(step, how))


def _sum(*parts: Any) -> float:
    flat = [
        each for part in parts for each in (part if isinstance(part, list) else [part])
    ]
    return sum(each for each in flat if isinstance(each, int | float))


FUNCTIONS: dict[str, Any] = {
    "SUM": _sum,
    "SUMPRODUCT": _sum,
    "MAX": max,
    "ROUND": lambda value, places: _rounded(value, places, ROUND_HALF_UP),
    "ROUNDDOWN": lambda value, places: _rounded(value, places, ROUND_DOWN),
    "_if": lambda test, yes, no: yes if test else no,
}
