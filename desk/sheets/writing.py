"""Tables to files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from desk.sheets.reading import SIGNS

Cells = Sequence[object]


def harmless(cell: object) -> object:
    """Text that would be taken for a formula, with a ' before it; the rest as it is."""
    if isinstance(cell, str) and cell[:1] and cell[:1] in SIGNS:
        return f"'{cell}"
    return cell


def csv_bytes(rows: Iterable[Cells]) -> bytes:
    """UTF-8 with a mark, so that Excel and WPS show Chinese."""
    text = StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, rows: Iterable[Cells], widths: Sequence[int]) -> bytes:
    """One sheet with a bold, frozen heading; ``widths`` in characters."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for cells in rows:
        sheet.append([_clean(cell) for cell in cells])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for n, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, dt.date):
                cell.number_format = "yyyy-mm-dd"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _clean(cell: object) -> object:
    quoted = harmless(cell)
    if isinstance(quoted, str):
        return ILLEGAL_CHARACTERS_RE.sub("", quoted)
    return quoted
