"""Any file of the contract to facts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from .csv_file import read_csv
from .json_file import read_json
from .problems import Problem, UnusableError
from .rows import Content, Input, understand
from .xlsx_file import read_xlsx

MOST_BYTES = 64 * 2**20


def read_file(path: Path, *, today: datetime, now: str | None = None) -> Input:
    """The stations of a .json, .xlsx or .assignments.csv file.

    ``today`` is the aware start of today, used where nothing names a now. Raises
    UnusableError with every problem found.
    """
    try:
        content = _content(path)
    except OSError as wrong:
        reason = {"reason": wrong.strerror or type(wrong).__name__}
        raise UnusableError(Problem("unreadable", params=reason)) from None
    return understand(content, today=today, now=now)


def _content(path: Path) -> Content:
    if not path.exists():
        raise UnusableError(Problem("no_file"))
    if not path.is_file():
        raise UnusableError(Problem("not_a_file"))
    size = path.stat().st_size
    if size == 0:
        raise UnusableError(Problem("empty_file"))
    ending = path.suffix.lower()
    if ending == ".xlsx":
        with path.open("rb") as stream:
            return read_xlsx(stream, size)
    if size > MOST_BYTES:
        raise UnusableError(Problem("too_big", params={"most": MOST_BYTES // 2**20}))
    if ending == ".json":
        return read_json(path)
    if ending == ".csv":
        return read_csv(path, MOST_BYTES)
    raise UnusableError(Problem("unknown_ending", params={"ending": ending}))
