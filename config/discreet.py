"""Log lines without what opens a door or is somebody's own: addresses of calendars
carry their own key, a row that the database refuses carries the telephone in it.

Django tells of every refused request with its path, and a traceback may hold one: the
line is cut as it is written, wherever it came from.
"""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/calendars/)[^/\s\"'?]{8,}")
"""The page's own addresses have shorter words there."""
TELEPHONE = re.compile(r"(?<![\dA-Za-z])1[3-9]\d{5}(?=\d{4}(?!\d))")
"""All but the last four digits of a mobile number."""
IDENTITY = re.compile(r"(?<!\d)[1-9]\d{13}(?=\d{3}[\dXx](?![\dA-Za-z]))")
"""The same of a citizen's identity number."""


def without_secrets(text: str) -> str:
    """The text as it may be written down."""
    for personal in (TELEPHONE, IDENTITY):
        text = personal.sub("****", text)
    return SECRET.sub(r"\1***", text)


class DiscreetFormatter(logging.Formatter):
    """A formatter whose lines name no secret."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))
