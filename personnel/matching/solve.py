"""From the facts of a selection to who goes where."""

from __future__ import annotations

from collections.abc import Iterable

from .facts import Market
from .findings import Matching, Missed, Verdict
from .proposing import Proposals
from .stability import blocking
from .table import Table


def matched(market: Market) -> Matching:
    """The stable matching that is best for every officer.

    ValueError where groups overlap.
    """
    table = Table(market)
    held = Proposals(table).run(range(len(market.officers))).holding.claims()
    return matching(table, held, "stable", officer_optimal=True)


def matching(
    table: Table,
    claims: Iterable[int],
    verdict: Verdict,
    *,
    officer_optimal: bool | None,
) -> Matching:
    """Claims as a matching, looked over; a stable one that is not raises."""
    market = table.market
    posts: dict[str, list[str]] = {post.id: [] for post in market.posts}
    post_of: dict[str, str] = {}
    for claim in sorted(claims):
        post = market.posts[table.post_of(claim)].id
        officer = market.officers[table.officer_of(claim)].id
        posts[post].append(officer)
        post_of[officer] = post
    found = blocking(market, post_of)
    if bool(found) == (verdict == "stable"):
        raise AssertionError(f"{verdict}, but blocked by {found}")
    return Matching(
        {post: tuple(officers) for post, officers in posts.items()},
        tuple(each.id for each in market.officers if each.id not in post_of),
        found,
        verdict,
        officer_optimal,
        missed(market, posts),
    )


def missed(market: Market, posts: dict[str, list[str]]) -> tuple[Missed, ...]:
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
