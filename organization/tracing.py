"""The number of what is being answered: the same in every line that tells of it.

Loaded before the applications are, because the formatter of log lines reads it.
"""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar, Token

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
IN_META = "yipan.request"
"""Where a request carries its number after it has been answered."""
_request: ContextVar[str] = ContextVar("request", default="")
_task: ContextVar[str] = ContextVar("task", default="")


def current_request() -> str:
    """Number of the request being answered, or of the one a task goes back to."""
    return _request.get()


def current_task() -> str:
    """Name of the task a worker is at, "" outside."""
    return _task.get()


def new_request() -> str:
    return secrets.token_hex(16)


def accepted(claimed: str) -> str:
    """The number a proxy gave where it is one, else a new one: nothing that comes in a
    header may break a line of a log."""
    return claimed if WELL_FORMED.fullmatch(claimed) else new_request()


def begin(request: str, task: str = "") -> Token[str]:
    _task.set(task)
    return _request.set(request)


def end(token: Token[str] | None = None) -> None:
    """Back to what was before; a worker, which does one thing after another, to
    nothing."""
    _task.set("")
    if token is None:
        _request.set("")
    else:
        _request.reset(token)
