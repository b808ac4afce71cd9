"""The .xlsx form of a station file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from desk.sheets.archive import examine
from desk.sheets.cells import ErrorCell, Line, sheet_lines
from desk.sheets.refusal import RefusedError

from . import tables, values
from .problems import Problem, Report, UnusableError
from .rows import Content


def read_xlsx(path: Path) -> Content:
    """The content of a workbook; raises UnusableError."""
    try:
        with path.open("rb") as stream:
            examine(stream, path.stat().st_size)
    except RefusedError as refused:
        raise UnusableError(Problem(refused.code, params=refused.params)) from None
    try:
        return _content(path)
    except UnusableError:
        raise
    except Exception as wrong:
        # The library answers broken workbooks with whatever its depths raise.
        raise UnusableError(Problem("not_xlsx")) from wrong


def _content(path: Path) -> Content:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        by_name = {str(s.title).strip().lower(): s for s in book.worksheets}
        report = Report()
        sheets = {}
        for sheet in tables.COLUMNS:
            if sheet in by_name:
                lines = _lines(sheet, by_name[sheet], report)
                sheets[sheet] = tables.rows_of(sheet, lines, report)
            elif sheet != "events":
                report.add("missing_sheet", sheet, None)
        settings = by_name.get("settings")
        now = (
            tables.setting_now(_lines("settings", settings, report))
            if settings
            else None
        )
        report.close()
        return tables.content_of(sheets, now, report)
    finally:
        book.close()


def _lines(sheet: str, source: Any, report: Report) -> Iterator[Line]:
    """Numbered rows, up to as many as are read."""
    try:
        for number, cells in sheet_lines(source):
            yield number, [_readable(cell) for cell in cells]
    except RefusedError as refused:
        report.problems.append(Problem(refused.code, sheet, params=refused.params))


def _readable(cell: object) -> object:
    return values.Unreadable(str(cell)) if isinstance(cell, ErrorCell) else cell
