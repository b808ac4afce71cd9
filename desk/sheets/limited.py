"""The same as `reading`, by a process that may not use much: for whoever answers a
page. A worker has a limit of its own and reads for itself."""

from __future__ import annotations

import json
import subprocess
import threading
from typing import Any

from desk.files.child import started
from desk.sheets.apart import unpacked
from desk.sheets.cells import Line
from desk.sheets.reading import Choose, read_sheets
from desk.sheets.refusal import RefusedError

READER = "desk.sheets.apart"
SECONDS = 25


def read_table_apart(name: str, raw: bytes) -> list[Line]:
    """Rows of the first sheet; RefusedError with the reason's code."""
    first = read_sheets_apart(name, raw, lambda shown, _hidden: shown[:1])
    return next(iter(first.values()), [])


def read_sheets_apart(name: str, raw: bytes, choose: Choose) -> dict[str, list[Line]]:
    """Rows by sheet of those that `choose` picks, a formula with its stored result.

    A text unfolds to nothing and is read here.
    """
    if not name.lower().endswith(".xlsx"):
        return read_sheets(name, raw, choose, formulas=True)
    child = started(READER)
    alarm = threading.Timer(SECONDS, child.kill)
    alarm.start()
    try:
        with child:
            return _asked(child, name, raw, choose)
    except (OSError, ValueError):
        # It died of its limits, or was ended: nobody needs a table like that.
        raise RefusedError("unpacks_too_big") from None
    finally:
        alarm.cancel()
        child.kill()


def _asked(
    child: subprocess.Popen[bytes], name: str, raw: bytes, choose: Choose
) -> dict[str, list[Line]]:
    asked = {"name": name, "size": len(raw), "formulas": True}
    said = _answer(child, json.dumps(asked).encode() + b"\n" + raw)
    if "shown" in said:
        chosen = choose(said["shown"], said["hidden"])
        said = _answer(child, json.dumps(chosen).encode() + b"\n")
    if "refused" in said:
        raise RefusedError(said["refused"], **said["params"])
    return {title: unpacked(lines) for title, lines in said["lines"].items()}


def _answer(child: subprocess.Popen[bytes], words: bytes) -> dict[str, Any]:
    """What it says to that; ValueError when it is dead."""
    if child.stdin is None or child.stdout is None:
        raise ValueError
    child.stdin.write(words)
    child.stdin.flush()
    said: dict[str, Any] = json.loads(child.stdout.readline())
    return said
