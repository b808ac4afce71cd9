"""Frozen figures as a page shows them; the other way round than `freezing`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

INSTANTS = frozenset({"at", "as_of", "due", "start", "end", "due_before", "due_after"})
AMOUNTS = frozenset({"demand", "capacity", "short", "hours", "running", "available"})


def thaw(value: Any, name: str = "") -> Any:
    """The same with instants and hours as such, lists and objects included."""
    if isinstance(value, dict):
        return {key: thaw(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [thaw(inner) for inner in value]
    if value is None:
        return None
    if name in INSTANTS:
        return dt.datetime.fromisoformat(value)
    return Decimal(value) if name in AMOUNTS else value
