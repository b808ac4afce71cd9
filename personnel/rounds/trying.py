"""A matched round tried out with other places or without an officer: on a copy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from personnel.matching.facts import Market, Officer, Post
from personnel.matching.reading import understood
from personnel.matching.what_if import Difference, Instead, compared
from personnel.models import RoundPost, RoundResult
from personnel.rounds.words import Names

MOST_WITH_COUPLES = 60  # officers; more might keep the page waiting for the solver


@dataclass(frozen=True)
class Moved:
    """Who would end elsewhere; empty is nowhere. `better`: by his own list."""

    number: str
    name: str
    before: str
    after: str
    better: bool | None


@dataclass(frozen=True)
class Tried:
    """What the change would do; nothing of it is kept."""

    moves: list[Moved]
    matched: int
    matched_before: int
    stable: bool


def too_large(market: Market) -> bool:
    """Whether trying it out could keep somebody waiting."""
    return bool(market.couples) and len(market.officers) > MOST_WITH_COUPLES


def market_in(result: RoundResult) -> Market:
    """The selection that was matched."""
    return understood(result.market)


def tried(
    result: RoundResult,
    market: Market,
    *,
    places: tuple[RoundPost, int] | None = None,
    without: str = "",
) -> Tried:
    """`places`: a post with so many places instead; `without`: the number of an officer
    who would not take part."""
    posts: tuple[Post, ...] = ()
    officers: tuple[Officer, ...] = ()
    if places is not None:
        post = market.post[str(places[0].pk)]
        posts = (replace(post, capacity=places[1]),)
    if without:
        officers = (replace(market.officer[without], ranks=()),)
    found = compared(market, Instead(posts=posts, officers=officers))
    return _told(result, found)


def _told(result: RoundResult, found: Difference) -> Tried:
    names = Names.of(result.round)
    people = dict(
        result.round.officers.values_list("officer__police_number", "officer__name")
    )

    def label(post: str | None) -> str:
        return names.posts[post][0] if post else ""

    moves = [
        Moved(
            each.officer,
            people[each.officer],
            label(each.before),
            label(each.after),
            each.better,
        )
        for each in found.moves
    ]
    after, before = found.after.post_of(), found.before.post_of()
    return Tried(moves, len(after), len(before), found.after.stable)
