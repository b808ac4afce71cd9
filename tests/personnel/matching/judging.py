"""A matching against the oracle: what the tests and `make matching` ask of each."""

from personnel.matching.solve import matched

from . import markets, oracle


def judged(market):
    """Stable, within all bounds, and the best there is for every officer."""
    found = matched(market)
    assert found.stable
    assert found.blocking == ()
    sound(market, found)
    stable = oracle.stable(market)
    assert found.post_of() in stable
    for other in stable:
        assert oracle.at_least_as_good(market, found.post_of(), other)
    return found


def sound(market, found):
    """What can be said of a matching of any size."""
    pairs = set(found.post_of().items())
    assert oracle.kept(market, pairs)
    assert all(oracle.acceptable(market, *pair) for pair in pairs)
    for officer in market.officers:
        post = found.post_of().get(officer.id)
        assert post is None or post in officer.ranks or market.coupled.get(officer.id)
        assert (post is None) == (officer.id in found.unmatched)
    for post in market.posts:
        places = [post.ranks.index(officer) for officer in found.posts[post.id]]
        assert places == sorted(places)
    assert {each.group for each in found.missed} == {
        group.id
        for group in market.groups
        if sum(post in group.posts for _, post in pairs) < group.least
    }


def judged_couples(market):
    """Stable, or there is no stable matching at all."""
    found = matched(market)
    sound(market, found)
    stable = oracle.stable(market)
    assert found.verdict == ("stable" if stable else "none_exists")
    assert bool(found.blocking) != found.stable
    if found.stable:
        assert found.post_of() in stable
    return found


def kinds():
    """Kinds of random selections, each with how it is judged."""
    return {
        "small": lambda rng: judged(markets.small(rng)),
        "small, groups": lambda rng: judged(markets.small(rng, groups=True)),
        "adversarial": lambda rng: judged(markets.hard(rng)),
        "large": lambda rng: large(rng, couples=0),
        "couples": lambda rng: judged_couples(
            markets.coupled(rng, some(rng, groups=False), rng.choice([1, 1, 2]))
        ),
        "couples, groups": lambda rng: judged_couples(
            markets.coupled(rng, some(rng, groups=True), rng.choice([1, 1, 2]))
        ),
        "couples, large": lambda rng: large(rng, couples=rng.randint(1, 6)),
    }


def some(rng, *, groups):
    return rng.choice([markets.full, markets.small])(rng, groups=groups)


def large(rng, *, couples):
    """Too large for the oracle: it keeps all bounds, and its verdict is true of it."""
    size = rng.randint(20, 60), rng.randint(4, 12), rng.randint(2, 8)
    market = markets.large(rng, *size, groups=rng.random() < 0.5)
    market = markets.coupled(rng, market, couples, 20)
    found = matched(market)
    assert couples or found.stable
    assert bool(found.blocking) != found.stable
    sound(market, found)
    return found
