"""A selection tried out with other lists or places, and what that changes for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from .facts import Group, Market, Officer, Post
from .findings import Matching
from .solve import matched

Entry = TypeVar("Entry", Post, Officer, Group)


@dataclass(frozen=True, slots=True)
class Instead:
    """Entries that stand in for those of the same id."""

    posts: tuple[Post, ...] = ()
    officers: tuple[Officer, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """An officer who ends elsewhere; None is nowhere.

    ``better`` by the list he has without the change; None if that does not say.
    """

    officer: str
    before: str | None
    after: str | None
    better: bool | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Both matchings, who moves, and posts that end fuller or emptier."""

    before: Matching
    after: Matching
    moves: tuple[Move, ...]
    filled: tuple[tuple[str, int, int], ...]
    """(post, officers before, officers after)"""


def compared(market: Market, instead: Instead) -> Difference:
    """What a change does; ValueError if it names an id that is not there."""
    before, after = matched(market), matched(applied(market, instead))
    old, new = before.post_of(), after.post_of()
    moves = [
        Move(each.id, old.get(each.id), new.get(each.id), _better(each, old, new))
        for each in market.officers
        if old.get(each.id) != new.get(each.id)
    ]
    filled = [
        (post, len(held), len(after.posts[post]))
        for post, held in before.posts.items()
        if len(held) != len(after.posts[post])
    ]
    return Difference(before, after, tuple(moves), tuple(filled))


def applied(market: Market, instead: Instead) -> Market:
    """The market with the entries exchanged."""
    return replace(
        market,
        posts=_exchanged(market.posts, instead.posts),
        officers=_exchanged(market.officers, instead.officers),
        groups=_exchanged(market.groups, instead.groups),
    )


def _exchanged(entries: Sequence[Entry], instead: Iterable[Entry]) -> tuple[Entry, ...]:
    new = {each.id: each for each in instead}
    unknown = sorted(new.keys() - {each.id for each in entries})
    if unknown:
        raise ValueError(f"not in the selection: {', '.join(unknown)}")
    return tuple(new.get(each.id, each) for each in entries)


def _better(officer: Officer, old: dict[str, str], new: dict[str, str]) -> bool | None:
    ranks = (*officer.ranks, None)
    before, after = old.get(officer.id), new.get(officer.id)
    if before not in ranks or after not in ranks:
        return None
    return ranks.index(after) < ranks.index(before)
