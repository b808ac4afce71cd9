"""Later dues by pushing, pulling back and trying again: what is found."""

import itertools
import random

import numpy as np

from coordination.core.repair.board import Board, Mover, Window
from coordination.core.repair.lane import Lane, Piece
from coordination.core.repair.pushing import _cheapest, pulled_back, pushed, restarted
from tests.core.test_board import failing


def board(*lanes, movers):
    """Lanes of (opens, effort, closes…); movers of (weight, steps, (lane, piece)…)."""
    held = [Lane.of([Piece(a, e, tuple(c)) for a, e, *c in each]) for each in lanes]
    return Board(held, [Mover(w, k, tuple(at)) for w, k, *at in movers])


def crowded(rng, size=5, dearest=9):
    """So many tasks that are too much for one station until they are due later."""
    while True:
        dues = [rng.randint(2, 8) for _ in range(size)]
        work = [
            (rng.randint(0, due - 1), rng.randint(1, 5), *range(due, due + 10, 3))
            for due in dues
        ]
        movers = [(rng.randint(1, dearest), 3, (0, n)) for n in range(size)]
        made = board(work, movers=movers)
        if failing(made) and not failing(made, [3] * size):
            return made


def least(made):
    """The least cost of steps with which nothing fails, all tried, cheap ones first."""
    tried = [
        (sum(m.weight * k for m, k in zip(made.movers, steps, strict=True)), steps)
        for steps in itertools.product(range(4), repeat=len(made.movers))
    ]
    return next(cost for cost, steps in sorted(tried) if holds(made, steps))


def holds(made, steps):
    made.reset(steps)
    return all(made.broken(lane) is None for lane in range(len(made.lanes)))


def plain(made):
    made.reset()
    pushed(made)
    pulled_back(made)
    return tuple(made.step.tolist())


def test_restarts_find_the_cheapest_dues_and_one_finds_more_than_none():
    """And what is not cheaper is not taken: then the answer of the plain way stays."""
    rng, best, found = random.Random(1), [], {0: [], 1: [], 8: []}
    for _ in range(40):
        made = crowded(rng)
        best.append(least(made))
        first = plain(made)
        for restarts, costs in found.items():
            steps = restarted(made, restarts=restarts)
            assert steps == tuple(made.step.tolist())
            costs.append(made.cost)
            assert made.cost < found[0][-1] or steps == first
    met = {n: sum(map(int.__eq__, best, costs)) for n, costs in found.items()}
    assert met[0] < met[1] < met[8] == 40


def test_every_restart_moves_something_and_none_begins_when_the_moves_are_used_up():
    made = crowded(random.Random(3))
    used = []
    for restarts in range(4):
        made.moves = 0
        steps = restarted(made, restarts=restarts)
        used.append(made.moves)
    assert used == sorted(set(used))
    back = np.count_nonzero(plain(made))
    for moves, restarts in ((used[0] - back, 0), (used[0] - back + 1, 1)):
        made.moves = 0
        restarted(made, restarts=3, moves=moves)
        assert made.moves == used[restarts]
    assert any(steps)


def test_what_cannot_be_taken_back_is_not_moved():
    made = crowded(random.Random(2))
    plain(made)
    made.moves = 0
    pulled_back(made)
    assert made.moves == 0


def test_of_equal_dues_chance_decides_by_a_factor_of_the_price():
    """Three units too many: the first costs 1 for three of them, the second 1.2."""
    made = board(
        [(0, 5, 7, 20), (0, 5, 7, 20)], movers=[(5, 1, (0, 0)), (6, 1, (0, 1))]
    )
    window = made.broken(0)
    assert (window.excess, _cheapest(made, window, None)) == (3, 0)
    for noise, m in (([1.3, 1.0], 1), ([1.1, 1.0], 0), ([1.0, 0.8], 1)):
        assert _cheapest(made, window, np.array(noise)) == m


def test_a_step_further_costs_what_it_is_further():
    """Who is two steps on already has two to go, the other three."""
    made = board(
        [(0, 5, 2, 3, 4, 5, 20), (0, 5, 2, 3, 4, 20)],
        movers=[(3, 4, (0, 0)), (3, 3, (0, 1))],
    )
    made.move(0, 2)
    assert _cheapest(made, made.broken(0), None) == 1
    made.reset([2, 0])
    assert _cheapest(made, Window(0, 0, 3, 5), None) == 0


def test_who_is_forgiven_all_of_his_work_is_not_pushed():
    made = board([(0, 3, 2, 9), (0, 4, 2)], movers=[(1, 1, (0, 0))])
    made.forgive(made.broken(0))
    assert made.effort[0].tolist() == [0, 2]
    assert _cheapest(made, Window(0, 0, 0, 1), None) is None


def test_a_date_of_two_stations_is_the_cheaper_the_more_it_relieves():
    """Alone the other would be: it costs four for two units, the shared one five."""
    for shared, steps in (([(0, 0), (1, 0)], [1, 0]), ([(0, 0)], [0, 1])):
        first = [(0, 2, 3, 9), (0, 2, 3, 9), (0, 1, 3)]
        made = board(first, [(0, 4, 3, 9)], movers=[(5, 1, *shared), (4, 1, (0, 1))])
        assert _cheapest(made, made.broken(0), None) == steps.index(1)


def test_a_date_that_is_nothing_later_at_one_station_may_be_held_by_the_other():
    """There no hour lies between its dues."""
    made = board([(0, 1, 4, 4)], [(0, 4, 3, 9)], movers=[(1, 1, (0, 0), (1, 0))])
    made.move(0, 1)
    assert made.least(0) == 1
