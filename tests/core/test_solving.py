"""The solver against all there is to try: what it finds, proves and tells."""

import random

import pytest

from coordination.core.repair.pushing import restarted
from coordination.core.repair.solving import Better, Model, failing, improved
from tests.core.test_pushing import board, crowded, holds, least

NEVER_DONE = 600
"""Seconds: an answer that is proven comes long before."""


def told_of(made, **more):
    """What is found and all that was told meanwhile."""
    heard = []
    found = improved(made, restarts=0, told=heard.append, **more)
    return found, heard


@pytest.fixture(scope="module")
def searched():
    """(board, its least cost, what was found, what was told) of many."""
    rng, kept = random.Random(5), []
    for n in range(24):
        made = crowded(rng, dearest=1 + 8 * (n % 2))
        best = least(made)
        kept.append((made, best, *told_of(made, seconds=NEVER_DONE)))
    return kept


def test_the_cheapest_is_found_and_proven(searched):
    for made, best, found, _ in searched:
        assert (found.cost, found.bound) == (best, best) and found.proven
        assert tuple(made.step.tolist()) == found.steps and made.cost == best


def test_what_is_told_holds_and_is_better_each_time(searched):
    """It begins with the plain way's, without a bound; no bound is above the least."""
    longest = 0
    for made, best, found, heard in searched:
        first = restarted(made, restarts=0)
        assert heard[0] == Better(first, made.cost, 0) and heard[-1] == found
        order = [(each.cost, -each.bound) for each in heard]
        assert order == sorted(set(order), reverse=True)
        for each in heard:
            assert holds(made, each.steps) and made.cost == each.cost >= best
            assert all(made.least(m) == k for m, k in enumerate(each.steps))
            assert each.bound <= best
        longest = max(longest, len({each.cost for each in heard}))
    assert longest > 1


def test_without_time_the_answer_at_once_stands_unproven():
    made = crowded(random.Random(5))
    found, heard = told_of(made, seconds=0)
    assert heard == [found] and (found.bound, found.proven) == (0, False)
    assert Model(made, found.steps).solve(0) == (None, 0)


def test_what_dates_cannot_mend_is_left_as_it_is():
    made = board([(0, 5, 3, 4), (0, 5, 3)], movers=[(1, 1, (0, 0))])
    found, heard = told_of(made, seconds=NEVER_DONE)
    assert heard == [found] and not found.proven


def test_the_fullest_window_of_each_end_and_the_last_to_begin_are_learnt():
    """Of those that end at six two fail; the one that is filled exactly does not."""
    made = board([(0, 4, 6), (1, 3, 6), (4, 3, 6), (5, 1, 6), (0, 1, 9)], movers=[])
    assert sorted(failing(made)) == [(0, 0, 0), (0, 0, 1), (0, 2, 0)]


def test_the_model_knows_what_fails_before_anything_moves():
    made = board(
        [(0, 4, 6, 12), (0, 4, 6, 12)], movers=[(3, 1, (0, 0)), (2, 1, (0, 1))]
    )
    made.reset([1, 1])
    assert Model(made, (0, 0)).solve(NEVER_DONE) == ((0, 1), 2)
