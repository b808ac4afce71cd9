"""What goes into a selection: posts, officers, and what binds them. Ids are text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

Pair = tuple[str | None, str | None]
"""Where a couple goes, in the order of its officers; None is nowhere."""


@dataclass(frozen=True, slots=True)
class Post:
    """``ranks`` are the officers the chief would take, the best first, no others."""

    id: str
    capacity: int
    ranks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Officer:
    """``ranks`` are the posts the officer would take, the best first, no others."""

    id: str
    ranks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that together take ``most`` officers; fewer than ``least`` is told.

    Any two groups are apart or one lies within the other.
    """

    id: str
    posts: tuple[str, ...]
    most: int | None = None
    least: int = 0


@dataclass(frozen=True, slots=True)
class Couple:
    """Two officers who choose together, out of pairs; their own ``ranks`` are empty."""

    officers: tuple[str, str]
    ranks: tuple[Pair, ...]


@dataclass(frozen=True)
class Market:
    """One selection. ``bars`` are (officer, post) that must not be, whoever wants it.

    Every id is there once, every id that is named is there, nothing is ranked twice.
    """

    posts: tuple[Post, ...]
    officers: tuple[Officer, ...]
    bars: frozenset[tuple[str, str]] = frozenset()
    groups: tuple[Group, ...] = ()
    couples: tuple[Couple, ...] = ()

    @cached_property
    def post(self) -> dict[str, Post]:
        """Posts by id."""
        return {post.id: post for post in self.posts}

    @cached_property
    def officer(self) -> dict[str, Officer]:
        """Officers by id."""
        return {officer.id: officer for officer in self.officers}

    @cached_property
    def place(self) -> dict[str, dict[str, int]]:
        """post -> officer -> place on the chief's list, from 0; the barred left out."""
        return {
            post.id: {
                officer: place
                for place, officer in enumerate(post.ranks)
                if (officer, post.id) not in self.bars
            }
            for post in self.posts
        }

    @cached_property
    def coupled(self) -> dict[str, Couple]:
        """The couple of each officer who is in one."""
        return {officer: each for each in self.couples for officer in each.officers}

    def acceptable(self, officer: str, post: str) -> bool:
        """The chief would take him and nothing bars it; what he wants is not asked."""
        return officer in self.place[post]


def overlapping(groups: Iterable[Group]) -> tuple[Group, Group] | None:
    """Two groups neither apart nor one within the other, if there are any."""
    innermost: dict[str, Group] = {}
    for group in sorted(groups, key=lambda each: len(set(each.posts))):
        held = {
            innermost[post].id: innermost[post]
            for post in group.posts
            if post in innermost
        }
        for inner in held.values():
            if not set(inner.posts) <= set(group.posts):
                return inner, group
        innermost |= dict.fromkeys(group.posts, group)
    return None
