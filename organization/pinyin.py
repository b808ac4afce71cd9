"""Pinyin for search: 重庆路 is found by `cqlpcs`, polyphones in context included."""

from pypinyin import Style, lazy_pinyin


def initials(text: str) -> str:
    """First letters of the syllables, lower case; other characters as they are."""
    letters = lazy_pinyin(text, style=Style.FIRST_LETTER, errors="default")
    return "".join(letters).lower().replace(" ", "")[:120]


def sort_key(text: str) -> str:
    """Full pinyin, for ordering people by name."""
    return " ".join(lazy_pinyin(text, style=Style.TONE3)).lower()[:120]
