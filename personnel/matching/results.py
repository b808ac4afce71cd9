"""Claims that are held in the end, as a matching that has been looked over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .facts import Market
from .findings import Matching, Missed, Verdict
from .stability import blocking
from .table import Table


def result(
    table: Table,
    claims: Iterable[int],
    verdict: Verdict = "stable",
    *,
    officer_optimal: bool | None = None,
) -> Matching:
    """The matching of some claims; AssertionError if the verdict is not true of it."""
    market = table.market
    posts = seated(table, claims)
    post_of = {each: post for post, held in posts.items() for each in held}
    found = blocking(market, post_of)
    if bool(found) == (verdict == "stable"):
        raise AssertionError(f"{verdict}, but blocked by {found}")
    return Matching(
        posts,
        tuple(each.id for each in market.officers if each.id not in post_of),
        found,
        verdict,
        officer_optimal,
        _missed(market, posts),
    )


def seated(table: Table, claims: Iterable[int]) -> dict[str, tuple[str, ...]]:
    """post -> its officers, in the chief's order."""
    posts: dict[str, list[str]] = {post.id: [] for post in table.market.posts}
    for claim in sorted(claims):
        post = table.market.posts[table.post_of(claim)].id
        posts[post].append(table.market.officers[table.officer_of(claim)].id)
    return {post: tuple(officers) for post, officers in posts.items()}


def _missed(market: Market, posts: Mapping[str, Sequence[str]]) -> tuple[Missed, ...]:
    """Groups below their least."""
    filled = {
        group.id: sum(len(posts[post]) for post in set(group.posts))
        for group in market.groups
    }
    return tuple(
        Missed(group.id, group.least, filled[group.id])
        for group in market.groups
        if filled[group.id] < group.least
    )
