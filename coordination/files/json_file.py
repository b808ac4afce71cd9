"""The .json form of a station file."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from . import values
from .problems import Problem, Report, UnusableError
from .rows import Content, Row, shown


def read_json(path: Path) -> Content:
    """The content of a .json file; raises UnusableError."""
    top = _parsed(path.read_bytes())
    if not isinstance(top, dict):
        raise UnusableError(Problem("not_an_object"))
    content = Content(now=top.get("now"))
    report = content.report
    if top.get("stations") is None:
        report.add("missing", "stations", None, "stations")
    for row in _rows(top, "stations", report):
        _station(row, content, report)
    content.assignments = _rows(top, "assignments", report)
    content.events = _rows(top, "events", report)
    return content


def _parsed(raw: bytes) -> object:
    try:
        written = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableError(Problem("not_utf8")) from None
    if not written.strip():
        raise UnusableError(Problem("empty_file"))
    try:
        return json.loads(
            written, parse_float=Decimal, parse_constant=values.Unreadable
        )
    except json.JSONDecodeError as wrong:
        where = {"line": wrong.lineno, "column": wrong.colno}
        raise UnusableError(Problem("not_json", params=where)) from None
    except RecursionError:
        raise UnusableError(Problem("nested_too_deep")) from None
    except (ValueError, ArithmeticError):
        raise UnusableError(Problem("number_too_long")) from None


def _rows(top: dict[str, object], name: str, report: Report) -> list[Row]:
    """The entries of a list at the top; absent is empty."""
    entries = top.get(name)
    if entries is None:
        return []
    if not isinstance(entries, list):
        report.add("not_a_list", name, None)
        return []
    return _objects(entries, name, report)


def _objects(entries: list[object], name: str, report: Report) -> list[Row]:
    rows = []
    for number, entry in enumerate(entries, 1):
        if isinstance(entry, dict):
            rows.append(Row(name, number, entry))
        else:
            report.add("not_an_object", name, number)
    return rows


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
    content.stations[code] = _objects(capacity, f"capacity {shown(code)}", report)


def _code(row: Row, report: Report) -> str | None:
    raw = row.cells.get("code")
    if raw is None:
        report.add("missing", row.sheet, row.number, "code")
        return None
    try:
        return values.text(raw)
    except values.BadValueError as wrong:
        report.add(str(wrong), row.sheet, row.number, "code", value=shown(raw))
        return None
