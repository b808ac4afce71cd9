"""The .csv form: X.assignments.csv with X.capacity.csv and its companions."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from desk.files.problems import Problem, Report, UnusableError
from desk.sheets.cells import Line, csv_lines
from desk.sheets.refusal import RefusedError

from . import tables
from .rows import Content

TAIL = ".assignments.csv"


def read_csv(path: Path, most: int) -> Content:
    """The content of the files beside each other; raises UnusableError.

    Each may hold at most ``most`` bytes.
    """
    if not path.name.lower().endswith(TAIL):
        raise UnusableError(Problem("csv_name", params={"tail": TAIL}))
    stem = path.name[: -len(TAIL)]
    report = Report()
    sheets = {}
    now: object = None
    for sheet in ("settings", "capacity", "assignments", "events"):
        beside = (
            path if sheet == "assignments" else path.with_name(f"{stem}.{sheet}.csv")
        )
        if not beside.is_file():
            if sheet in ("capacity", "assignments"):
                report.add("missing_file", sheet, None, name=beside.name)
            continue
        lines = _lines(sheet, beside, most, report)
        if sheet == "settings":
            now = tables.setting_now(lines)
        elif lines is not None:
            sheets[sheet] = tables.rows_of(sheet, lines, report)
    report.close()
    return tables.content_of(sheets, now, report)


def _lines(sheet: str, path: Path, most: int, report: Report) -> list[Line]:
    """Numbered lines of a file in UTF-8 (with or without mark) or GB18030."""
    if path.stat().st_size > most:
        report.add("too_big", sheet, None, most=most // 2**20)
        return []
    try:
        return csv_lines(path.read_bytes())
    except RefusedError as refused:
        row = cast(int | None, refused.params.pop("row", None))
        report.problems.append(Problem(refused.code, sheet, row, "", refused.params))
        return []
