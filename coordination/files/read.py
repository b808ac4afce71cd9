"""Any file of the contract to facts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from desk.files.paths import MOST_BYTES, limited, readable, size_of
from desk.files.problems import Problem, UnusableError

from .csv_file import read_csv
from .json_file import read_json
from .rows import Content, Input, understand
from .xlsx_file import read_xlsx


def read_file(path: Path, *, today: datetime, now: str | None = None) -> Input:
    """The stations of a .json, .xlsx or .assignments.csv file.

    ``today`` is the aware start of today, used where nothing names a now. Raises
    UnusableError with every problem found.
    """
    with readable():
        content = _content(path)
    return understand(content, today=today, now=now)


def _content(path: Path) -> Content:
    size = size_of(path)
    ending = path.suffix.lower()
    if ending == ".xlsx":
        with path.open("rb") as stream:
            return read_xlsx(stream, size)
    limited(size)
    if ending == ".json":
        return read_json(path)
    if ending == ".csv":
        return read_csv(path, MOST_BYTES)
    raise UnusableError(Problem("unknown_ending", params={"ending": ending}))
