"""The best plan of postings, held against every plan there is."""

from __future__ import annotations

from random import Random

from coordination.core.deployment import Choice, Opening, deploy, falling, rising
from tests.core.deploying import Case, case, judged


def solved(given: Case, **more: int) -> tuple[tuple[Choice, ...], tuple[int, ...]]:
    found = deploy(
        given.costs,
        given.gains,
        given.openings,
        given.choices,
        **{"most": given.most} | more,
    )
    return found.choices, found.saved


def one_place(**gains: tuple[int, ...]) -> Case:
    """甲 and 乙 may go from g to t; losing one costs 2."""
    return Case({"g": (2,)}, {"t": (5,)} | gains, (Opening(1, "t", 2),), (), 3)


def test_nobody_moves_where_it_costs_what_it_saves() -> None:
    given = one_place()
    for gain, moves in ((5, 1), (2, 0), (1, 0)):
        choices = (Choice(1, "g", 1, 0),)
        found, saved = solved(
            Case(given.costs, {"t": (gain,)}, given.openings, choices, 3)
        )
        assert (len(found), saved) == (moves, (gain - 2,) * moves)


def test_of_equal_plans_the_better_fit_goes() -> None:
    given = one_place()
    choices = tuple(Choice(n, "g", 1, merit) for n, merit in ((1, 300), (2, 900)))
    found, _saved = solved(Case(given.costs, given.gains, given.openings, choices, 3))
    assert [choice.officer for choice in found] == [2]


def test_hours_come_before_any_fit() -> None:
    openings = (Opening(1, "t", 1), Opening(2, "u", 1))
    choices = (Choice(1, "g", 1, 1000), Choice(1, "g", 2, 0))
    given = Case({"g": (0,)}, {"t": (5,), "u": (6,)}, openings, choices, 1)
    found, saved = solved(given)
    assert (found[0].opening, saved) == (2, (6,))


def test_a_better_second_step_takes_back_the_first() -> None:
    """Alone 1 fills the dear place; with 2, who fits only there, 1 makes room."""
    openings = (Opening(1, "t", 1), Opening(2, "u", 1))
    choices = (Choice(1, "g", 1, 0), Choice(1, "g", 2, 0), Choice(2, "g", 1, 0))
    gains = {"t": (9,), "u": (8,)}
    found, saved = solved(Case({"g": (0, 0)}, gains, openings, choices, 2))
    assert saved == (9, 17)
    assert {(c.officer, c.opening) for c in found} == {(1, 2), (2, 1)}


def test_marginals_are_made_convex_to_the_safe_side() -> None:
    assert falling([3, 5, 1]) == (3, 3, 1)
    assert rising([3, 1, 5]) == (3, 3, 5)


def test_each_plan_is_the_best_of_its_size_and_keeps_the_rules() -> None:
    random = Random(20260605)
    sizes = [judged(case(random)) for _ in range(250)]
    assert sum(size > 0 for size in sizes) > 100 and max(sizes) > 2


def test_a_posting_that_saves_too_little_is_not_proposed() -> None:
    given = Case(
        {"g": (0, 0)},
        {"t": (9, 2)},
        (Opening(1, "t", 2),),
        (Choice(1, "g", 1, 0), Choice(2, "g", 1, 0)),
        2,
    )
    assert len(solved(given, least=3)[0]) == 1
    assert len(solved(given)[0]) == 2
