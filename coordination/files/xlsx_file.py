"""The .xlsx form of a station file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from desk.files.problems import Problem, Report, UnusableError
from desk.files.values import Unreadable
from desk.sheets.archive import CHUNK, examine
from desk.sheets.cells import ErrorCell, Line, blank, sheet_lines
from desk.sheets.refusal import RefusedError

from . import tables
from .headings import sheets_of
from .rows import Content

FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z0-9:]{5,40})"')
MOST_COLUMNS = 100  # no heading stands further right
OVERLAP = 80  # longer than what the patterns match

Box = tuple[int, int, int, int]
"""First and last column, first and last row, as they are counted from 1."""


def read_xlsx(stream: IO[bytes], size: int) -> Content:
    """The content of a workbook of ``size`` bytes; raises UnusableError.

    Hidden sheets, rows and columns count like others.
    """
    try:
        examine(stream, size)
    except RefusedError as refused:
        raise UnusableError(Problem(refused.code, params=refused.params)) from None
    try:
        return _content(stream)
    except UnusableError:
        raise
    except Exception as wrong:
        # The library answers broken workbooks with whatever its depths raise.
        raise UnusableError(Problem("not_xlsx")) from wrong


def _content(stream: IO[bytes]) -> Content:
    book = load_workbook(stream, read_only=True, data_only=True)
    merged, computed = _features(stream)
    formulas = load_workbook(stream, read_only=True) if computed else None
    try:
        named = sheets_of(str(sheet.title) for sheet in book.worksheets)
        report = Report()
        read: dict[str, Iterator[Line]] = {}
        for sheet, title in named.items():
            source: Any = book[title]
            boxes = merged.get(source._worksheet_path.lstrip("/"), [])
            written = formulas[title] if formulas else None
            read[sheet] = _lines(sheet, (source, written), boxes, report)
        sheets = {}
        for sheet in tables.COLUMNS:
            if sheet in read:
                sheets[sheet] = tables.rows_of(sheet, read[sheet], report)
            elif sheet != "events":
                report.add("missing_sheet", sheet, None)
        now = tables.setting_now(read.get("settings", iter(())))
        report.close()
        return tables.content_of(sheets, now, report)
    finally:
        book.close()
        if formulas:
            formulas.close()


def _features(stream: IO[bytes]) -> tuple[dict[str, list[Box]], bool]:
    """Merged cells by the sheet's part, and whether any sheet has formulas."""
    merged: dict[str, list[Box]] = {}
    computed = False
    with zipfile.ZipFile(stream) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
                continue
            found: set[bytes] = set()
            tail = b""
            with archive.open(name) as part:
                while chunk := part.read(CHUNK):
                    near = tail + chunk
                    computed = computed or bool(FORMULA.search(near))
                    found.update(MERGE.findall(near))
                    tail = near[-OVERLAP:]
            merged[name] = [_box(written.decode()) for written in sorted(found)]
    return merged, computed


def _box(written: str) -> Box:
    left, top, right, bottom = range_boundaries(written)
    return int(left or 1), int(right or 1), int(top or 1), int(bottom or 1)


def _lines(
    sheet: str, sources: tuple[Any, Any], boxes: list[Box], report: Report
) -> Iterator[Line]:
    """Numbered rows, up to as many as are read."""
    values_in, formulas_in = sources
    hidden = formulas_in.iter_rows() if formulas_in else iter(())
    if formulas_in:
        formulas_in.reset_dimensions()
    try:
        for number, cells in sheet_lines(values_in):
            written = next(hidden, ())
            over = [b for b in boxes if b[2] <= number <= b[3]]
            # A covered cell at the end of its row is not written down at all.
            wide = max([len(cells), *(min(b[1], MOST_COLUMNS) for b in over)])
            padded = [*cells, *[None] * (wide - len(cells))]
            yield (
                number,
                [
                    _readable(cell, formula, _covered(column, number, over))
                    for column, (cell, formula) in enumerate(
                        zip_longest(padded, written[: len(cells)]), 1
                    )
                ],
            )
    except RefusedError as refused:
        report.problems.append(Problem(refused.code, sheet, params=refused.params))


def _covered(column: int, row: int, boxes: list[Box]) -> bool:
    """Inside a merged cell, but not where its value is kept."""
    return any(
        left <= column <= right and (column, row) != (left, top)
        for left, right, top, _bottom in boxes
    )


def _readable(cell: object, formula: Any, covered: bool) -> object:
    if isinstance(cell, ErrorCell):
        return Unreadable(str(cell))
    if blank(cell) and covered:
        return Unreadable("", code="merged")
    if cell is None and formula is not None and formula.data_type == "f":
        return Unreadable(str(formula.value), code="not_computed")
    return cell
