"""A list or a number of places changed, and who goes elsewhere for it."""

import pytest

from personnel.matching.facts import Group, Market, Officer, Post
from personnel.matching.what_if import Instead, Move, compared

MARKET = Market(
    (Post("p", 1, ("x", "y")), Post("q", 1, ("x", "y"))),
    (Officer("x", ("p", "q")), Officer("y", ("p", "q"))),
)


def test_one_more_place():
    found = compared(MARKET, Instead(posts=(Post("p", 2, ("x", "y")),)))
    assert found.moves == (Move("y", "q", "p", True),)
    assert found.filled == (("p", 1, 2), ("q", 1, 0))
    assert (found.before.stable, found.after.stable) == (True, True)


def test_another_order_of_a_chief():
    found = compared(MARKET, Instead(posts=(Post("p", 1, ("y", "x")),)))
    assert found.moves == (Move("x", "p", "q", False), Move("y", "q", "p", True))
    assert found.filled == ()


def test_a_list_that_does_not_have_it_cannot_say_if_it_is_better():
    market = Market(MARKET.posts, (Officer("x", ("p",)), Officer("y")))
    found = compared(market, Instead(officers=(Officer("y", ("q",)),)))
    assert found.moves == (Move("y", None, "q", None),)


def test_fewer_for_a_group():
    group = Group("g", ("p", "q"), 2)
    market = Market(MARKET.posts, MARKET.officers, groups=(group,))
    found = compared(market, Instead(groups=(Group("g", ("p", "q"), 1),)))
    assert found.moves == (Move("y", "q", None, False),)


def test_nothing_changes_where_nothing_is_changed():
    found = compared(MARKET, Instead(posts=MARKET.posts, officers=MARKET.officers))
    assert (found.moves, found.filled) == ((), ())


def test_an_unknown_id_is_refused():
    with pytest.raises(ValueError, match="not in the selection: z"):
        compared(MARKET, Instead(posts=(Post("z", 1),)))
