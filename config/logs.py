"""How log lines look: for people, or one JSON object per line for what collects them.

Every line carries the number of the request it belongs to. No application is
loaded here: settings need it, and so does the page server before it has any.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.discreet import DiscreetFormatter, without_secrets
from organization import tracing

FORMATS = ("line", "json")


class LineFormatter(DiscreetFormatter):
    """Time, level, logger, number of the request where there is one, message."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}{mark}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        request = _number(record)
        record.mark = f" [{request}]" if request else ""
        return super().format(record)


class JsonFormatter(logging.Formatter):
    """One object per line; members beyond these come from `extra={"fields": …}`.

    `at` (UTC, milliseconds), `level`, `logger`, `message`, `process`; where known
    `request`, `task`, `error` (the traceback).
    """

    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            "process": record.process,
        }
        if request := _number(record):
            told["request"] = request
        if task := tracing.current_task():
            told["task"] = task
        if record.exc_info:
            told["error"] = without_secrets(self.formatException(record.exc_info))
        for name, value in getattr(record, "fields", {}).items():
            told[name] = without_secrets(value) if isinstance(value, str) else value
        return json.dumps(told, ensure_ascii=False, default=str)


def _number(record: logging.LogRecord) -> str:
    """Django tells of a refused request after it has been answered."""
    meta = getattr(getattr(record, "request", None), "META", {})
    return tracing.current_request() or str(meta.get(tracing.IN_META, ""))


def chosen() -> str:
    """LOG_FORMAT; ImproperlyConfigured for a word that is none."""
    found = os.environ.get("LOG_FORMAT", "") or "line"
    if found not in FORMATS:
        raise ImproperlyConfigured(
            f"LOG_FORMAT must be one of {FORMATS}, not {found!r}"
        )
    return found


def formatter() -> logging.Formatter:
    return JsonFormatter() if chosen() == "json" else LineFormatter()


def configuration() -> dict[str, Any]:
    """For `LOGGING`: everything to standard error, the web server's own lines too."""
    own = {"handlers": ["stderr"], "level": "INFO", "propagate": False}
    chosen()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": "config.logs.formatter"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "chosen"}
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        # uvicorn gives its loggers handlers of their own before it loads us. Its lines
        # of requests hold addresses, and naming the logger above would wake them.
        "loggers": {
            "uvicorn": own,
            "uvicorn.error": {"propagate": True},
            "uvicorn.access": {"handlers": [], "propagate": False, "level": "CRITICAL"},
        },
    }
