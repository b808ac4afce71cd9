"""What is stable, by trying everything: small markets only, nothing of the product.

A matching is a dict officer -> post without the unmatched.
"""

from itertools import product


def acceptable(market, officer, post):
    chief = next(each for each in market.posts if each.id == post)
    return officer in chief.ranks and (officer, post) not in market.bars


def claim(market, officer, post):
    """The smaller goes first: place on the chief's list, then the order of posts."""
    n = next(n for n, each in enumerate(market.posts) if each.id == post)
    return market.posts[n].ranks.index(officer), n


def bounds(market):
    """(posts, places) of every post and group."""
    yield from (({each.id}, each.capacity) for each in market.posts)
    yield from (
        (set(each.posts), each.most) for each in market.groups if each.most is not None
    )


def kept(market, pairs):
    """No post and no group holds more than its places."""
    return all(
        sum(post in posts for _, post in pairs) <= places
        for posts, places in bounds(market)
    )


def chosen(market, pairs):
    """What posts and groups choose together: the best claims first, while they fit."""
    found = set()
    for pair in sorted(pairs, key=lambda each: claim(market, *each)):
        if kept(market, found | {pair}):
            found.add(pair)
    return found


def options(market):
    """Per single officer or couple: sets of pairs, the best first, at last nothing."""
    coupled = {officer for couple in market.couples for officer in couple.officers}
    for officer in market.officers:
        if officer.id not in coupled:
            wanted = [{(officer.id, post)} for post in officer.ranks]
            yield _possible(market, wanted)
    for couple in market.couples:
        wanted = [
            {(o, p) for o, p in zip(couple.officers, pair, strict=True) if p}
            for pair in couple.ranks
        ]
        yield _possible(market, wanted)


def _possible(market, wanted):
    fit = [
        frozenset(each) for each in wanted if all(acceptable(market, *p) for p in each)
    ]
    return [*fit, frozenset()]


def feasible(market):
    """Every matching that nobody was forced into and that keeps all bounds."""
    for picked in product(*options(market)):
        pairs = frozenset().union(*picked)
        if kept(market, pairs):
            yield picked, pairs


def blocked(market, picked, pairs):
    """Does anybody prefer something that would be chosen?

    A single officer's claim is weighed beside all that is held, his own included; a
    couple leaves its places first.
    """
    for ranked, now in zip(options(market), picked, strict=True):
        for better in ranked[: ranked.index(now)]:
            couple = len({officer for each in ranked for officer, _ in each}) > 1
            rest = pairs - now if couple else pairs
            if better <= chosen(market, rest | better):
                return True
    return False


def stable(market):
    """Every stable matching."""
    return [
        dict(pairs)
        for picked, pairs in feasible(market)
        if not blocked(market, picked, pairs)
    ]


def at_least_as_good(market, one, other):
    """Is ``one`` as good as ``other`` or better for every single officer?"""
    for officer in market.officers:
        ranks = [*officer.ranks, None]
        if ranks.index(one.get(officer.id)) > ranks.index(other.get(officer.id)):
            return False
    return True
