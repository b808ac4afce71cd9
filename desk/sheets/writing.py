"""Tables to files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import IO

from openpyxl import Workbook

from desk.sheets.book import DAY, head, lay_out, packed, safe, write

Cells = Sequence[object]


def csv_bytes(rows: Iterable[Cells]) -> bytes:
    """UTF-8 with a mark, so that Excel and WPS show Chinese."""
    stream = BytesIO()
    csv_to(stream, rows, "utf-8-sig")
    return stream.getvalue()


def csv_to(stream: IO[bytes], rows: Iterable[Cells], encoding: str) -> None:
    """Into a file, row by row. Half a pair of surrogates, which is no character and
    which no encoding can hold, ends as a question mark."""
    text = TextIOWrapper(stream, encoding, errors="replace", newline="")
    lines = csv.writer(text)
    for row in rows:
        lines.writerow([_plain(safe(cell)) for cell in row])
    text.flush()
    text.detach()


def _plain(cell: object) -> object:
    """Moments as they are typed."""
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, dt.datetime) else cell


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
