"""Is a matching stable? Judged from the facts and the outcome, by the definition alone.

Nothing here knows how the matching was found.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from .facts import Couple, Market, Pair
from .findings import Blocking

Claim = tuple[int, int]
"""Place on the chief's list, then the number of the post: the smaller goes first."""


@dataclass(eq=False, slots=True)
class Bound:
    """A post, or a group of them with its id, and the claims it holds."""

    group: str
    posts: frozenset[str]
    places: int
    claims: list[Claim] = field(default_factory=list)

    def better(self, claim: Claim, leaving: Collection[Claim] = ()) -> list[Claim]:
        """What is held by better claims, those of who leaves not counted."""
        held = self.claims[: bisect_left(self.claims, claim)]
        return [each for each in held if each not in leaving]

    def refuses(self, claim: Claim, leaving: Collection[Claim] = ()) -> bool:
        """All places are held by better ones."""
        if bisect_left(self.claims, claim) < self.places:
            return False
        return not leaving or len(self.better(claim, leaving)) >= self.places


class Outcome:
    """A matching as each post and group sees it."""

    def __init__(self, market: Market, post_of: Mapping[str, str]) -> None:
        self.market = market
        self.post_of = post_of
        self._number = {post.id: n for n, post in enumerate(market.posts)}
        self.around: dict[str, list[Bound]] = {post: [] for post in self._number}
        """The bounds of each post, itself first, the widest last."""
        for bound in self._bounds():
            for post in bound.posts:
                self.around[post].append(bound)
        for officer, post in post_of.items():
            for bound in self.around[post]:
                insort(bound.claims, self.claim(officer, post))

    def _bounds(self) -> Iterator[Bound]:
        for post in self.market.posts:
            yield Bound("", frozenset({post.id}), post.capacity)
        groups = [
            Bound(group.id, frozenset(group.posts), group.most)
            for group in self.market.groups
            if group.most is not None
        ]
        yield from sorted(groups, key=lambda bound: len(bound.posts))

    def claim(self, officer: str, post: str) -> Claim:
        """KeyError where the post would not take the officer."""
        return self.market.place[post][officer], self._number[post]

    def officer(self, claim: Claim) -> str:
        """Whose claim it is."""
        place, number = claim
        return self.market.posts[number].ranks[place]

    def held(self, couple: Couple) -> set[Claim]:
        """Where a couple is."""
        return {
            self.claim(each, self.post_of[each])
            for each in couple.officers
            if each in self.post_of
        }

    def would_take(self, officer: str, post: str) -> bool:
        """No bound of the post refuses the officer's claim."""
        claim = self.claim(officer, post)
        return not any(bound.refuses(claim) for bound in self.around[post])

    def would_take_pair(self, couple: Couple, pair: Pair) -> bool:
        """Both halves are among what is chosen once the couple has left its places."""
        wanted = {
            self.claim(officer, post)
            for officer, post in zip(couple.officers, pair, strict=True)
            if post is not None
        }
        pool = {
            claim for post in pair if post for claim in self.around[post][-1].claims
        }
        return wanted <= self._chosen((pool - self.held(couple)) | wanted)

    def _chosen(self, pool: set[Claim]) -> set[Claim]:
        """The best first, as long as no bound has more than its places."""
        filled: dict[Bound, int] = {}
        chosen = set()
        for claim in sorted(pool):
            around = self.around[self.market.posts[claim[1]].id]
            if all(filled.get(bound, 0) < bound.places for bound in around):
                chosen.add(claim)
                for bound in around:
                    filled[bound] = filled.get(bound, 0) + 1
        return chosen


def blocking(market: Market, post_of: Mapping[str, str]) -> tuple[Blocking, ...]:
    """Every officer and every couple with what they prefer and could have."""
    outcome = Outcome(market, post_of)
    return (*_singles(outcome), *_couples(outcome))


def _singles(outcome: Outcome) -> Iterator[Blocking]:
    market = outcome.market
    for officer in market.officers:
        if officer.id in market.coupled:
            continue
        for post in officer.ranks:
            if post == outcome.post_of.get(officer.id):
                break
            takes = market.acceptable(officer.id, post)
            if takes and outcome.would_take(officer.id, post):
                yield Blocking((officer.id,), (post,))


def _couples(outcome: Outcome) -> Iterator[Blocking]:
    market = outcome.market
    for couple in market.couples:
        now = tuple(outcome.post_of.get(officer) for officer in couple.officers)
        for pair in couple.ranks:
            if pair == now:
                break
            halves = zip(couple.officers, pair, strict=True)
            takes = all(
                post is None or market.acceptable(officer, post)
                for officer, post in halves
            )
            if takes and outcome.would_take_pair(couple, pair):
                yield Blocking(couple.officers, pair)
