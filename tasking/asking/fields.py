"""The fields of a report form as plain facts, and as they are stored.

A form is a list of fields. Each has a `key` that stays its own through all versions of
the form, so that periods can be compared whatever a field is called meanwhile. What a
field says to people (`label`, `help`) is stored apart from what it demands: a label may
be corrected under answers, a demand may not.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_FIELDS = 60
MOST_OPTIONS = 30
MOST_COLUMNS = 8
MOST_LINES = 40
LONGEST_LABEL = 60
LONGEST_HELP = 300
LONGEST_ITEM = 40
LONGEST_UNIT = 12
LONGEST_TEXT = 2000
MOST_DECIMALS = 4


class Kind(models.TextChoices):
    WHOLE = "whole", _("Whole number")
    NUMBER = "number", _("Number with decimals")
    TEXT = "text", _("Text")
    DATE = "date", _("Date")
    CHOICE = "choice", pgettext_lazy("of a field", "Choice")
    YESNO = "yesno", _("Yes or no")
    TABLE = "table", _("Table")


COUNTED = frozenset({Kind.WHOLE, Kind.NUMBER})
BOUNDED = COUNTED | {Kind.DATE}
IN_TABLES = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.YESNO})
LINE_DECIMALS = 2
"""So many decimals a number in a table has."""


@dataclass(frozen=True)
class Column:
    """A column of a field that is a table."""

    label: str
    kind: str = Kind.TEXT


@dataclass(frozen=True)
class Field:
    """One thing that is asked. `least` and `most` are numbers or ISO dates as text; an
    answer beyond them needs a word why. The last three are checks between fields, by
    key: the sum of others, not more than another, not before another."""

    key: str
    kind: str
    label: str
    help: str = ""
    item: str = ""
    required: bool = True
    steady: bool = False
    unit: str = ""
    decimals: int = 0
    least: str = ""
    most: str = ""
    options: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    sum_of: tuple[str, ...] = ()
    not_more_than: str = ""
    not_before: str = ""

    @property
    def asks_for(self) -> str:
        """The datum it answers: its item, or what it is called."""
        return self.item or self.label

    @property
    def is_counted(self) -> bool:
        """Do sums and means of it say anything?"""
        return self.kind in COUNTED

    @property
    def bounds(self) -> tuple[Any, Any]:
        """Least and most as values that compare; None where there is none."""
        read = dt.date.fromisoformat if self.kind == Kind.DATE else Decimal
        least, most = (read(each) if each else None for each in (self.least, self.most))
        return least, most


WORDS = ("label", "help")


def stored(fields: Iterable[Field]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What the fields demand, and by key what they say, both as JSON."""
    demands, words = [], {}
    for field in fields:
        facts = asdict(field)
        words[field.key] = {name: facts.pop(name) for name in WORDS}
        demands.append({name: value for name, value in facts.items() if value})
    return demands, words


def loaded(
    demands: Iterable[Mapping[str, Any]], words: Mapping[str, Any]
) -> tuple[Field, ...]:
    """The fields again."""
    return tuple(_field(facts, words[facts["key"]]) for facts in demands)


def _field(facts: Mapping[str, Any], words: Mapping[str, str]) -> Field:
    values = {"required": False, **facts, **words}
    values["columns"] = tuple(Column(**each) for each in facts.get("columns", ()))
    for name in ("options", "sum_of"):
        values[name] = tuple(facts.get(name, ()))
    return Field(**values)


def same_words(text: str) -> str:
    """A label as it is compared: width, case and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def by_label(fields: Sequence[Field]) -> dict[str, Field]:
    return {same_words(field.label): field for field in fields}
