"""What a sheet's columns are called, and how their cells are read and written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from desk.importing import Column, as_code, as_day, as_text
from personnel.naming import plain_name

Text = str | Promise
LANGUAGES = ("zh-hans", "en")
YEARS = range(1950, 2200)
MOST_DIGITS = 8


class Kind(Enum):
    """What a cell holds."""

    CODE = "code"  # digits that are a name: kept as text
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"


@dataclass(frozen=True)
class Field:
    """A column of a sheet.

    A `checked` one only says whom the line means: it is compared with what is known
    and never written. Of a `private` one nothing whole is kept beside a line. `hint` is
    for whoever fills the sheet in.
    """

    name: str
    title: Text
    kind: Kind = Kind.TEXT
    required: bool = False
    key: bool = False
    checked: bool = False
    private: bool = False
    most: int = 80
    width: int = 14
    choices: Mapping[str, Text] | None = None
    default: Any = None
    hint: Text = ""

    def column(self) -> Column:
        """As the reader of tables knows it, by its heading in either language."""
        return Column(self.name, in_all_languages(self.title), self.read, self.required)

    def read(self, cell: object) -> Any:
        """The value of a filled cell; ValidationError with words for it."""
        return _READERS[self.kind](self, cell)

    def shown(self, value: Any) -> Any:
        """The value as a cell of the reader's language."""
        if value in (None, ""):
            return None
        if self.choices is not None:
            return str(self.choices.get(value, value))
        if self.kind is Kind.FLAG:
            return _("yes") if value else _("no")
        return value

    @property
    def empty(self) -> Any:
        """What a blank cell means for something new."""
        if self.default is not None:
            return self.default
        return {Kind.DAY: None, Kind.NUMBER: None, Kind.FLAG: False}.get(self.kind, "")


def in_all_languages(text: Text) -> tuple[str, ...]:
    """The same words in every language of the product."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(text))
    return tuple(dict.fromkeys(found))


def listed(names: Iterable[object]) -> str:
    """Names in a row, as the reader's language puts them."""
    return pgettext("between names", ", ").join(map(str, names))


def _text(field: Field, cell: object) -> str:
    text = plain_name(as_text(cell))
    if len(text) > field.most:
        raise ValidationError(_("At most %(n)s characters.") % {"n": field.most})
    return text


def _day(field: Field, cell: object) -> dt.date:
    day = as_day(cell)
    if day.year not in YEARS:
        raise ValidationError(_("Check the year."))
    return day


def _number(field: Field, cell: object) -> int:
    text = as_code(cell)
    if not text.isascii() or not text.isdecimal() or len(text) > MOST_DIGITS:
        raise ValidationError(
            _("“%(value)s” is no whole number.") % {"value": text[:40]}
        )
    return int(text)


def _choice(field: Field, cell: object) -> str:
    """By its name in either language, or by its code."""
    written = as_text(cell).casefold()
    known = field.choices or {}
    for value, label in known.items():
        names = (value, *in_all_languages(label))
        if written in {name.casefold() for name in names}:
            return value
    raise ValidationError(
        _("“%(value)s” is none of: %(names)s.")
        % {"value": as_text(cell)[:40], "names": listed(known.values())}
    )


YES = ("1", "y", "true", "是", "√", "✓")
NO = ("0", "n", "false", "否", "×")


def _flag(field: Field, cell: object) -> bool:
    if isinstance(cell, bool):
        return cell
    written = as_text(cell).casefold()
    if written in (*YES, *in_all_languages(gettext_lazy("yes"))):
        return True
    if written in (*NO, *in_all_languages(gettext_lazy("no"))):
        return False
    raise ValidationError(_("Write yes or no."))


def _code(field: Field, cell: object) -> str:
    return as_code(cell)


_READERS: dict[Kind, Callable[[Field, object], Any]] = {
    Kind.CODE: _code,
    Kind.TEXT: _text,
    Kind.DAY: _day,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
}
