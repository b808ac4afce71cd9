"""From sheets of text and numbers, as people keep them, to the rows of a file.

Sheets: ``settings`` (key, value), ``capacity``, ``assignments``, ``events``. A
station is listed by its capacity rows; a row with nothing but the station's code
lists it with unknown capacity, a row of 0 officers with a known zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from desk.sheets.cells import Line, blank

from . import values
from .problems import Report
from .rows import Content, Row, shown

COLUMNS = {
    "capacity": ("station", "from", "to", "officers"),
    "assignments": ("id", "station", "department", "due", "effort_hours"),
    "events": ("id", "station", "department", "start", "end"),
}
NUMBERS = {"officers", "present", "effort_hours", "max_officers", "priority"}
NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})", re.A)
NAMES = re.compile("[;；,，、\n]")


def rows_of(sheet: str, lines: Iterable[Line], report: Report) -> list[Row]:
    """The filled rows below the heading; missing columns are a problem each."""
    heading: list[str] | None = None
    rows: list[Row] = []
    for number, cells in lines:
        if all(blank(cell) for cell in cells):
            continue
        if heading is None:
            heading = _heading(sheet, number, cells, report)
            continue
        named = {
            name: _cell(name, cell)
            for name, cell in zip(heading, cells, strict=False)
            if name and not blank(cell)
        }
        rows.append(Row(sheet, number, named))
    if heading is None:
        report.add("no_heading", sheet, None)
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
            code = values.text(raw)
        except values.BadValueError as wrong:
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
        if len(cells) > 1 and str(cells[0]).strip().lower() == "now":
            return None if blank(cells[1]) else cells[1]
    return None


def _heading(
    sheet: str, number: int, cells: Sequence[object], report: Report
) -> list[str]:
    names = ["" if cell is None else str(cell).strip().lower() for cell in cells]
    for column in COLUMNS[sheet]:
        if column not in names:
            report.add("missing_column", sheet, number, column)
    for name in sorted({n for n in names if n and names.count(n) > 1}):
        report.add("repeated_column", sheet, number, name)
    return names


def _cell(name: str, cell: object) -> object:
    """Numbers kept as text become numbers; names become a list."""
    if name == "attendees":
        return [part.strip() for part in NAMES.split(str(cell)) if part.strip()]
    if name in NUMBERS and isinstance(cell, str):
        written = cell.strip()
        return Decimal(written) if NUMBER.fullmatch(written) else cell
    return cell.strip() if isinstance(cell, str) else cell
