"""A matching against the oracle: what the tests and `make matching` ask of each."""

from personnel.matching.solve import matched

from . import oracle


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
