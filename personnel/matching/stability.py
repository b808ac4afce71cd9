"""Is a matching stable? Judged from the facts and the outcome, by the definition alone.

Nothing here knows how the matching was found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from .facts import Couple, Market, Pair
from .findings import Blocking

Claim = tuple[int, int]
"""Place on the chief's list, then the number of the post: the smaller goes first."""


class Outcome:
    """A matching as each post and group sees it."""

    def __init__(self, market: Market, post_of: Mapping[str, str]) -> None:
        self.market = market
        self.post_of = post_of
        self.number = {post.id: n for n, post in enumerate(market.posts)}
        self.sets = self._sets()
        self.claims: dict[str, list[Claim]] = {name: [] for name in self.sets}
        for officer, post in post_of.items():
            for name in self.around(post):
                self.claims[name].append(self.claim(officer, post))
        for held in self.claims.values():
            held.sort()

    def _sets(self) -> dict[str, tuple[frozenset[str], int]]:
        """Posts and bounded groups by a name of their own: which posts, how many."""
        posts = {
            f"post {post.id}": (frozenset({post.id}), post.capacity)
            for post in self.market.posts
        }
        groups = {
            f"group {group.id}": (frozenset(group.posts), group.most)
            for group in self.market.groups
            if group.most is not None
        }
        self._around: dict[str, list[str]] = {post: [] for post in self.number}
        for name, (members, _) in (posts | groups).items():
            for post in members:
                self._around[post].append(name)
        return posts | groups

    def around(self, post: str) -> list[str]:
        """The names of all sets that hold a post."""
        return self._around[post]

    def claim(self, officer: str, post: str) -> Claim:
        return self.market.place[post][officer], self.number[post]

    def would_take(self, officer: str, post: str) -> bool:
        """In every set around the post fewer than all its places are held by better."""
        claim = self.claim(officer, post)
        return all(
            bisect_left(self.claims[name], claim) < self.sets[name][1]
            for name in self.around(post)
        )

    def would_take_pair(self, couple: Couple, pair: Pair) -> bool:
        """Both halves are among what is chosen once the couple has left its places."""
        wanted = {
            self.claim(officer, post)
            for officer, post in zip(couple.officers, pair, strict=True)
            if post is not None
        }
        left = {
            self.claim(officer, self.post_of[officer])
            for officer in couple.officers
            if officer in self.post_of
        }
        names = {name for _, n in wanted for name in self._around_number(n)}
        pool = {claim for name in names for claim in self.claims[name]}
        return wanted <= self._chosen((pool - left) | wanted)

    def _around_number(self, number: int) -> list[str]:
        return self._around[self.market.posts[number].id]

    def _chosen(self, pool: set[Claim]) -> set[Claim]:
        """The best first, as long as no set has more than its places."""
        filled: dict[str, int] = dict.fromkeys(self.sets, 0)
        chosen = set()
        for claim in sorted(pool):
            names = self._around_number(claim[1])
            if all(filled[name] < self.sets[name][1] for name in names):
                chosen.add(claim)
                for name in names:
                    filled[name] += 1
        return chosen


def blocking(market: Market, post_of: Mapping[str, str]) -> tuple[Blocking, ...]:
    """Every officer and every couple with what they prefer and could have."""
    outcome = Outcome(market, post_of)
    return (*_singles(outcome), *_couples(outcome))


def _singles(outcome: Outcome) -> Iterator[Blocking]:
    market = outcome.market
    for officer in market.officers:
        for post in officer.ranks:
            if post == outcome.post_of.get(officer.id):
                break
            if market.acceptable(officer.id, post) and outcome.would_take(
                officer.id, post
            ):
                yield Blocking((officer.id,), (post,))


def _couples(outcome: Outcome) -> Iterator[Blocking]:
    for couple in outcome.market.couples:
        now = tuple(outcome.post_of.get(officer) for officer in couple.officers)
        for pair in couple.ranks:
            if pair == now:
                break
            halves = zip(couple.officers, pair, strict=True)
            if all(
                post is None or outcome.market.acceptable(officer, post)
                for officer, post in halves
            ) and outcome.would_take_pair(couple, pair):
                yield Blocking(couple.officers, pair)
