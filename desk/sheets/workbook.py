"""Workbooks as people keep them: merged cells, formulas and hidden sheets are told."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from itertools import zip_longest
from types import TracebackType
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from desk.sheets.archive import CHUNK, examine
from desk.sheets.cells import (
    MOST_CELLS,
    MOST_ROWS,
    ErrorCell,
    Line,
    blank,
    sheet_lines,
)
from desk.sheets.refusal import RefusedError

FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z0-9:]{5,40})"')
MOST_COLUMNS = 100  # no heading stands further right
OVERLAP = 80  # longer than what the patterns match

Box = tuple[int, int, int, int]
"""First and last column, first and last row, as they are counted from 1."""


class OpenBook:
    """A workbook of ``size`` bytes, open for reading; used as a context.

    RefusedError when it is none or unpacks to too much. What a cell holds that no
    reader should take for a value comes as an ErrorCell with its code.
    """

    def __init__(self, stream: IO[bytes], size: int) -> None:
        examine(stream, size)
        # The library prints what it makes of odd styles; the answer of the process that
        # reads the book is what stands there.
        with redirect_stdout(sys.stderr):
            self._book = load_workbook(stream, read_only=True, data_only=True)
            self._merged, computed = _features(stream)
            self._formulas = load_workbook(stream, read_only=True) if computed else None

    def __enter__(self) -> OpenBook:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._book.close()
        if self._formulas:
            self._formulas.close()

    @property
    def titles(self) -> list[str]:
        """Names of the sheets in their order, hidden ones too."""
        return [str(sheet.title) for sheet in self._book.worksheets]

    def is_hidden(self, title: str) -> bool:
        return str(self._book[title].sheet_state) != "visible"

    def lines(
        self, title: str, most: int = MOST_ROWS, *, formulas: bool = True
    ) -> Iterator[Line]:
        """Numbered rows of a sheet; hidden rows and columns count like others.

        A formula counts with its stored result, or not at all without ``formulas``.
        """
        source: Any = self._book[title]
        boxes = self._merged.get(source._worksheet_path.lstrip("/"), [])
        written: Any = self._formulas[title] if self._formulas else None
        hidden = iter(())
        if written is not None:
            written.reset_dimensions()
            hidden = written.iter_rows()
        seen = 0
        for number, cells in sheet_lines(source, most):
            behind = next(hidden, ())
            over = [b for b in boxes if b[2] <= number <= b[3]]
            # A covered cell at the end of its row is not written down at all.
            wide = max([len(cells), *(min(b[1], MOST_COLUMNS) for b in over)])
            padded = [*cells, *[None] * (wide - len(cells))]
            seen += wide
            if seen > MOST_CELLS:
                raise RefusedError("unpacks_too_big")
            yield (
                number,
                [
                    _told(cell, formula, _covered(column, number, over), formulas)
                    for column, (cell, formula) in enumerate(
                        zip_longest(padded, behind[: len(cells)]), 1
                    )
                ],
            )


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


def _covered(column: int, row: int, boxes: list[Box]) -> bool:
    """Inside a merged cell, but not where its value is kept."""
    return any(
        left <= column <= right and (column, row) != (left, top)
        for left, right, top, _bottom in boxes
    )


def _told(cell: object, formula: Any, covered: bool, formulas: bool) -> object:
    if isinstance(cell, ErrorCell):
        return cell
    if blank(cell) and covered:
        return ErrorCell("", "merged")
    if formula is not None and formula.data_type == "f":
        behind = str(getattr(formula.value, "text", formula.value))
        if not formulas:
            return ErrorCell(behind, "formula")
        if cell is None:
            return ErrorCell(behind, "not_computed")
    return cell
