"""A selection of 2,000 officers for 300 posts, 20 choices each: `-m bench.matching`.

Some posts are wanted by far more officers than others, chiefs rank all who rank them
but a few; a tenth more officers than places. Alone, with groups two deep over all
posts, and with couples.
"""

from __future__ import annotations

import random
from dataclasses import replace

from bench.figures import Figure, ms, seconds, tell
from personnel.matching.explaining import explained
from personnel.matching.facts import Couple, Group, Market, Officer, Post
from personnel.matching.solve import matched

OFFICERS, POSTS, CHOICES = 2_000, 300, 20
DISTRICTS, REGIONS = 30, 6
COUPLES, PAIRS = 20, 40
MOST_SECONDS = 5.0


def main() -> None:
    alone = market(random.Random(1))
    kinds = {"": alone, ", groups": grouped(alone), ", couples": coupled(alone)}
    tell([round_of(name, each) for name, each in kinds.items()])


def round_of(name: str, selection: Market) -> Figure:
    """Match it, look for blocking pairs, give everybody reasons."""
    found = matched(selection)
    assert found.stable
    solving = min(seconds(lambda: matched(selection)) for _ in range(3))
    telling = min(seconds(lambda: explained(selection, found)) for _ in range(3))
    whole = solving + telling
    return Figure(
        f"selection of {OFFICERS:,} officers{name}: matched and explained",
        f"{ms(whole)} (matched {ms(solving)}), {len(found.unmatched)} unmatched",
        f"≤ {MOST_SECONDS:.0f} s",
        whole <= MOST_SECONDS,
        {"matched": solving, "unmatched": len(found.unmatched)},
        value=whole,
        unit="s",
    )


def market(rng: random.Random) -> Market:
    officers = [f"o{n}" for n in range(OFFICERS)]
    posts = [f"p{n}" for n in range(POSTS)]
    ranks = {each: wanted(rng, posts) for each in officers}
    chiefs: dict[str, list[str]] = {post: [] for post in posts}
    for officer, choices in ranks.items():
        for post in choices:
            if rng.random() < 0.9:
                chiefs[post].append(officer)
    for chief in chiefs.values():
        rng.shuffle(chief)
    places = [rng.choice([3, 6, 9]) for _ in posts]
    return Market(
        tuple(
            Post(post, count, tuple(chiefs[post]))
            for post, count in zip(posts, places, strict=True)
        ),
        tuple(Officer(each, tuple(ranks[each])) for each in officers),
    )


def wanted(rng: random.Random, posts: list[str]) -> list[str]:
    """Distinct posts, the first ones of the list more often."""
    found: dict[str, None] = {}
    while len(found) < CHOICES:
        found[posts[int(POSTS * rng.random() ** 1.5)]] = None
    return list(found)


def grouped(selection: Market) -> Market:
    """Districts of ten posts in regions of fifty, each with less than its places."""
    groups = []
    for count in (DISTRICTS, REGIONS):
        size = POSTS // count
        for n in range(count):
            posts = selection.posts[n * size : (n + 1) * size]
            places = sum(post.capacity for post in posts)
            share = places * (9 if count == DISTRICTS else 8) // 10
            ids = tuple(post.id for post in posts)
            groups.append(Group(f"{count}/{n}", ids, share))
    return replace(selection, groups=tuple(groups))


def coupled(selection: Market) -> Market:
    """Couples who rank pairs of what each of them ranked."""
    rng = random.Random(2)
    couples, officers = [], list(selection.officers)
    for n in range(COUPLES):
        one, other = officers[2 * n : 2 * n + 2]
        pairs = [(p, q) for p in one.ranks for q in other.ranks]
        chosen = tuple(rng.sample(pairs, PAIRS))
        couples.append(Couple((one.id, other.id), chosen))
        officers[2 * n : 2 * n + 2] = [replace(one, ranks=()), replace(other, ranks=())]
    return replace(selection, officers=tuple(officers), couples=tuple(couples))


if __name__ == "__main__":
    main()
