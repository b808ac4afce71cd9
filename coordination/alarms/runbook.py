"""What to do at an alarm: its page, written like the guide's, in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from coordination.alarms.known import ALARMS
from desk.guide.pages import Page, language, parse

SECTIONS = ("means", "hurt", "look", "do", "over")
"""What it means, who is hurt, where to look, what to do, when it is over."""


def page(name: str, chosen: str = "") -> Page:
    """Of an alarm, in the reader's language; KeyError for one there is not."""
    if name not in ALARMS:
        raise KeyError(name)
    return _read(name, chosen or language())


def path_of(name: str, chosen: str) -> Path:
    return Path(settings.RUNBOOK_DIR) / chosen / f"{name}.md"


@cache
def _read(name: str, chosen: str) -> Page:
    return parse(name, path_of(name, chosen).read_text("utf-8"))
