"""Log lines without what opens a door, or says whose number it is.

Addresses of calendars carry their own key, and Django tells of every refused request
with its path; a driver names the login it failed with; a traceback may hold anything.
The line is cut as it is written, wherever it came from.
"""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/calendars/)[^/\s\"'?]{8,}")
"""The page's own addresses have shorter words there."""
LOGIN = re.compile(r"(\w://[^\s:/@\"']*:)[^\s@\"']+@")
PASSWORD = re.compile(
    r"(?i)\b(password|secret_key|token)(['\"]?\s?[=:]\s?)['\"]?[^\s'\",}]+"
)
TELEPHONE = re.compile(r"(?<![\dA-Za-z])1[3-9]\d{5}(?=\d{4}(?!\d))")
"""All but the last four digits of a mobile number."""
IDENTITY = re.compile(r"(?<!\d)[1-9]\d{13}(?=\d{3}[\dXx](?![\dA-Za-z]))")
"""The same of a citizen's identity number."""


def without_secrets(text: str) -> str:
    """The text as it may be written down."""
    text = SECRET.sub(r"\1***", text)
    text = LOGIN.sub(r"\1***@", text)
    text = PASSWORD.sub(r"\1\2***", text)
    for personal in (TELEPHONE, IDENTITY):
        text = personal.sub("****", text)
    return text


class DiscreetFormatter(logging.Formatter):
    """A formatter whose lines name no secret, and whose times say how far they are
    from UTC: machines in one log may be set differently."""

    default_time_format = "%Y-%m-%d %H:%M:%S%z"
    default_msec_format = None

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))
