"""The fields of a form as a station fills them in: what stands where on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasking.asking.fields import MOST_LINES, Column, Field, Kind
from tasking.asking.judging import demands
from tasking.asking.values import shown, shown_simple

SPARE = 2
"""So many empty lines stand below a table's."""


@dataclass(frozen=True)
class Box:
    """One field: the text in it, what was said last time, what is wrong with it."""

    field: Field
    text: str
    note: str
    before: str
    wrong: tuple[str, ...]
    demands: tuple[str, ...]
    lines: tuple[tuple[tuple[Column, str], ...], ...] = ()
    before_lines: tuple[tuple[str, ...], ...] = ()

    @property
    def wants_note(self) -> bool:
        """Is there a word why, or need for one?"""
        return bool(self.note or (self.wrong and (self.field.least or self.field.most)))


def boxes(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    notes: Mapping[str, str],
    before: Mapping[str, Any],
    wrong: Mapping[str, Sequence[str]],
) -> list[Box]:
    by_key = {field.key: field for field in fields}
    return [
        Box(
            field=field,
            text=_text(field, values.get(field.key)),
            note=notes.get(field.key, ""),
            before=shown(field, before.get(field.key)),
            wrong=tuple(wrong.get(field.key, ())),
            demands=tuple(demands(field, by_key)),
            lines=_lines(field, values.get(field.key)),
            before_lines=_plain(field, before.get(field.key)),
        )
        for field in fields
    ]


def _text(field: Field, value: Any) -> str:
    """As it is typed: a kept yes or no by its word in the list of choices."""
    if value is None or field.kind == Kind.TABLE:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def _lines(field: Field, value: Any) -> tuple[tuple[tuple[Column, str], ...], ...]:
    if field.kind != Kind.TABLE:
        return ()
    kept = [*_plain(field, value), *[("",) * len(field.columns)] * SPARE]
    return tuple(
        tuple(zip(field.columns, cells, strict=True)) for cells in kept[:MOST_LINES]
    )


def _plain(field: Field, value: Any) -> tuple[tuple[str, ...], ...]:
    """Lines as texts, every one as wide as the table."""
    if field.kind != Kind.TABLE or not isinstance(value, Sequence):
        return ()
    wide = len(field.columns)
    return tuple(
        tuple(map(shown_simple, [*cells, *[None] * wide][:wide])) for cells in value
    )
