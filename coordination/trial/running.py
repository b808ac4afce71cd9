"""Starting the judge in its own process and listening to what it says."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from desk.files.child import started
from desk.files.problems import Problem

SECONDS = 45  # below the worker's own limit for a task
JUDGE = "coordination.files.apart"


def judge(content: bytes, *, today: datetime) -> Iterator[dict[str, Any]]:
    """What `coordination.files.apart` says about a workbook; the last message has
    `answer` or `problems`. `today` is the aware start of today."""
    last: dict[str, Any] = {}
    for last in _messages(content, today.isoformat()):
        yield last
    if not {"answer", "problems"} & set(last):
        yield {"problems": [_plain(Problem("too_hard"))], "count": 1}


def _messages(content: bytes, today: str) -> Iterator[dict[str, Any]]:
    child = started(JUDGE, today)
    alarm = threading.Timer(SECONDS, child.kill)
    alarm.start()
    try:
        with child:
            _feed(child, content)
            for line in child.stdout or ():
                yield json.loads(line)
    finally:
        alarm.cancel()
        child.kill()


def _feed(child: subprocess.Popen[bytes], content: bytes) -> None:
    """Hand the file over; a process that died has nothing to say, and that is told."""
    if child.stdin is None:
        return
    try:
        child.stdin.write(content)
        child.stdin.close()
    except BrokenPipeError:
        return


def _plain(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "sheet": "", "row": None, "column": "", "params": {}}
