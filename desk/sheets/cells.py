"""Rows of a workbook's sheet or of a CSV text: the row's number and its cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from io import StringIO
from typing import Any

from desk.sheets.refusal import RefusedError

Line = tuple[int, Sequence[object]]
"""(row number as shown, cells)."""

MOST_ROWS = 200_000
MOST_CELLS = 4_000_000
"""Of a sheet, empty ones too: a cell far to the right makes thousands of each row."""
MOST_WRITTEN = 4_000_000
"""Rows of a CSV text: a force of the whole country has less than half of it."""
NOUGHTS = re.compile("0{2,12}")


class ErrorCell:
    """A cell that holds no value: #REF!, #N/A, or what its `code` names.

    Codes: "" as the spreadsheet shows it, "merged" covered by a merged cell,
    "formula" and "not_computed" a formula, without a stored result in the latter.
    """

    def __init__(self, written: str, code: str = "") -> None:
        self._written = written
        self.code = code

    def __str__(self) -> str:
        return self._written


class Padded(int):
    """A whole number that its format shows with noughts in front: 10001 as 010001."""

    width = 0

    @classmethod
    def to(cls, value: int, width: int) -> Padded:
        made = cls(value)
        made.width = width
        return made

    def __str__(self) -> str:
        return f"{int(self):0{self.width}}"


def sheet_lines(sheet: Any, most: int = MOST_ROWS) -> Iterator[Line]:
    """Rows of an openpyxl sheet; its own word about its size is not believed.

    RefusedError too_many_rows beyond ``most``, unpacks_too_big beyond MOST_CELLS.
    """
    sheet.reset_dimensions()
    seen = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        seen += len(cells)
        if number > most:
            raise RefusedError("too_many_rows", most=most)
        if seen > MOST_CELLS:
            raise RefusedError("unpacks_too_big")
        yield number, [_value(cell) for cell in cells]


def csv_lines(raw: bytes, most: int = MOST_WRITTEN) -> list[Line]:
    """Rows of a text in UTF-8 or GB18030 (with or without mark) or marked UTF-16.

    The columns are apart by comma, semicolon or tab, whichever the first line has
    most of: a spreadsheet writes what the machine's region says.
    RefusedError: bad_encoding; too_many_rows beyond ``most``; not_csv, with the row if
    there is one.
    """
    written = _decoded(raw)
    if "\0" in written:
        raise RefusedError("not_csv")
    reader = csv.reader(
        StringIO(written, newline=""), delimiter=_delimiter(written), strict=True
    )
    lines: list[Line] = []
    try:
        for cells in reader:
            if len(lines) == most:
                raise RefusedError("too_many_rows", most=most)
            lines.append((reader.line_num, cells))
    except csv.Error:
        raise RefusedError("not_csv", row=reader.line_num) from None
    return lines


def blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _delimiter(written: str) -> str:
    lines = StringIO(written, newline=None)
    first = next((line for line in lines if line.strip()), "")
    return max(",;\t", key=first.count)


def _decoded(raw: bytes) -> str:
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise RefusedError("bad_encoding")


def _value(cell: Any) -> object:
    """A cell as other files would hold it; a date is told apart by its format."""
    value: object = cell.value
    if cell.data_type == "e":
        return ErrorCell(str(value))
    if isinstance(value, int) and NOUGHTS.fullmatch(str(cell.number_format)):
        return Padded.to(value, len(cell.number_format))
    if isinstance(value, datetime):
        written = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", str(cell.number_format))
        if value.time() == time() and "h" not in written.lower():
            return value.date()
        # Serial numbers carry noise below a second that rounding up would show.
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return value
