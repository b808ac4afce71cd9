"""What somebody types to find something, as conditions on rows.

Every word must be there: as it stands in one of the texts, or, if it is of Latin
letters, as pinyin, written out, by first letters, or mixed. Chinese and Latin typed
together are words apart: `ly派出所` asks for `ly` and for `派出所`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.expressions import Combinable

from organization.models.spelling import Initials, KeptPieces, Pieces, pieces_of
from organization.pinyin import pattern, readings

LONGEST, MOST_WORDS = 60, 6
NEAR = ("exact", "begins", "initials", "inside")
EXACT, BEGINS, SPELT, INSIDE = range(len(NEAR))
_WORD = re.compile(r"[a-z]+|[0-9]+|[^\W_a-z0-9]+")
_SIGNS = re.compile(r"[\\%_]")
Words = Callable[[str], Sequence[object]]


@dataclass(frozen=True)
class Ground:
    """Where rows are looked for: the fields of their texts, and the one in pinyin.

    `indexed` says that the table has an index over `Pieces` of just these, `kept` that
    it has them in a column besides. Words may stand in what is `beside` too, whose it
    is for instance, which makes a row no nearer; `called` are fields with the values
    that a word may mean, a category by its name.
    """

    texts: tuple[str, ...]
    spelt: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    beside_spelt: tuple[str, ...] = ()
    indexed: bool = False
    kept: bool = False
    called: tuple[tuple[str, Words], ...] = ()

    def pieces(self) -> Combinable:
        if self.kept:
            return KeptPieces()
        return Pieces(*map(F, self.texts), *(Initials(F(one)) for one in self.spelt))

    def columns(self) -> dict[str, Combinable]:
        """What `Sought` looks at, by the names it knows them by."""
        named = {
            **_numbered("text", self.texts),
            **_numbered("spelt", self.spelt),
            **_numbered("beside", self.beside),
            **_numbered("sound", self.beside_spelt),
            **_numbered("called", [field for field, _words in self.called]),
        }
        found: dict[str, Combinable] = {name: F(field) for name, field in named.items()}
        return found | ({"pieces": self.pieces()} if self.indexed else {})


@dataclass(frozen=True)
class Clause:
    """A condition of a statement. Only names of columns stand in the text; what was
    typed is a value, whatever it is."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Sought:
    """`whole` is what was typed, in one width and without case; `words` its words."""

    whole: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Sought:
        """Never an error: what cannot be looked for has no words."""
        plain = text.replace("\0", "")[:LONGEST].strip()
        folded = unicodedata.normalize("NFKC", plain).lower()
        return cls(plain, tuple(_WORD.findall(folded)[:MOST_WORDS]))

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def letters(self) -> str:
        """All words written together where all are of Latin letters, else nothing."""
        together = "".join(self.words)
        return together if _is_latin(together) else ""

    def within(self, ground: Ground) -> Clause:
        """Rows in which every word is found."""
        return self._every(lambda word: _one(word, ground))

    def candidates(self) -> Clause:
        """Rows that an index may give for `within`, and some besides."""
        return self._every(_by_pieces)

    def _every(self, condition: Callable[[str], Clause]) -> Clause:
        found = _joined(" AND ", map(condition, self.words))
        if len(self.words) > 1 and self.letters:
            found = _joined(" OR ", [found, condition(self.letters)])
        return found

    def exactly(self, ground: Ground, fields: Sequence[str]) -> Clause:
        """Rows that are called so, in one of these of its texts."""
        places = (ground.texts.index(field) for field in fields)
        return _any(Clause(f"text{n} = %s", (self.whole,)) for n in places)

    def near(self, ground: Ground) -> Clause:
        """How near a row is, the nearest first: see EXACT and the others."""
        texts = list(_numbered("text", ground.texts))
        begun = {self.whole, "".join(self.words), self.words[0] if self.words else ""}
        cases = [
            _any(Clause(f"upper({t}) = upper(%s)", (self.whole,)) for t in texts),
            _any(_like(t, f"{_plain(b)}%") for t in texts for b in sorted(begun) if b),
        ]
        if ground.spelt and self.letters:
            begin = pattern(self.letters).replace("(^| )", "^", 1)
            heard = _numbered("spelt", ground.spelt)
            cases.append(_any(Clause(f"{one} ~ %s", (begin,)) for one in heard))
        whens = " ".join(f"WHEN {one.sql} THEN {n}" for n, one in enumerate(cases))
        values = tuple(value for one in cases for value in one.values)
        return Clause(f"CASE {whens} ELSE {INSIDE} END", values)


def _numbered(name: str, fields: Iterable[str]) -> dict[str, str]:
    return {f"{name}{n}": field for n, field in enumerate(fields)}


def _one(word: str, ground: Ground) -> Clause:
    """A word in one of the texts, or in what is beside them."""
    texts = (*_numbered("text", ground.texts), *_numbered("beside", ground.beside))
    found = [_like(text, f"%{_plain(word)}%") for text in texts]
    if _is_latin(word):
        heard = _numbered("spelt", ground.spelt) | _numbered(
            "sound", ground.beside_spelt
        )
        found += [Clause(f"{one} ~ %s", (pattern(word),)) for one in heard]
    for n, (_field, words) in enumerate(ground.called):
        if values := [str(value) for value in words(word)]:
            found.append(Clause(f"called{n}::text = ANY(%s)", (values,)))
    return _any(found)


def _by_pieces(word: str) -> Clause:
    ways = dict.fromkeys([word, *(readings(word) if _is_latin(word) else ())])
    return _any(Clause("pieces @> %s::text[]", (pieces_of(way),)) for way in ways)


def _like(column: str, text: str) -> Clause:
    return Clause(f"upper({column}) LIKE upper(%s)", (text,))


def _plain(text: str) -> str:
    """Signs that mean something in a pattern stand for themselves."""
    return _SIGNS.sub(r"\\\g<0>", text)


def _any(conditions: Iterable[Clause]) -> Clause:
    return _joined(" OR ", conditions)


def _joined(word: str, conditions: Iterable[Clause]) -> Clause:
    """False where there is none to be met."""
    some = list(conditions)
    values = tuple(value for one in some for value in one.values)
    return Clause(f"({word.join(one.sql for one in some) or 'false'})", values)


def _is_latin(word: str) -> bool:
    return word.isascii() and word.isalpha()
