"""From sheets of text and numbers, as people keep them, to the rows of a file.

Sheets: ``settings`` (key, value), ``capacity``, ``assignments``, ``events``; see
``headings`` for what they and their columns may be called. A station is listed by its
capacity rows; a row with nothing but the station's code lists it with unknown
capacity, a row of 0 officers with a known zero.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain, islice

from desk.files.entries import Row, shown
from desk.files.problems import Report
from desk.files.values import BadValueError, Unreadable, text
from desk.sheets.cells import Line, blank

from .headings import column_of, heads
from .moments import plain_moment
from .rows import Content

COLUMNS = {
    "capacity": ("station", "from", "to", "officers"),
    "assignments": ("id", "station", "department", "due", "effort_hours"),
    "events": ("id", "station", "department", "start", "end"),
}
NUMBERS = {"officers", "present", "effort_hours", "max_officers", "priority"}
MOMENTS = {"from", "to", "release", "due", "start", "end"}
NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})", re.A)
NAMES = re.compile("[;；,，、\n]")
ABOVE = 10  # so many filled rows may stand above the column names: a title, a note


def rows_of(sheet: str, lines: Iterable[Line], report: Report) -> list[Row]:
    """The filled rows below the heading; missing columns are a problem each."""
    filled = (line for line in lines if not all(map(_empty, line[1])))
    above = list(islice(filled, ABOVE))
    if not above:
        report.add("no_heading", sheet, None)
        return []
    known = (n for n, line in enumerate(above) if heads(sheet, line[1]))
    start = next(known, 0)
    number, cells = above[start]
    heading = _heading(sheet, number, cells, report)
    rows = []
    for number, cells in chain(above[start + 1 :], filled):
        named = {
            name: _cell(name, cell)
            for name, cell in zip(heading, cells, strict=False)
            if name and not blank(cell)
        }
        rows.append(Row(sheet, number, named))
    return rows


def content_of(sheets: dict[str, list[Row]], now: object, report: Report) -> Content:
    """The content of a file from its sheets' rows."""
    content = Content(now=now, report=report)
    for row in sheets["capacity"]:
        raw = row.cells.get("station")
        if raw is None:
            report.add("missing", row.sheet, row.number, "station")
            continue
        try:
            code = text(raw)
        except BadValueError as wrong:
            report.add(str(wrong), row.sheet, row.number, "station", value=shown(raw))
            continue
        listed = content.stations.setdefault(code, None)
        if set(row.cells) & {"from", "to", "officers", "present"}:
            content.stations[code] = [*(listed or []), row]
    content.assignments = sheets["assignments"]
    content.events = sheets.get("events", [])
    return content


def setting_now(lines: Iterable[Line]) -> object:
    """The value beside ``now``, None if there is none."""
    for _, cells in lines:
        if len(cells) > 1 and column_of("settings", cells[0]) == "now":
            return None if blank(cells[1]) else _cell("from", cells[1])
    return None


def _heading(
    sheet: str, number: int, cells: Sequence[object], report: Report
) -> list[str]:
    names = [column_of(sheet, cell) for cell in cells]
    for column in COLUMNS[sheet]:
        if column not in names:
            report.add("missing_column", sheet, number, column)
    often = Counter(names)
    for name in sorted(n for n in often if n and often[n] > 1):
        report.add("repeated_column", sheet, number, name)
    return names


def _empty(cell: object) -> bool:
    """Blank, or covered by the merged cell beside or above it."""
    covered = isinstance(cell, Unreadable) and cell.code == "merged"
    return covered or blank(cell)


def _cell(name: str, cell: object) -> object:
    """Numbers and times kept as text become themselves; names become a list."""
    if isinstance(cell, Unreadable):
        return cell
    if name == "attendees":
        return [part.strip() for part in NAMES.split(str(cell)) if part.strip()]
    if not isinstance(cell, str):
        return cell
    written = cell.strip()
    if name in MOMENTS:
        return plain_moment(written)
    if name in NUMBERS:
        plain = unicodedata.normalize("NFKC", written)
        return Decimal(plain) if NUMBER.fullmatch(plain) else written
    return written
