"""The .json form of a station file."""

from __future__ import annotations

from pathlib import Path

from desk.files.entries import Row, shown
from desk.files.json_file import objects, rows, top_of
from desk.files.problems import Report
from desk.files.values import BadValueError, text

from .rows import Content


def read_json(path: Path) -> Content:
    """The content of a .json file; raises UnusableError."""
    top = top_of(path.read_bytes())
    content = Content(now=top.get("now"))
    report = content.report
    for row in rows(top, "stations", report, required=True):
        _station(row, content, report)
    content.assignments = rows(top, "assignments", report)
    content.events = rows(top, "events", report)
    return content


def _station(row: Row, content: Content, report: Report) -> None:
    code = _code(row, report)
    if code is None:
        return
    if code in content.stations:
        report.add("repeated_station", row.sheet, row.number, "code", value=code)
        return
    capacity = row.cells.get("capacity")
    content.stations[code] = None
    if capacity is None:
        return
    if not isinstance(capacity, list):
        report.add("not_a_list", row.sheet, row.number, "capacity")
        return
    content.stations[code] = objects(capacity, f"capacity {shown(code)}", report)


def _code(row: Row, report: Report) -> str | None:
    raw = row.cells.get("code")
    if raw is None:
        report.add("missing", row.sheet, row.number, "code")
        return None
    try:
        return text(raw)
    except BadValueError as wrong:
        report.add(str(wrong), row.sheet, row.number, "code", value=shown(raw))
        return None
