"""Requests for the same data or the same visit: who asks twice, and what once saves.

Two requests of different requesters are a duplicate when their windows overlap and

- ``items``  they ask for the same data: at least half of the shorter list is shared,
  and either two items are or the titles are alike too (a tag such as «places checked»
  alone says little);
- ``visit``  they are the same kind of visit: two inspections of the station, whatever
  they look at, or two calls on the same people or places (a task whose title says so,
  see ``CALLS``);
- ``title``  at least one has no tags, and their titles say the same thing.

Every pair says which of these holds, with the shared items and the likeness of the
titles (0-100), so that anybody can follow it. Who shares a window's time is told by
the caller: an inspection is given the days after it in which it can be joined.

Candidates come from an inverted index over tags and pairs of characters; none is
missed by it (see ``_grams``), and few are compared. Times are minutes, work is units,
as in ``coordination.core.facts``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.fuzz import ratio

Basis = Literal["items", "visit", "title"]

SAME_TITLE = 85  # titles that say the same thing
SAME_SUBJECT = 75  # calls on the same people or places
NEAR = 50  # enough to let a single shared item count

EVER = -(2**63)
NEVER = -EVER
"""They stand for a limit that is not there."""

CALLS = (
    *("走访", "入户", "上门", "检查", "核查", "排查"),
    *("抽查", "巡查", "清查", "暗访", "回访"),
)
"""Words of a title that make a task a call of the station's officers on somebody."""

_FILLING = re.compile(
    r"关于|开展|做好|进一步|加强|通知|工作|情况|专项|行动|集中|的|"
    r"[一二三四]季度|上半年|下半年|年度|\d+[年月日号]?"
)
_CALLS = re.compile("|".join(CALLS))
_TAIL = re.compile(
    r"(?<=..)(?:数据|数量|情况|信息|统计表?|清单|台账|明细|汇总表?|数|表)$"
)
_WORK = ("task", "campaign", "publicity")


@dataclass(frozen=True, slots=True)
class Request:
    """What one requester asks of a station, or of several alike.

    [start, end): None means without limit. ``family`` names the order it belongs to:
    an order and its relay by the bureau below are one request, counted once.
    ``effort`` (units) None is not estimated.
    """

    id: str
    department: str
    kind: str
    title: str
    items: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    effort: int | None = None
    family: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two requests that could be one; [start, end) is when both run.

    ``items`` are the shared ones as the first writes them, ``score`` the likeness of
    the titles. ``saved`` (units) is the smaller effort, of shared items the smaller of
    their parts; None where either is not estimated. ``first`` comes before ``second``
    in the order the requests were given.
    """

    first: str
    second: str
    basis: Basis
    items: tuple[str, ...]
    score: int
    start: int | None
    end: int | None
    saved: int | None


def pairs(requests: Iterable[Request]) -> list[Pair]:
    """Every duplicate among the requests, in the order of the later one."""
    index, found = _Index(), []
    for request in requests:
        read = _Read(request)
        found += index.partners(read)
        index.add(read)
    return found


def partners(asked: Request, others: Iterable[Request]) -> list[Pair]:
    """The duplicates of one request; the others come first in each pair."""
    index = _Index()
    for request in others:
        index.add(_Read(request))
    return index.partners(_Read(asked))


@lru_cache(maxsize=20_000)
def item_key(text: str) -> str:
    """What an item is called, whatever it is written like: «旅馆 数量» is «旅馆»."""
    plain = _plain(text)
    return _TAIL.sub("", plain) or plain


@lru_cache(maxsize=20_000)
def title_key(title: str) -> str:
    """A title without its filling, its dates and its punctuation."""
    plain = _plain(title)
    return _FILLING.sub("", plain) or plain


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def part(effort: int, items: int, some: int) -> int:
    """What some of the items take of an effort (units), by their number; rounded up."""
    return -(-effort * some // items)


class _Read:
    """A request with what is compared of it."""

    __slots__ = ("end", "items", "request", "sort", "start", "subject", "title")

    def __init__(self, request: Request) -> None:
        self.request = request
        self.start = EVER if request.start is None else request.start
        self.end = NEVER if request.end is None else request.end
        self.title = title_key(request.title)
        self.items = {item_key(item): item for item in request.items}
        self.sort = _sort(request)
        self.subject = self.title
        if self.sort == "call":
            self.subject = _CALLS.sub("", self.title) or self.title

    def places(self) -> list[tuple[str, str]]:
        """Where it stands in the index."""
        found = [("item", key) for key in self.items]
        if self.sort == "inspection":
            found.append(("sort", self.sort))
        elif self.sort:
            found += [(self.sort, gram) for gram in _grams(self.subject)]
        return found


def _sort(request: Request) -> str:
    """Requests of one sort can be the same visit or say the same thing."""
    if request.kind in _WORK:
        return "call" if _CALLS.search(request.title) else "work"
    return request.kind if request.kind in ("inspection", "report") else ""


def _grams(text: str) -> set[str]:
    """Pairs of neighbouring characters, and single ones of a short text.

    Two texts of together n characters that share no pair have at most (n + 1) / 3 in
    common, in order; a likeness of 75 takes 0.375 n. So from nine characters on those
    alike share a pair, and below both are short.
    """
    found = {text[n : n + 2] for n in range(len(text) - 1)}
    return found | set(text) if len(text) < 8 else found


class _Index:
    """Requests by what they could share."""

    def __init__(self) -> None:
        self.reads: list[_Read] = []
        self.places: dict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, read: _Read) -> None:
        for key in read.places():
            self.places[key].append(len(self.reads))
        self.reads.append(read)

    def partners(self, read: _Read) -> list[Pair]:
        near = {n for key in read.places() for n in self.places.get(key, ())}
        judged = (_judge(self.reads[n], read) for n in sorted(near))
        return [pair for pair in judged if pair is not None]


def _judge(one: _Read, two: _Read) -> Pair | None:
    """The pair they are, or None."""
    a, b = one.request, two.request
    if a.department == b.department or (a.family and a.family == b.family):
        return None
    start, end = max(one.start, two.start), min(one.end, two.end)
    if start >= end:
        return None
    shared = [key for key in one.items if key in two.items]
    score = int(ratio(one.title, two.title))
    basis = _basis(one, two, len(shared), score)
    if basis is None:
        return None
    items = tuple(one.items[key] for key in shared)
    saved = _saved(one, two, len(shared) if basis == "items" else 0)
    window = (None if start == EVER else start, None if end == NEVER else end)
    return Pair(a.id, b.id, basis, items, score, *window, saved)


def _basis(one: _Read, two: _Read, shared: int, score: int) -> Basis | None:
    if one.sort == two.sort == "inspection":
        return "visit"  # whatever they look at
    shorter = min(len(one.items), len(two.items))
    if shared and 2 * shared >= shorter and (shared > 1 or score >= NEAR):
        return "items"
    if not one.sort or one.sort != two.sort:
        return None
    if one.sort == "call":
        alike = ratio(one.subject, two.subject) >= SAME_SUBJECT
        return "visit" if alike else None
    return "title" if not shorter and score >= SAME_TITLE else None


def _saved(one: _Read, two: _Read, shared: int) -> int | None:
    """What is done twice: the smaller effort, of shared items the smaller part."""
    efforts = (one.request.effort, two.request.effort)
    if efforts[0] is None or efforts[1] is None:
        return None
    if not shared:
        return min(efforts[0], efforts[1])
    counts = (len(one.items), len(two.items))
    return min(efforts[0] * shared // counts[0], efforts[1] * shared // counts[1])
