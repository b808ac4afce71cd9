"""An uploaded table to rows, whichever of the two forms it has."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from desk.sheets.archive import MOST_PACKED
from desk.sheets.book import could_run
from desk.sheets.cells import Line, csv_lines
from desk.sheets.refusal import RefusedError
from desk.sheets.workbook import OpenBook

MOST_LINES = 20_000


Choose = Callable[[list[str], list[str]], list[str]]
"""Titles of the sheets shown and of those hidden -> titles of those to be read."""


def read_table(name: str, raw: bytes) -> list[Line]:
    """Rows of the first sheet of an .xlsx, or of a .csv; ``name`` tells which it is.

    RefusedError with the reason's code.
    """
    first = read_sheets(name, raw, lambda shown, _hidden: shown[:1], formulas=True)
    return next(iter(first.values()), [])


def read_sheets(
    name: str, raw: bytes, choose: Choose, *, formulas: bool = False
) -> dict[str, list[Line]]:
    """Rows by sheet of those that `choose` picks; a .csv is one sheet titled "".

    A formula counts with its stored result, or is an ErrorCell without ``formulas``.
    RefusedError with the reason's code.
    """
    if not raw:
        raise RefusedError("empty_file")
    if len(raw) > MOST_PACKED:
        raise RefusedError("too_big", most=MOST_PACKED // 2**20)
    _stem, dot, ending = name.lower().rpartition(".")
    if ending == "csv":
        return {"": csv_lines(raw, MOST_LINES)}
    if ending == "xlsx":
        return _workbook(raw, choose, formulas)
    raise RefusedError("unknown_ending", ending=f"{dot}{ending}"[:12])


def unquoted(text: str) -> str:
    """The text without the mark `writing` puts before what could run."""
    return text[1:] if text[:1] == "'" and could_run(text[1:]) else text


def _workbook(raw: bytes, choose: Choose, formulas: bool) -> dict[str, list[Line]]:
    try:
        with OpenBook(BytesIO(raw), len(raw)) as book:
            hidden = [title for title in book.titles if book.is_hidden(title)]
            shown = [title for title in book.titles if title not in hidden]
            return {
                title: list(book.lines(title, MOST_LINES, formulas=formulas))
                for title in choose(shown, hidden)
            }
    except RefusedError:
        raise
    except Exception as wrong:
        # The library answers broken workbooks with whatever its depths raise.
        raise RefusedError("not_xlsx") from wrong
