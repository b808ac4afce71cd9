"""The .xlsx form of a station file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from desk.files.problems import Problem, Report, UnusableError
from desk.files.values import Unreadable
from desk.sheets.cells import ErrorCell, Line
from desk.sheets.refusal import RefusedError
from desk.sheets.workbook import OpenBook

from . import tables
from .headings import sheets_of
from .rows import Content


def read_xlsx(stream: IO[bytes], size: int) -> Content:
    """The content of a workbook of ``size`` bytes; raises UnusableError.

    Hidden sheets, rows and columns count like others.
    """
    try:
        with OpenBook(stream, size) as book:
            return _content(book)
    except RefusedError as refused:
        raise UnusableError(Problem(refused.code, params=refused.params)) from None
    except UnusableError:
        raise
    except Exception as wrong:
        # The library answers broken workbooks with whatever its depths raise.
        raise UnusableError(Problem("not_xlsx")) from wrong


def _content(book: OpenBook) -> Content:
    report = Report()
    read = {
        sheet: _lines(sheet, book.lines(title), report)
        for sheet, title in sheets_of(book.titles).items()
    }
    sheets = {}
    for sheet in tables.COLUMNS:
        if sheet in read:
            sheets[sheet] = tables.rows_of(sheet, read[sheet], report)
        elif sheet != "events":
            report.add("missing_sheet", sheet, None)
    now = tables.setting_now(read.get("settings", iter(())))
    report.close()
    return tables.content_of(sheets, now, report)


def _lines(sheet: str, lines: Iterable[Line], report: Report) -> Iterator[Line]:
    """Numbered rows, up to as many as are read."""
    try:
        for number, cells in lines:
            yield number, [_readable(cell) for cell in cells]
    except RefusedError as refused:
        report.problems.append(Problem(refused.code, sheet, params=refused.params))


def _readable(cell: object) -> object:
    """What is no value, as the readers of station files know it."""
    if isinstance(cell, ErrorCell):
        return Unreadable(str(cell), code=cell.code)
    return cell
