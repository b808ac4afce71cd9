"""Why somebody is unmatched and why a place stays open: facts, whose words come later.

The same outcome always gives the same reasons; they are read off it, not off the way
it was found.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from .facts import Couple, Market, Officer, Post
from .findings import Matching
from .proposing import Proposals
from .stability import Claim, Outcome
from .table import Table

Reason = Literal[
    "barred", "not_ranked", "closed", "filled", "group_full", "no_room_for_both", "open"
]
"""``open``: nothing stands against it, so the matching is not stable."""
Passing = Literal["elsewhere", "not_wanted", "barred", "group_full", "couple", "open"]


@dataclass(frozen=True, slots=True)
class Why:
    """Why an officer is not at a post.

    ``by`` holds those who go before him, in order: at the post, or, where it is the
    ``group`` that is full, in all of it.
    """

    post: str
    reason: Reason
    by: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An officer without a post, or a couple of whom one or both have none.

    ``choices`` has, for each choice they would rather have, the reasons: one for a
    single officer, of a couple one per half that cannot be. ``would_match`` are the
    posts he did not rank, each of which alone would have matched him as his last
    choice; None with couples in the selection, where this is not looked for.
    """

    officers: tuple[str, ...]
    choices: tuple[tuple[Why, ...], ...]
    would_match: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """Why somebody the chief ranked is not here; ``at`` is where he is instead."""

    officer: str
    reason: Passing
    at: str | None = None


@dataclass(frozen=True, slots=True)
class OpenPost:
    """A post with places left.

    ``group`` is full, so that the places cannot be filled at all. ``unranked`` would
    rather be here than where they are, but the chief did not rank them.
    """

    post: str
    places: int
    passed: tuple[Passed, ...]
    unranked: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everybody unmatched and every post with places left."""

    unmatched: tuple[Unmatched, ...]
    open_posts: tuple[OpenPost, ...]


def explained(market: Market, found: Matching) -> Explanation:
    """The reasons behind a matching of this market."""
    outcome = Outcome(market, found.post_of())
    alone = [each for each in market.officers if each.id not in market.coupled]
    more = {} if market.couples else _further(market, found.unmatched)
    unmatched = [
        Unmatched(
            (each.id,),
            tuple((why_not(outcome, each.id, post, ()),) for post in each.ranks),
            None if market.couples else more[each.id],
        )
        for each in alone
        if each.id not in outcome.post_of
    ]
    couples = [
        Unmatched(each.officers, couple_choices(outcome, each))
        for each in market.couples
        if not all(officer in outcome.post_of for officer in each.officers)
    ]
    open_posts = [
        _open(outcome, alone, post, post.capacity - len(found.posts[post.id]))
        for post in market.posts
        if len(found.posts[post.id]) < post.capacity
    ]
    return Explanation((*unmatched, *couples), tuple(open_posts))


def why_not(
    outcome: Outcome, officer: str, post: str, leaving: Collection[Claim] = ()
) -> Why:
    """Why an officer is not at a post he would rather have; of the outcome alone."""
    market = outcome.market
    if (officer, post) in market.bars:
        return Why(post, "barred")
    if not market.acceptable(officer, post):
        return Why(post, "not_ranked")
    if not market.post[post].capacity:
        return Why(post, "closed")
    claim = outcome.claim(officer, post)
    for bound in outcome.around[post]:
        if bound.refuses(claim, leaving):
            better = bound.better(claim, leaving)
            by = tuple(outcome.officer(each) for each in better)
            reason: Reason = "group_full" if bound.group else "filled"
            return Why(post, reason, by, bound.group)
    return Why(post, "open")


def couple_choices(outcome: Outcome, couple: Couple) -> tuple[tuple[Why, ...], ...]:
    """The pairs before the one a couple has."""
    now = tuple(outcome.post_of.get(officer) for officer in couple.officers)
    ranks = couple.ranks
    before = ranks[: ranks.index(now)] if now in ranks else ranks
    leaving = outcome.held(couple)
    found = []
    for pair in before:
        halves = tuple(
            why_not(outcome, officer, post, leaving)
            for officer, post in zip(couple.officers, pair, strict=True)
            if post is not None
        )
        reasons = tuple(why for why in halves if why.reason != "open")
        if not reasons and not outcome.would_take_pair(couple, pair):
            reasons = tuple(Why(why.post, "no_room_for_both") for why in halves)
        found.append(reasons or halves)
    return tuple(found)


def _further(market: Market, unmatched: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What would have matched each, by proposing on from where it ended."""
    table = Table(market)
    ended = Proposals(table).run(range(len(market.officers)))
    wanted = {each.id: frozenset(each.ranks) for each in market.officers}
    found = {}
    for officer in unmatched:
        claims = {
            post.id: table.claim(officer, post.id)
            for post in market.posts
            if post.id not in wanted[officer]
        }
        found[officer] = tuple(
            post
            for post, claim in claims.items()
            if claim is not None and ended.would_match(table.officer[officer], claim)
        )
    return found


def _open(
    outcome: Outcome, alone: Sequence[Officer], post: Post, places: int
) -> OpenPost:
    market = outcome.market
    here = {each for each, at in outcome.post_of.items() if at == post.id}
    ranked = set(post.ranks)
    wanting = (each for each in alone if _rather(outcome, each, post.id))
    full = [
        bound.group
        for bound in outcome.around[post.id]
        if len(bound.claims) >= bound.places
    ]
    return OpenPost(
        post.id,
        places,
        tuple(_passed(outcome, each, post) for each in post.ranks if each not in here),
        tuple(
            each.id
            for each in wanting
            if each.id not in ranked and (each.id, post.id) not in market.bars
        ),
        full[0] if full else "",
    )


def _rather(outcome: Outcome, officer: Officer, post: str) -> bool:
    """Does an officer prefer a post to where he is?"""
    if post not in officer.ranks:
        return False
    at = outcome.post_of.get(officer.id)
    return at is None or officer.ranks.index(post) < officer.ranks.index(at)


def _passed(outcome: Outcome, officer: str, post: Post) -> Passed:
    market = outcome.market
    at = outcome.post_of.get(officer)
    if (officer, post.id) in market.bars:
        return Passed(officer, "barred", at)
    if couple := market.coupled.get(officer):
        half = couple.officers.index(officer)
        wanted = any(pair[half] == post.id for pair in couple.ranks)
        return Passed(officer, "couple" if wanted else "not_wanted", at)
    own = market.officer[officer]
    if post.id not in own.ranks:
        return Passed(officer, "not_wanted", at)
    if not _rather(outcome, own, post.id):
        return Passed(officer, "elsewhere", at)
    taken = outcome.would_take(officer, post.id)
    return Passed(officer, "open" if taken else "group_full", at)
