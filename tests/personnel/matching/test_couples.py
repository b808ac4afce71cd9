"""Couples: stable, or nothing is, which the oracle confirms."""

import random

import pytest

from personnel.matching.couples.applying import Applications
from personnel.matching.couples.exact import decided
from personnel.matching.facts import Couple, Market, Officer, Post
from personnel.matching.solve import matched
from personnel.matching.stability import blocking
from personnel.matching.table import Table

from . import markets, oracle
from .judging import judged_couples, sound

NEVER = Market(
    (Post("p", 1, ("x", "s")), Post("q", 1, ("s", "y"))),
    (Officer("s", ("p", "q")), Officer("x"), Officer("y")),
    couples=(Couple(("x", "y"), (("p", "q"),)),),
)
"""The couple puts s out of p, s puts y out of q, x leaves p, s goes back to p."""


@pytest.mark.parametrize("groups", [False, True])
def test_small_ones_are_stable_or_nothing_is(groups):
    rng = random.Random(f"couples {groups}")
    seen = set()
    for _ in range(60):
        market = rng.choice([markets.full, markets.small])(rng, groups=groups)
        market = markets.coupled(rng, market, rng.choice([1, 1, 2]))
        seen.add(judged_couples(market).verdict)
    assert seen == {"stable", "none_exists"}


@pytest.mark.parametrize("groups", [False, True])
def test_the_solver_alone_decides_the_same(groups):
    rng = random.Random(f"exact {groups}")
    seen = set()
    for _ in range(60):
        market = rng.choice([markets.full, markets.small])(rng, groups=groups)
        market = markets.coupled(rng, market, rng.choice([1, 2]))
        found = decided(Table(market))
        assert (found == "none") == (not oracle.stable(market))
        seen.add(found == "none")
    assert seen == {True, False}


def test_none_exists():
    found = judged_couples(NEVER)
    assert found.verdict == "none_exists"
    assert found.officer_optimal is None
    assert not Applications(Table(NEVER)).settle([0, 3])


def test_none_found_is_not_a_proof(monkeypatch):
    monkeypatch.setattr("personnel.matching.couples.exact.MOST_TERMS", 0)
    found = matched(NEVER)
    assert found.verdict == "none_found"
    assert found.blocking


def test_blocking_couples_are_exactly_the_oracles():
    rng = random.Random(8)
    seen = set()
    for _ in range(60):
        market = markets.coupled(rng, markets.small(rng, groups=True), 2)
        for picked, pairs in list(oracle.feasible(market))[:40]:
            told = bool(blocking(market, dict(pairs)))
            assert told == oracle.blocked(market, picked, pairs)
            seen.add(told)
    assert seen == {True, False}


def test_large_ones_are_sound():
    rng = random.Random(9)
    for groups in (False, True):
        for _ in range(5):
            market = markets.large(rng, groups=groups)
            market = markets.coupled(rng, market, 5, 20)
            found = matched(market)
            sound(market, found)
            assert bool(found.blocking) != found.stable


def test_a_couple_that_wants_one_post_takes_both_places_or_none():
    market = Market(
        (Post("p", 2, ("s", "x", "y")), Post("q", 1, ("s",))),
        (Officer("s", ("p", "q")), Officer("x"), Officer("y")),
        couples=(Couple(("x", "y"), (("p", "p"), ("p", None))),),
    )
    found = judged_couples(market)
    assert found.posts["p"] == ("s", "x")
    assert found.unmatched == ("y",)
