"""The same as `reading`, by a process that may not use much."""

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
ON_A_PAGE, IN_A_WORKER = 20, 40
"""Seconds of a processor; by the clock a few more."""


def read_table_apart(name: str, raw: bytes) -> list[Line]:
    """Rows of the first sheet; RefusedError with the reason's code."""
    first = read_sheets_apart(
        name, raw, lambda shown, _hidden: shown[:1], formulas=True
    )
    return next(iter(first.values()), [])


def read_sheets_apart(
    name: str,
    raw: bytes,
    choose: Choose,
    *,
    formulas: bool = False,
    seconds: int = ON_A_PAGE,
) -> dict[str, list[Line]]:
    """As `read_sheets`. A text unfolds to nothing and is read here."""
    if not name.lower().endswith(".xlsx"):
        return read_sheets(name, raw, choose, formulas=formulas)
    child = started(READER, str(seconds))
    alarm = threading.Timer(seconds + 5, child.kill)
    alarm.start()
    try:
        with child:
            about = {"name": name, "size": len(raw), "formulas": formulas}
            return _asked(child, about, raw, choose)
    except (OSError, ValueError):
        # It died of its limits, or was ended: nobody needs a table like that.
        raise RefusedError("unpacks_too_big") from None
    finally:
        alarm.cancel()
        child.kill()


def _asked(
    child: subprocess.Popen[bytes], about: dict[str, Any], raw: bytes, choose: Choose
) -> dict[str, list[Line]]:
    said = _answer(child, json.dumps(about).encode() + b"\n" + raw)
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
