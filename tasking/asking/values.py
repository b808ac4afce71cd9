"""One answer: read from what somebody typed or a cell holds, kept as JSON, shown.

Numbers with decimals are kept as text, dates as ISO text, tables as lists of lines.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from desk.importing import as_day, as_text
from desk.sheets.cells import ErrorCell, blank
from tasking.asking.fields import (
    LINE_DECIMALS,
    LONGEST_TEXT,
    MOST_LINES,
    Column,
    Field,
    Kind,
)

LARGEST = Decimal(10) ** 12
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
PLAIN = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?", re.ASCII)
BLANKS = re.compile(r"[\s\u200b\ufeff]+")
LONGEST_LINE = 200
TOO_MANY = pgettext_lazy("of a table", "At most %(n)s lines.")
YES = ("yes", "y", "true", "1", "是", "有", "√", "对")
NO = ("no", "n", "false", "0", "否", "无", "×", "x", "不是", "没有")


def read(field: Field, raw: object) -> Any:
    """The answer as it is kept; None where nothing was said.

    ValidationError with words for what it is not.
    """
    if field.kind == Kind.TABLE:
        return _lines(field, raw)
    raw = storable(raw)
    if blank(raw):
        return None
    if field.kind == Kind.CHOICE:
        return _option(field, raw)
    decimals = field.decimals if field.kind == Kind.NUMBER else 0
    return _simple(field.kind, raw, decimals, field.unit, LONGEST_TEXT)


def storable(raw: object) -> object:
    """A text without what PostgreSQL does not take: NUL, and halves of characters."""
    if not isinstance(raw, str):
        return raw
    return raw.replace("\0", "").encode(errors="ignore").decode()


def number(value: Any) -> Decimal | None:
    """A kept number as one that is added up."""
    return None if value is None else Decimal(value)


def shown(field: Field, value: Any) -> str:
    """As people read it; a table is told by how many lines it has."""
    if value is None:
        return ""
    if field.kind == Kind.TABLE:
        return _("%(n)s lines") % {"n": len(value)} if value else ""
    return shown_simple(value)


def shown_simple(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)


def _simple(kind: str, raw: object, decimals: int, unit: str, longest: int) -> Any:
    if kind in (Kind.WHOLE, Kind.NUMBER):
        return _number(raw, decimals, unit, whole=kind == Kind.WHOLE)
    if kind == Kind.DATE:
        return day(raw)
    if isinstance(raw, bool) and kind == Kind.YESNO:
        return raw
    if isinstance(raw, list | dict):
        raise ValidationError(_("One answer, please, not several."))
    text = as_text(raw)
    if kind == Kind.YESNO:
        return _yes_or_no(text)
    if len(text) > longest:
        raise ValidationError(_("At most %(n)s characters.") % {"n": longest})
    return text


def day(raw: object) -> str:
    found = as_day(raw)
    if not 1900 <= found.year < 2200:
        raise ValidationError(_("Check the year."))
    return found.isoformat()


def _number(raw: object, decimals: int, unit: str, *, whole: bool) -> int | str:
    """Digits of any width, 1,234 and a unit behind it are understood."""
    if isinstance(raw, ErrorCell | bool | dt.date):
        raise ValidationError(_("“%(value)s” is not a number.") % {"value": raw})
    written = unicodedata.normalize("NFKC", as_text(raw))
    if isinstance(raw, float):
        written = f"{Decimal(repr(raw)):f}"
    text = BLANKS.sub("", written).removesuffix(unicodedata.normalize("NFKC", unit))
    if GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not PLAIN.fullmatch(text):
        told = _("“%(value)s” is not a number.") % {"value": written[:40]}
        raise ValidationError(told)
    value = Decimal(text)
    if abs(value) >= LARGEST:
        raise ValidationError(_("This number is too large."))
    if value != round(value, decimals):
        if whole:
            raise ValidationError(_("A whole number, please."))
        raise ValidationError(_("At most %(n)s decimals.") % {"n": decimals})
    return int(value) if whole else f"{value:.{decimals}f}"


def _yes_or_no(text: str) -> bool:
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    if said in YES or said in NO:
        return said in YES
    raise ValidationError(_("Say yes or no."))


def _option(field: Field, raw: object) -> str:
    said = unicodedata.normalize("NFKC", as_text(raw)).strip()
    for option in field.options:
        if unicodedata.normalize("NFKC", option).strip() == said:
            return option
    told = _("“%(value)s” is none of: %(options)s.")
    raise ValidationError(
        told % {"value": said[:40], "options": "、".join(field.options)}
    )


def _lines(field: Field, raw: object) -> list[list[Any]] | None:
    """Filled lines of a table; ValidationError tells of every line."""
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        if blank(raw):
            return None
        raise ValidationError(_("This is a table: lines of cells."))
    lines, problems = [], []
    for place, cells in enumerate(raw, 1):
        if not isinstance(cells, Sequence) or isinstance(cells, str):
            raise ValidationError(_("This is a table: lines of cells."))
        if all(blank(storable(cell)) for cell in cells):
            continue
        found, wrong = read_line(field.columns, cells)
        lines.append(found)
        problems += [
            _("Line %(n)s, %(column)s: %(why)s") % {"n": place, "column": c, "why": w}
            for c, w in wrong
        ]
    if len(lines) > MOST_LINES:
        problems.append(TOO_MANY % {"n": MOST_LINES})
    if problems:
        raise ValidationError(problems)
    return lines or None


def read_line(
    columns: Sequence[Column], cells: Sequence[object]
) -> tuple[list[Any], list[tuple[str, str]]]:
    """The cells of a table's line as they are kept; what is wrong by column."""
    found: list[Any] = []
    wrong = []
    for place, column in enumerate(columns):
        cell = storable(cells[place]) if place < len(cells) else None
        try:
            if blank(cell):
                if place == 0:
                    raise ValidationError(_("This must be filled in."))
                found.append(None)
                continue
            decimals = LINE_DECIMALS if column.kind == Kind.NUMBER else 0
            found.append(_simple(column.kind, cell, decimals, "", LONGEST_LINE))
        except ValidationError as error:
            wrong.append((column.label, " ".join(error.messages)))
            found.append(None)
    return found, wrong
