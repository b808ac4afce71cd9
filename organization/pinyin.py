"""Pinyin for search: 重庆路 is found by `cqlpcs`, polyphones in context included."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin

MOST_READINGS = 24
LONGEST_SYLLABLE = 6
_TOKEN = re.compile(r"[^\W_]+")
_BEGUN = re.compile(r"(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?(?:[aeiouv]{1,3}(?:ng?|r)?)?")
"""What a syllable looks like as far as it is typed; a few are none, which does no
harm: what is found by them is read in full afterwards."""


def initials(text: str) -> str:
    """First letters of the syllables, lower case; other characters as they are."""
    letters = lazy_pinyin(text, style=Style.FIRST_LETTER, errors="default")
    return "".join(letters).lower().replace(" ", "")[:120]


def sort_key(text: str) -> str:
    """Full pinyin, for ordering people by name."""
    return " ".join(lazy_pinyin(text, style=Style.TONE3)).lower()[:120]


def spelt(text: str) -> str:
    """Full pinyin without tones, a blank after each syllable: «liu yan pai chu suo».
    Digits and Latin words are kept, signs are not."""
    return " ".join(_TOKEN.findall(" ".join(lazy_pinyin(text)).lower()))


def pattern(letters: str) -> str:
    """What finds letters in what `spelt` or `sort_key` writes, for PostgreSQL: each
    goes on in its syllable or begins the next, so that `lypcs`, `liuyanpcs` and
    `liuyanpai` all find 柳堰派出所."""
    return "(^| )" + "(?:[a-z0-9]* )?".join(letters)


def readings(letters: str) -> list[str]:
    """The first letters of the syllables that the letters may be typed for. Of what may
    be read in too many ways, as much from its beginning as leaves few.

    Each beginning is read once, from the shorter ones: taken one by one, the ways of
    thirty times `a` would never end.
    """
    read: list[list[str]] = [[""]]
    for end in range(1, len(letters) + 1):
        ways = dict.fromkeys(
            way + letters[begin]
            for begin in range(max(0, end - LONGEST_SYLLABLE), end)
            if _is_begun(letters[begin:end])
            for way in read[begin]
        )
        read.append(list(ways)[: MOST_READINGS + 1])
    return next(ways for ways in reversed(read) if len(ways) <= MOST_READINGS)


def _is_begun(letters: str) -> bool:
    return letters[0] not in "iuv" and _BEGUN.fullmatch(letters) is not None
