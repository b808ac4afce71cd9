"""The clock of a process as a file says it: put forward and back while it works.

What changes is what Python reads as the time of day. The monotonic clock goes on, as
it does on a machine whose clock is set; PostgreSQL keeps its own.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from pathlib import Path
from typing import Any

import time_machine

LOOK_SECONDS = 0.05


def follow(path: str) -> None:
    """From now on, in this process and in those it forks."""
    real = dt.datetime.now(dt.UTC)
    clock = time_machine.travel(real, tick=True).start()
    started = {"offset": 0.0}

    def look() -> None:
        while True:
            wanted = _said(path, started["offset"])
            if wanted != started["offset"]:
                clock.shift(wanted - started["offset"])
                started["offset"] = wanted
            time.sleep(LOOK_SECONDS)

    def begin() -> Any:
        threading.Thread(target=look, daemon=True).start()

    begin()
    os.register_at_fork(after_in_child=begin)


def _said(path: str, otherwise: float) -> float:
    try:
        return float(Path(path).read_text() or otherwise)
    except (OSError, ValueError):
        return otherwise
