"""Reading a table in a process of its own: a workbook of a few megabytes can keep a
reader busy for minutes, and a page has threads for a few readers only.

    python -m desk.sheets.apart SECONDS

Takes a line of JSON, the bytes of the file, and a line that names the sheets; says one
line each: {"shown", "hidden"}, then {"lines"} by sheet, or {"refused", "params"}.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

from desk.files.child import limit
from desk.sheets.cells import ErrorCell, Line, Padded
from desk.sheets.reading import read_sheets
from desk.sheets.refusal import RefusedError

MEMORY = 768 * 2**20
Told = dict[str, Any]


def main() -> int:
    limit(MEMORY, int(sys.argv[1]))
    asked = json.loads(sys.stdin.buffer.readline())
    raw = sys.stdin.buffer.read(asked["size"])

    def choose(shown: list[str], hidden: list[str]) -> list[str]:
        _say({"shown": shown, "hidden": hidden})
        chosen: list[str] = json.loads(sys.stdin.buffer.readline())
        return chosen

    try:
        found = read_sheets(asked["name"], raw, choose, formulas=asked["formulas"])
        _say({"lines": {title: packed(lines) for title, lines in found.items()}})
    except RefusedError as refused:
        _say({"refused": refused.code, "params": refused.params})
    except MemoryError:
        _say({"refused": "unpacks_too_big", "params": {}})
    return 0


def packed(lines: list[Line]) -> list[Any]:
    return [[number, [_told(cell) for cell in cells]] for number, cells in lines]


def unpacked(lines: list[Any]) -> list[Line]:
    return [(number, [_cell(told) for told in cells]) for number, cells in lines]


def _told(cell: Any) -> Any:
    """A cell as JSON; what JSON has no word for has its kind beside it."""
    if isinstance(cell, Padded):
        return {"padded": [int(cell), cell.width]}
    if isinstance(cell, ErrorCell):
        return {"error": [str(cell), cell.code]}
    if isinstance(cell, dt.timedelta):
        return {"span": cell.total_seconds()}
    for kind, made in _MOMENTS.items():
        if type(cell) is made:
            return {kind: cell.isoformat()}
    plain = cell is None or isinstance(cell, str | bool | int | float)
    return cell if plain else str(cell)


_MOMENTS: dict[str, Any] = {"moment": dt.datetime, "day": dt.date, "time": dt.time}


def _cell(told: Any) -> object:
    if not isinstance(told, dict):
        return told
    ((kind, value),) = told.items()
    if kind == "padded":
        return Padded.to(*value)
    if kind == "error":
        return ErrorCell(*value)
    if kind == "span":
        return dt.timedelta(seconds=value)
    return _MOMENTS[kind].fromisoformat(value)


def _say(message: Told) -> None:
    """One line; ASCII, so that no encoding can spoil it."""
    sys.stdout.write(f"{json.dumps(message)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
