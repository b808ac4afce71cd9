"""Tables to files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from desk.sheets.book import BOLD, DAY, MOMENT, head, lay_out, packed, safe, write

Cells = Sequence[object]
FORMATS: dict[type, str] = {Decimal: "#,##0.00", dt.date: DAY, dt.datetime: MOMENT}


def csv_bytes(rows: Iterable[Cells]) -> bytes:
    """UTF-8 with a mark, so that Excel and WPS show Chinese."""
    text = StringIO(newline="")
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    title: str, heading: Cells, rows: Iterable[Cells], widths: Sequence[float]
) -> bytes:
    """One sheet with a heading that stays in sight; ``widths`` in characters."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    head(sheet, 1, heading)
    for number, cells in enumerate(rows, 2):
        formats = [DAY if isinstance(cell, dt.date) else "" for cell in cells]
        write(sheet, number, cells, formats=formats)
    lay_out(sheet, widths)
    return packed(book)


@dataclass(frozen=True)
class Sheet:
    """A table under a title; its first row is the heading."""

    title: str
    rows: Iterable[Cells]


def streamed_bytes(sheets: Iterable[Sheet]) -> bytes:
    """The same row by row, for sheets of tens of thousands of them."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet: Any = book.create_sheet(one.title)
        rows = iter(one.rows)
        names = next(rows)
        sheet.freeze_panes = "A2"
        for column, name in enumerate(names, 1):
            width = max(11, 2 * len(str(name)) + 2)
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.append([_bold(sheet, name) for name in names])
        for row in rows:
            sheet.append([_plain(sheet, cell) for cell in row])
    return packed(book)


def _bold(sheet: Any, value: Any) -> Any:
    cell: Any = WriteOnlyCell(sheet, str(safe(str(value))))
    cell.font = BOLD
    return cell


def _plain(sheet: Any, value: Any) -> Any:
    """Amounts and days with their format, all else as it is."""
    form = FORMATS.get(type(value))
    if form is None:
        return safe(value)
    cell: Any = WriteOnlyCell(sheet, value)
    cell.number_format = form
    return cell


def book_bytes(sheets: Iterable[Sheet]) -> bytes:
    """A sheet per table, its columns as wide as their headings and dates ask."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for one in sheets:
        sheet = book.create_sheet(one.title)
        names, *rows = one.rows
        head(sheet, 1, names)
        for number, cells in enumerate(rows, 2):
            formats = [DAY if isinstance(cell, dt.date) else "" for cell in cells]
            write(sheet, number, cells, formats=formats)
        lay_out(sheet, [max(11, len(str(name)) + 2) for name in names])
    return packed(book)
