"""Verdicts of lines as people read them, and as they are kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from personnel.contacts import hidden
from personnel.exchange.columns import Field
from personnel.exchange.entries import NEW, Entry

LONGEST = 160


def subject(entry: Entry) -> str:
    """Whom or what a line speaks of: its keys, and the names that go with them."""
    said = [
        _shown(field, entry.values.get(field.name))
        for field in entry.sheet.fields
        if field.key or field.checked or field.name == "name"
    ]
    return " ".join(part for part in said if part)[:LONGEST]


def changes(entry: Entry) -> list[list[str]]:
    """[column, before, after] of all that would change, and of what follows from it."""
    return [*_asked(entry), *map(list, entry.beside)]


def _asked(entry: Entry) -> list[list[str]]:
    if entry.act == NEW:
        return [
            [str(field.title), "", shown]
            for field in entry.sheet.compared
            if (shown := _shown(field, entry.values[field.name]))
        ]
    asked = entry.changes
    return [
        [str(field.title), *(_shown(field, one) for one in asked[field.name])]
        for field in entry.sheet.compared
        if field.name in asked
    ]


def problems(entry: Entry) -> list[list[str]]:
    """[column, words]."""
    titles = {field.name: str(field.title) for field in entry.sheet.fields}
    return [[titles.get(name, ""), words] for name, words in entry.wrong]


def _shown(field: Field, value: Any) -> str:
    found = field.shown(value)
    if field.private and found:
        return hidden(str(found))
    if isinstance(found, dt.date):
        return found.isoformat()
    return "" if found is None else str(found)
