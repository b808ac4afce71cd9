"""The .xlsx form, unpacked with care: a small file may unfold to gigabytes."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from . import tables, values
from .problems import Problem, Report, UnusableError
from .rows import Content

MOST_PACKED = 5 * 2**20
MOST_UNPACKED = 50 * 2**20
MOST_RATIO = 100
MOST_ENTRIES = 1000
MOST_ROWS = 200_000
CHUNK = 64 * 1024
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def read_xlsx(path: Path) -> Content:
    """The content of a workbook; raises UnusableError."""
    examine(path)
    try:
        return _content(path)
    except UnusableError:
        raise
    except Exception as wrong:
        # The library answers broken workbooks with whatever its depths raise.
        raise UnusableError(Problem("not_xlsx")) from wrong


def examine(path: Path) -> None:
    """Refuse archives too large or too dense, by counting what really comes out."""
    packed = path.stat().st_size
    if packed > MOST_PACKED:
        raise UnusableError(Problem("too_big", params={"most": MOST_PACKED // 2**20}))
    try:
        with zipfile.ZipFile(path) as archive:
            _count(archive, packed)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        raise UnusableError(Problem("not_xlsx")) from None


def _count(archive: zipfile.ZipFile, packed: int) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnusableError(Problem("too_many_entries"))
    most = min(MOST_UNPACKED, max(packed, 1) * MOST_RATIO)
    unpacked = 0
    for entry in entries:
        tail = b""
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > most:
                    raise UnusableError(Problem("unpacks_too_big"))
                # Entities unfold after unpacking; no workbook needs them.
                if DOCTYPE.search(tail + chunk):
                    raise UnusableError(Problem("not_xlsx"))
                tail = chunk[-16:]


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


def _lines(sheet: str, source: Any, report: Report) -> Iterator[tables.Line]:
    """Numbered rows; the sheet's own word about its size is not believed."""
    source.reset_dimensions()
    for number, cells in enumerate(source.iter_rows(), 1):
        if number > MOST_ROWS:
            report.add("too_many_rows", sheet, number, most=MOST_ROWS)
            return
        yield number, [_value(cell) for cell in cells]


def _value(cell: Any) -> object:
    """A cell as other files would hold it; a date is told apart by its format."""
    value: object = cell.value
    if cell.data_type == "e":
        return values.Unreadable(str(value))
    if isinstance(value, datetime):
        written = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", str(cell.number_format))
        if value.time() == time() and "h" not in written.lower():
            return value.date()
        # Serial numbers carry noise below a second that rounding up would show.
        return _whole_second(value)
    return value


def _whole_second(value: datetime) -> datetime:
    return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
