"""Workbooks for people: what they typed stays text, only our own formulas run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST = 32_000  # Excel ends a cell at 32,767 characters

HOURS = "0.0####"
DAY = "yyyy-mm-dd"
MOMENT = "yyyy-mm-dd hh:mm"
SHARE = "0.0%"
BOLD = Font(bold=True)
HEAD = PatternFill("solid", fgColor="E8F0FA")
LINE = Border(bottom=Side(style="thin", color="7C8797"))
TOP = Alignment(vertical="top", wrap_text=True)


class Formula(str):
    """Text of ours that the spreadsheet computes; everything else is data."""


def safe(value: object) -> object:
    """The value as a cell may hold it: what a spreadsheet would run is quoted, and so
    is what looks as if it had been; `reading.unquoted` gives both back."""
    if not isinstance(value, str) or isinstance(value, Formula):
        return value
    written = UNWRITABLE.sub("", value)[:LONGEST]
    risky = could_run(value) or could_run(written)
    return f"'{written}" if risky else written


def could_run(text: str) -> bool:
    """Would a spreadsheet run it, without the quotation marks before it?"""
    return text.lstrip("'").startswith(RISKY)


def write(
    sheet: Worksheet,
    row: int,
    values: Iterable[object],
    *,
    formats: Sequence[str] = (),
    bold: bool = False,
) -> None:
    """Put values into a row from the first column on; `formats` by column."""
    for column, value in enumerate(values, 1):
        cell: Any = sheet.cell(row, column)
        cell.value = safe(value)
        cell.alignment = TOP
        if column <= len(formats) and formats[column - 1]:
            cell.number_format = formats[column - 1]
        if bold:
            cell.font = BOLD


def head(sheet: Worksheet, row: int, names: Sequence[object]) -> None:
    """The row of column names; it stays in sight and repeats on every printed page."""
    write(sheet, row, names, bold=True)
    for column in range(1, len(names) + 1):
        cell: Any = sheet.cell(row, column)
        cell.fill, cell.border = HEAD, LINE
    sheet.freeze_panes = f"A{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"


def lay_out(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Column widths in characters, and paper: A4 landscape, as wide as the page."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    properties: Any = sheet.sheet_properties
    properties.pageSetUpPr.fitToPage = True
    footer: Any = sheet.oddFooter
    footer.right.text = "&P / &N"


def packed(book: Workbook) -> bytes:
    """The workbook as a file; whoever opens it computes its formulas afresh."""
    calculation: Any = book.calculation
    calculation.fullCalcOnLoad = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
