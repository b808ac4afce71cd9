"""A market in whole numbers: claims, and the sets whose room they share.

A *claim* is an officer at a post that would take him. Claims are numbered so that the
smaller goes first: by the officer's place on the chief's list, then by the order of
posts. At one post that is the chief's own order; between posts of a group it is the
order in which the group is filled.
"""

from __future__ import annotations

from .facts import Group, Market, Officer, overlapping

Choice = tuple[int, ...]
"""Claims that are made together: one, or two of a couple."""


class Table:
    """Units choose; the first are single officers, then come the couples."""

    def __init__(self, market: Market) -> None:
        if pair := overlapping(market.groups):
            raise ValueError(f"groups {pair[0].id} and {pair[1].id} overlap")
        self.market = market
        self.posts = len(market.posts)
        self.post = {post.id: n for n, post in enumerate(market.posts)}
        self.officer = {each.id: n for n, each in enumerate(market.officers)}
        self.places = [post.capacity for post in market.posts]
        self.path = self._paths()
        self._ranked = [
            [self.officer[officer] for officer in post.ranks] for post in market.posts
        ]
        self.choices = [self._choices(each) for each in market.officers]
        self.couples = [each.officers for each in market.couples]
        self.choices += [self._joint(n) for n in range(len(self.couples))]
        self.unit = list(range(len(market.officers)))
        for n, couple in enumerate(self.couples, len(market.officers)):
            for officer in couple:
                self.unit[self.officer[officer]] = n

    def _paths(self) -> list[tuple[int, ...]]:
        """The sets each post lies in, itself first, the widest last."""
        path = [[n] for n in range(self.posts)]
        bounded = [group for group in self.market.groups if group.most is not None]
        for group in sorted(bounded, key=_size):
            for post in group.posts:
                path[self.post[post]].append(len(self.places))
            self.places.append(group.most or 0)
        return [tuple(sets) for sets in path]

    def claim(self, officer: str, post: str) -> int | None:
        """The number of a claim, None where the post would not take the officer."""
        place = self.market.place[post].get(officer)
        return None if place is None else place * self.posts + self.post[post]

    def post_of(self, claim: int) -> int:
        return claim % self.posts

    def officer_of(self, claim: int) -> int:
        return self._ranked[claim % self.posts][claim // self.posts]

    def _choices(self, officer: Officer) -> list[Choice]:
        if officer.id in self.market.coupled:
            return []
        found = [self.claim(officer.id, post) for post in officer.ranks]
        return [(claim,) for claim in found if claim is not None]

    def _joint(self, n: int) -> list[Choice]:
        """Pairs of a couple as claims; a pair with a refused half is no choice."""
        couple = self.market.couples[n]
        found = []
        for pair in couple.ranks:
            halves = [
                self.claim(officer, post)
                for officer, post in zip(couple.officers, pair, strict=True)
                if post is not None
            ]
            claims = tuple(claim for claim in halves if claim is not None)
            if claims and len(claims) == len(halves):
                found.append(claims)
        return found


def _size(group: Group) -> int:
    return len(set(group.posts))
