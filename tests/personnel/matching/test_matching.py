"""Stable and best for officers: against every matching there is."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personnel.matching.facts import Group, Market, Officer, Post
from personnel.matching.proposing import Proposals
from personnel.matching.solve import matched
from personnel.matching.stability import blocking
from personnel.matching.table import Table

from . import markets, oracle
from .judging import judged, sound


@pytest.mark.parametrize("groups", [False, True])
@pytest.mark.parametrize("chunk", range(3))
def test_small_ones_are_stable_and_best_for_officers(chunk, groups):
    rng = random.Random(f"{chunk}{groups}")
    for _ in range(60):
        judged(markets.small(rng, groups=groups))


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_whatever_one_thinks_of(rng):
    judged(markets.small(rng, groups=True))


@pytest.mark.parametrize("groups", [False, True])
def test_large_ones_are_stable(groups):
    rng = random.Random(1)
    for _ in range(10):
        market = markets.large(rng, groups=groups)
        sound(market, matched(market))


@pytest.mark.parametrize("chunk", range(2))
def test_the_hardest_families(chunk):
    rng = random.Random(f"hard {chunk}")
    for _ in range(40):
        judged(markets.hard(rng))


def test_the_most_proposals_there_can_be():
    n = 12
    table = Table(markets.cyclic(n))
    done = Proposals(table).run(range(n))
    assert sum(done.next) == n * n - n + 1
    assert matched(markets.cyclic(n)).stable
    judged(markets.cyclic(4))


def test_all_alike_fills_from_the_top():
    found = matched(markets.alike(6, 2))
    assert found.posts["p0"] == ("o0", "o1")
    assert found.posts["p2"] == ("o4", "o5")
    assert found.posts["p5"] == ()


def test_nobody_is_forced():
    found = matched(markets.one_sided(6))
    assert len(found.unmatched) == 6


@pytest.mark.parametrize(
    ("capacity", "matches"), [(0, ()), (2, ("o0", "o1")), (50, ("o0", "o1", "o2"))]
)
def test_places_for_none_for_some_and_for_more_than_there_are(capacity, matches):
    names = ("o0", "o1", "o2")
    market = Market(
        (Post("p", capacity, names),), tuple(Officer(o, ("p",)) for o in names)
    )
    assert judged(market).posts["p"] == matches


def test_nothing_at_all():
    found = matched(Market((), ()))
    assert (found.posts, found.unmatched, found.verdict) == ({}, (), "stable")


def test_the_order_of_officers_changes_nothing():
    rng = random.Random(4)
    for _ in range(20):
        market = markets.large(rng, 20, 6, 4, groups=True)
        turned = list(market.officers)
        rng.shuffle(turned)
        again = Market(market.posts, tuple(turned), market.bars, market.groups)
        assert matched(again).posts == matched(market).posts


def test_no_officer_gains_by_another_list():
    rng = random.Random(5)
    for _ in range(40):
        market = markets.small(rng, groups=True)
        posts = [post.id for post in market.posts]
        for n, officer in enumerate(market.officers):
            other = Officer(officer.id, markets.some(rng, posts))
            told = (*market.officers[:n], other, *market.officers[n + 1 :])
            lied = matched(Market(market.posts, told, market.bars, market.groups))
            ranks = [*officer.ranks, None]
            got = lied.post_of().get(officer.id)
            truth = matched(market).post_of().get(officer.id)
            assert got not in ranks or ranks.index(truth) <= ranks.index(got)


def test_a_group_decides_by_place_on_the_chiefs_list():
    """Region of one: the first choice of a chief goes before the second of another."""
    market = Market(
        (Post("p", 1, ("x", "y")), Post("q", 1, ("x", "z", "y"))),
        (Officer("x", ()), Officer("y", ("p",)), Officer("z", ("q",))),
        groups=(Group("region", ("p", "q"), 1, 0),),
    )
    # y is second at p, z second at q: equal places, the post named first goes before.
    assert judged(market).posts == {"p": ("y",), "q": ()}


def test_what_a_group_is_to_have_is_told_and_not_forced():
    market = Market(
        (Post("p", 3, ("x",)),),
        (Officer("x", ("p",)),),
        groups=(Group("g", ("p",), None, 2), Group("h", ("p",), 1, 1)),
    )
    (one,) = judged(market).missed
    assert (one.group, one.least, one.filled) == ("g", 2, 1)


def test_groups_that_cross_are_refused():
    groups = (Group("g", ("p", "q"), 1), Group("h", ("q", "r"), 1))
    market = Market(tuple(Post(p, 1) for p in "pqr"), (), groups=groups)
    with pytest.raises(ValueError, match="overlap"):
        matched(market)


def test_blocking_pairs_are_exactly_the_oracles():
    """On matchings that are not stable, too."""
    rng = random.Random(6)
    seen = set()
    for _ in range(60):
        market = markets.small(rng, groups=True)
        for picked, pairs in list(oracle.feasible(market))[:40]:
            told = bool(blocking(market, dict(pairs)))
            assert told == oracle.blocked(market, picked, pairs)
            seen.add(told)
    assert seen == {True, False}
