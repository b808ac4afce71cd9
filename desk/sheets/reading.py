"""An uploaded table to rows, whichever of the two forms it has."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from desk.sheets.archive import MOST_PACKED, examine
from desk.sheets.book import RISKY
from desk.sheets.cells import Line, csv_lines, sheet_lines
from desk.sheets.refusal import RefusedError

MOST_LINES = 20_000


def read_table(name: str, raw: bytes) -> list[Line]:
    """Rows of the first sheet of an .xlsx, or of a .csv; ``name`` tells which it is.

    RefusedError with the reason's code.
    """
    if not raw:
        raise RefusedError("empty_file")
    if len(raw) > MOST_PACKED:
        raise RefusedError("too_big", most=MOST_PACKED // 2**20)
    _stem, dot, ending = name.lower().rpartition(".")
    if ending == "csv":
        lines = csv_lines(raw)
        if len(lines) > MOST_LINES:
            raise RefusedError("too_many_rows", most=MOST_LINES)
        return lines
    if ending == "xlsx":
        return _workbook(raw)
    raise RefusedError("unknown_ending", ending=f"{dot}{ending}"[:12])


def unquoted(text: str) -> str:
    """The text without the mark `writing` puts before what could run."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(RISKY) else text


def _workbook(raw: bytes) -> list[Line]:
    examine(BytesIO(raw), len(raw))
    try:
        book = load_workbook(BytesIO(raw), read_only=True, data_only=True)
        try:
            return list(sheet_lines(book.worksheets[0], MOST_LINES))
        finally:
            book.close()
    except RefusedError:
        raise
    except Exception as wrong:
        # The library answers broken workbooks with whatever its depths raise.
        raise RefusedError("not_xlsx") from wrong
