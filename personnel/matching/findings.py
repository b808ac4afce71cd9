"""What comes out of a selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["stable", "none_exists", "none_found"]
"""``none_exists`` is proved; ``none_found`` is not, there may be a stable one."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """Officers who would rather be at these posts, which would take them.

    One officer and one post, or both of a couple; None is nowhere.
    """

    officers: tuple[str, ...]
    posts: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A group that got fewer officers than it was to have."""

    group: str
    least: int
    filled: int


@dataclass(frozen=True, slots=True)
class Matching:
    """Who goes where.

    ``posts`` lists the officers of every post in its chief's order, ``unmatched`` is in
    the order of the input. ``blocking`` is found by looking at the outcome alone; it is
    empty if and only if the verdict is ``stable``. ``officer_optimal``: no stable
    matching is better for any officer; None with couples, where nothing is said of it.
    """

    posts: Mapping[str, tuple[str, ...]]
    unmatched: tuple[str, ...]
    blocking: tuple[Blocking, ...]
    verdict: Verdict
    officer_optimal: bool | None
    missed: tuple[Missed, ...] = ()

    @property
    def stable(self) -> bool:
        return self.verdict == "stable"

    def post_of(self) -> dict[str, str]:
        """officer -> post, of those who are matched."""
        return {each: post for post, held in self.posts.items() for each in held}
