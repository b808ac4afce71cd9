"""Log lines without what opens a door: addresses of calendars carry their own key.

Django tells of every refused request with its path, and a traceback may hold one: the
line is cut as it is written, wherever it came from.
"""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/calendars/)[^/\s\"'?]{8,}")
"""The page's own addresses have shorter words there."""


def without_secrets(text: str) -> str:
    return SECRET.sub(r"\1***", text)


class DiscreetFormatter(logging.Formatter):
    """A formatter whose lines name no secret."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))
