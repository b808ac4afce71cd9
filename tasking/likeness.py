"""How alike two texts in Chinese are: by pairs of neighbouring characters they share.

Nobody writes blanks between Chinese words, so what is compared is every pair of
characters; of Latin letters and digits, whole words. A pair is kept as a number, so
that a thousand texts fit into an index of PostgreSQL itself, without an extension.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable

MOST_KEPT = 240
MOST_ASKED = 48
ALIKE = 0.34
LEAST_SHARED = 2

_RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_FILLING = re.compile(
    r"请问|怎么办|如何|怎么|怎样|是否|能否|可否|哪些|什么|问题|困难|诉求|情况|工作|开展|"
    r"派出所|本所|我所|我们|民警|需要|目前|现在|无法|不能|没有|关于|进行|相关|有关|的|了|吗"
)


def pairs_of(*texts: str, most: int = MOST_KEPT) -> list[int]:
    """The pairs of the texts as numbers, each once, in the order they stand there; of
    a long text the first `most`."""
    found: dict[int, None] = {}
    for text in texts:
        for piece in _pieces(text):
            found[zlib.crc32(piece.encode()) & 0x7FFFFFFF] = None
    return list(found)[:most]


def likeness(asked: Iterable[int], found: Iterable[int]) -> float:
    """Which part of what is asked stands in what was found, 0 to 1; 0 where only one
    pair is shared: that says nothing."""
    wanted = set(asked)
    shared = len(wanted.intersection(found))
    return shared / len(wanted) if shared >= LEAST_SHARED else 0.0


def _pieces(text: str) -> Iterable[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    for run in _RUN.findall(_FILLING.sub("\n", folded)):
        if run[0].isascii():
            yield run
        else:
            yield from (run[n : n + 2] for n in range(len(run) - 1))
