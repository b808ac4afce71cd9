"""Words that must make a writer look again before something goes out to stations.

The list warns and decides nothing: whoever sends says of each word that he has looked.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LIST = Path(__file__).parent / "data" / "classified.csv"
REASONS: dict[str, str | Promise] = {
    "grade": _("A grade of secrecy: what bears one has no place here."),
    "inner": _("What is for internal use only is no notice to every station."),
    "unit": _("The work of this unit is a police work secret."),
    "means": _("Means of covert work are secret, the hours they take included."),
    "before": _("An operation is secret until it has begun."),
}
# «绝 密», «机·密»: what stands between the characters hides nothing.
_BETWEEN = re.compile(r"[\s·•.\-_*★]+")


@dataclass(frozen=True)
class Listed:
    """A word of the list, why it is there, and where it is harmless."""

    word: str
    reason: str | Promise
    unless: tuple[str, ...]


@cache
def listed() -> tuple[Listed, ...]:
    """The list in its own order. KeyError for a reason nobody has worded."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return tuple(
            Listed(
                row["word"],
                REASONS[row["reason"]],
                tuple(filter(None, row["unless"].split(";"))),
            )
            for row in csv.DictReader(file)
        )


def found_in(texts: Iterable[str]) -> list[Listed]:
    """Words of the list that stand in any of the texts, in the order of the list."""
    plain = [_plain(text) for text in texts]
    return [one for one in listed() if any(_stands(one, text) for text in plain)]


def _plain(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))


def _stands(one: Listed, text: str) -> bool:
    if one.word not in text:
        return False
    for harmless in one.unless:
        text = text.replace(harmless, "\n")
    return one.word in text
