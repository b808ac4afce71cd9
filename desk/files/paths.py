"""A file as it is named on a command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .problems import Problem, UnusableError

MOST_BYTES = 64 * 2**20


@contextmanager
def readable() -> Iterator[None]:
    """What the system says while a file is read, as a problem."""
    try:
        yield
    except OSError as wrong:
        reason = {"reason": wrong.strerror or type(wrong).__name__}
        raise UnusableError(Problem("unreadable", params=reason)) from None


def size_of(path: Path) -> int:
    """Bytes of a file that is there and not empty; raises UnusableError."""
    if not path.exists():
        raise UnusableError(Problem("no_file"))
    if not path.is_file():
        raise UnusableError(Problem("not_a_file"))
    size = path.stat().st_size
    if size == 0:
        raise UnusableError(Problem("empty_file"))
    return size


def limited(size: int) -> None:
    """Refuse what is too big to be read whole."""
    if size > MOST_BYTES:
        raise UnusableError(Problem("too_big", params={"most": MOST_BYTES // 2**20}))
