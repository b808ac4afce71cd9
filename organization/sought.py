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

from django.db.models import Case, F, IntegerField, Q, Value, When

from organization.models.spelling import Initials, Pieces, pieces_of
from organization.pinyin import pattern, readings

LONGEST, MOST_WORDS = 60, 6
NEAR = ("exact", "begins", "initials", "inside")
EXACT, BEGINS, SPELT, INSIDE = range(len(NEAR))
_WORD = re.compile(r"[a-z]+|[0-9]+|[^\W_a-z0-9]+")
Words = Callable[[str], Q]


@dataclass(frozen=True)
class Ground:
    """Where rows are looked for: the fields of their texts, and the one in pinyin.

    `indexed` says that the table has an index over `Pieces` of just these. Words may
    stand in what is `beside` too, whose it is for instance, which makes a row no
    nearer; `more` gives what else a word may mean, a category by its name.
    """

    texts: tuple[str, ...]
    spelt: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    beside_spelt: tuple[str, ...] = ()
    indexed: bool = False
    more: Words | None = None

    def pieces(self) -> Pieces:
        return Pieces(*map(F, self.texts), *(Initials(F(one)) for one in self.spelt))


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

    def within(self, ground: Ground) -> Q:
        """Rows in which every word is found."""
        return self._every(lambda word: self._one(word, ground))

    def candidates(self) -> Q:
        """Rows that an index may give for `within`, and some besides; they need
        `Ground.pieces` as an alias."""
        return self._every(_by_pieces)

    def _every(self, condition: Callable[[str], Q]) -> Q:
        found = Q()
        for word in self.words:
            found &= condition(word)
        if len(self.words) > 1 and self.letters:
            found |= condition(self.letters)
        return found

    def _one(self, word: str, ground: Ground) -> Q:
        texts = (*ground.texts, *ground.beside)
        found = _any(Q(**{f"{text}__icontains": word}) for text in texts)
        spelt = (*ground.spelt, *ground.beside_spelt)
        if spelt and _is_latin(word):
            sound = pattern(word)
            found |= _any(Q(**{f"{one}__regex": sound}) for one in spelt)
        return found | ground.more(word) if ground.more else found

    def exactly(self, fields: Sequence[str]) -> Q:
        return _any(Q(**{field: self.whole}) for field in fields)

    def near(self, ground: Ground) -> Case:
        """How near a row is, the nearest first: see EXACT and the others."""
        texts, spelt = ground.texts, ground.spelt
        begun = {self.whole, "".join(self.words), self.words[0] if self.words else ""}
        whens = [
            When(_any(Q(**{f"{t}__iexact": self.whole}) for t in texts), then=EXACT),
            When(
                _any(Q(**{f"{t}__istartswith": b}) for t in texts for b in begun if b),
                then=BEGINS,
            ),
        ]
        if spelt and self.letters:
            begin = pattern(self.letters).replace("(^| )", "^", 1)
            heard = _any(Q(**{f"{one}__regex": begin}) for one in spelt)
            whens.append(When(heard, then=SPELT))
        return Case(*whens, default=Value(INSIDE), output_field=IntegerField())


def _by_pieces(word: str) -> Q:
    ways = [word, *(readings(word) if _is_latin(word) else ())]
    return _any(Q(pieces__contains=pieces_of(way)) for way in ways)


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=())
    for one in conditions:
        found |= one
    return found


def _is_latin(word: str) -> bool:
    return word.isascii() and word.isalpha()
