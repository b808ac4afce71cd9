"""Reasons for the unmatched and for open places, each checked by what it claims."""

import random
from dataclasses import replace

import pytest

from personnel.matching.explaining import Passed, Why, explained
from personnel.matching.facts import Couple, Group, Market, Officer, Post
from personnel.matching.solve import matched

from . import markets


def why(market):
    return explained(market, matched(market))


def names(ids):
    return tuple(Officer(each, ("p",)) for each in ids)


def test_every_reason_there_is():
    market = Market(
        (
            Post("full", 1, ("a", "x")),
            Post("shut", 0, ("x",)),
            Post("cold", 1, ("a",)),
            Post("kin", 1, ("x",)),
            Post("north", 1, ("b", "x")),
            Post("south", 1, ("x",)),
        ),
        (
            Officer("a", ("full",)),
            Officer("b", ("north",)),
            Officer("x", ("full", "shut", "cold", "kin", "north")),
        ),
        bars=frozenset({("x", "kin")}),
        groups=(Group("region", ("north", "south"), 1),),
    )
    (unmatched,) = why(market).unmatched
    assert unmatched.officers == ("x",)
    assert unmatched.choices == (
        (Why("full", "filled", ("a",)),),
        (Why("shut", "closed"),),
        (Why("cold", "not_ranked"),),
        (Why("kin", "barred"),),
        (Why("north", "filled", ("b",)),),
    )
    # He is first at south, b only first at north, which is named before it.
    assert unmatched.would_match == ()


def test_a_full_group_names_who_goes_before():
    market = Market(
        (Post("p", 1, ("a",)), Post("q", 1, ("b", "x"))),
        (Officer("a", ("p",)), Officer("b"), Officer("x", ("q",))),
        groups=(Group("all", ("p", "q"), 1),),
    )
    told = why(market)
    found = next(each for each in told.unmatched if each.officers == ("x",))
    assert found.choices == ((Why("q", "group_full", ("a",), "all"),),)
    (post,) = told.open_posts
    assert (post.post, post.places, post.group) == ("q", 1, "all")
    assert post.passed == (Passed("b", "not_wanted"), Passed("x", "group_full"))


def test_an_open_post_says_of_everybody_why_not():
    market = Market(
        (Post("p", 3, ("a", "b", "c", "d")), Post("q", 2, ("a", "e"))),
        (
            Officer("a", ("q", "p")),
            Officer("b"),
            Officer("c", ("p",)),
            Officer("d", ("p",)),
            Officer("e", ("p", "q")),
        ),
        bars=frozenset({("d", "p")}),
    )
    (post,) = why(market).open_posts
    assert (post.post, post.places, post.group) == ("p", 2, "")
    assert post.passed == (
        Passed("a", "elsewhere", "q"),
        Passed("b", "not_wanted"),
        Passed("d", "barred"),
    )
    assert post.unranked == ("e",)


@pytest.mark.parametrize("groups", [False, True])
def test_what_would_have_matched_is_what_does(groups):
    """Every post left out, appended and solved anew."""
    rng = random.Random(f"further {groups}")
    seen = set()
    for _ in range(60):
        market = markets.small(rng, groups=groups)
        for each in why(market).unmatched:
            (name,) = each.officers
            for post in market.posts:
                if post.id in market.officer[name].ranks:
                    continue
                longer = appended(market, name, post.id)
                at = matched(longer).post_of().get(name)
                assert (at == post.id) == (post.id in each.would_match)
                seen.add(at is None)
    assert seen == {True, False}


def appended(market, name, post):
    officers = tuple(
        replace(each, ranks=(*each.ranks, post)) if each.id == name else each
        for each in market.officers
    )
    return replace(market, officers=officers)


def test_a_choice_may_be_given_at_first_and_lost_in_the_end():
    """x puts a out of p, a puts b out of q, and b, whom p ranks first, x out of p."""
    market = Market(
        (Post("p", 1, ("b", "x", "a")), Post("q", 1, ("a", "b"))),
        (Officer("x"), Officer("a", ("p", "q")), Officer("b", ("q", "p"))),
    )
    (found,) = why(market).unmatched
    assert found.would_match == ()


def test_whoever_is_named_does_go_before():
    rng = random.Random(12)
    seen = set()
    for _ in range(40):
        market = markets.large(rng, 20, 5, 3, groups=True)
        found = matched(market)
        told = explained(market, found)
        assert [each.officers[0] for each in told.unmatched] == [*found.unmatched]
        for each in told.unmatched:
            ranks = market.officer[each.officers[0]].ranks
            assert [why.post for (why,) in each.choices] == [*ranks]
            for (why_not,) in each.choices:
                seen.add(why_not.reason)
                if why_not.reason == "filled":
                    assert why_not.by == found.posts[why_not.post]
        for post in told.open_posts:
            assert not any(each.reason == "open" for each in post.passed)
    assert {"filled", "group_full", "closed"} <= seen


def test_a_couple_gets_reasons_for_each_half():
    market = Market(
        (Post("p", 1, ("x", "y")), Post("q", 1, ("s", "y"))),
        (Officer("s", ("q",)), Officer("x"), Officer("y")),
        couples=(Couple(("x", "y"), (("p", "p"), ("p", "q"), ("p", None))),),
    )
    (found,) = why(market).unmatched
    assert found.officers == ("x", "y")
    assert found.choices == (
        (Why("p", "no_room_for_both"), Why("p", "no_room_for_both")),
        (Why("q", "filled", ("s",)),),
    )
    assert found.would_match is None


def test_at_an_open_post_couples_are_told_apart():
    market = Market(
        (Post("p", 2, ("x", "y")), Post("q", 1, ("y",))),
        (Officer("x"), Officer("y")),
        couples=(Couple(("x", "y"), (("p", "q"), ("p", "p"))),),
    )
    (post,) = why(market).open_posts
    assert post.passed == (Passed("y", "couple", "q"),)
