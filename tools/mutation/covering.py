"""Which lines of the engine each test runs, and how long it takes."""

from __future__ import annotations

import ast
import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

Lines = dict[str, set[int]]
"""Numbers of lines by the name of their file."""


@dataclass
class Covered:
    """One test: processor time in seconds, lines it runs, what it wrongly said."""

    seconds: float
    lines: Lines
    failed: bool


@dataclass
class _Tracer:
    """Notes each line of files below a folder once; leaves what it knows alone."""

    below: str
    lines: Lines = field(default_factory=dict)
    _left: dict[CodeType, set[int]] = field(default_factory=dict)

    def enter(self, frame: FrameType, event: str, arg: Any) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(self.below):
            return None
        if code not in self._left:
            self._left[code] = {n for _, _, n in code.co_lines() if n is not None}
        if not self._left[code]:
            return None
        self._note(frame)
        return self.step

    def step(self, frame: FrameType, event: str, arg: Any) -> Any:
        self._note(frame)
        if self._left[frame.f_code]:
            return self.step
        frame.f_trace = None
        return None

    def _note(self, frame: FrameType) -> None:
        code = frame.f_code
        self.lines.setdefault(code.co_filename, set()).add(frame.f_lineno)
        self._left[code].discard(frame.f_lineno)


def covered(run: Callable[[], bool], below: Path) -> Covered:
    """Runs a test twice, for its time and for its lines; `run` is true if it passes."""
    begun = time.process_time()
    passed = run()
    seconds = time.process_time() - begun
    # What is remembered of the first time would not be run the second.
    for each in gc.get_objects():
        if isinstance(each, _lru_cache_wrapper):
            each.cache_clear()
    tracer = _Tracer(str(below))
    sys.settrace(tracer.enter)
    try:
        run()
    finally:
        sys.settrace(None)
    return Covered(seconds, tracer.lines, not passed)


def imported(path: Path, root: Path) -> list[Path]:
    """A file of tests and what it imports of others, and they again, in order."""
    found: set[Path] = set()
    waiting = [path]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += _imported(each, root)
    return sorted(found)


def _imported(path: Path, root: Path) -> list[Path]:
    tree = ast.parse(path.read_text())
    names = [
        (node.module or "", *(f"{node.module}.{name.name}" for name in node.names))
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    ]
    paths = [root / f"{name.replace('.', '/')}.py" for some in names for name in some]
    return [
        each for each in paths if each.exists() and each.is_relative_to(path.parent)
    ]
