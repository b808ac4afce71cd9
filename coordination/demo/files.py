"""The demo's own data files: rows of text, one table per file."""

from __future__ import annotations

import csv
from pathlib import Path

Row = dict[str, str]
DATA = Path(__file__).parent / "data"


def table(name: str) -> list[Row]:
    """Rows of data/NAME.csv by column."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
