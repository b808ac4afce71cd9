"""Steps of dues on a board, each against the definition by trying."""

import random

import pytest

from coordination.core.repair.board import NOBODY, NONE, Board, Mover
from coordination.core.repair.lane import NEVER, Lane, Piece
from coordination.core.repair.pushing import _cheapest, pulled_back, pushed, restarted


def drawn(rng, lanes=None, *, size=4, span=9):
    """(board, plain description of its pieces by lane)."""
    pieces, movers = [], []
    for lane in range(lanes or rng.randint(1, 3)):
        held = []
        for n in range(rng.randint(1, size)):
            opens = rng.randint(0, span // 2)
            first = rng.randint(opens, opens + 4)
            gap = rng.randint(1, 3)
            more = [first + gap * k for k in range(1, rng.randint(1, 4))]
            held.append(Piece(opens, rng.randint(1, 5), (first, *more)))
            if more:
                movers.append([len(more), [(lane, n)]])
        pieces.append(held)
    if movers and movers[0][1][0][0] != movers[-1][1][0][0]:
        one, two = movers[0], movers[-1]
        if one[0] == two[0]:  # a date of two stations
            one[1] += movers.pop()[1]
    made = [Mover(rng.randint(1, 5), steps, tuple(held)) for steps, held in movers]
    return Board([Lane.of(held) for held in pieces], made)


def excess(board, lane, step=None, effort=None):
    """What each window is asked for too much, by definition."""
    held = board.lanes[lane]
    step = board.step.tolist() if step is None else step
    effort = board.effort[lane].tolist() if effort is None else effort
    at = [0] * len(held.pieces)
    for m, mover in enumerate(board.movers):
        for i, piece in mover.pieces:
            if i == lane:
                at[piece] = step[m]
    now = [p.closes[k] for p, k in zip(held.pieces, at, strict=True)]
    return [
        [
            NEVER
            if end < start
            else sum(
                e
                for p, due, e in zip(held.pieces, now, effort, strict=True)
                if p.opens >= start and due <= end
            )
            - int(end - start)
            for end in held.ends
        ]
        for start in held.starts
    ]


def failing(board, step=None):
    return any(
        value > 0
        for lane in range(len(board.lanes))
        for row in excess(board, lane, step)
        for value in row
    )


def first_failing(board, lane):
    """(column, row, units) of the first end that fails, the fullest window there."""
    for column, ends in enumerate(zip(*excess(board, lane), strict=True)):
        if max(ends) > 0:
            return column, ends.index(max(ends)), max(ends)
    return None


def assert_true(board):
    for lane in range(len(board.lanes)):
        assert board.excess[lane].tolist() == excess(board, lane)
        told = board.broken(lane)
        found = told and (told.column, told.row, told.excess)
        assert found == first_failing(board, lane)


@pytest.mark.parametrize("seed", range(12))
def test_moves_forth_and_back_are_what_the_definition_says(seed):
    rng = random.Random(seed)
    for _ in range(12):
        board = drawn(rng)
        assert board.moves == 0
        assert_true(board)
        moved = 0
        for _ in range(6 if board.movers else 0):
            m = rng.randrange(len(board.movers))
            board.move(m, rng.randint(0, board.movers[m].steps))
            moved += 1
            if rng.random() < 0.5:
                assert_true(board)
        assert_true(board)
        weights = [mover.weight for mover in board.movers]
        steps = board.step.tolist()
        assert board.cost == sum(w * s for w, s in zip(weights, steps, strict=True))
        assert board.moves == moved
        board.reset(steps)
        assert board.step.tolist() == steps
        assert_true(board)
        board.reset()
        assert_true(board)


def test_a_window_is_found_among_many_ends():
    """Forty ends, each of which fails alone; those before are looked at first."""
    for late in range(40):
        pieces = [Piece(n, 2 if n == late else 1, (n + 1,)) for n in range(40)]
        window = Board([Lane.of(pieces)], []).broken(0)
        assert (window.column, window.row, window.excess) == (late, 0, 1)


@pytest.mark.parametrize("seed", range(12))
def test_how_far_one_may_go_back(seed):
    rng, met = random.Random(seed), 0
    for _ in range(30):
        board = drawn(rng)
        board.reset([mover.steps for mover in board.movers])
        if failing(board):
            continue
        for m, mover in enumerate(board.movers):
            steps = [
                k
                for k in range(mover.steps + 1)
                if not failing(board, [*board.step[:m], k, *board.step[m + 1 :]])
            ]
            assert board.least(m) == min(steps)
            met += 0 < min(steps) < mover.steps
    assert met or seed


@pytest.mark.parametrize("seed", range(8))
def test_a_window_that_is_forgiven_holds_and_no_other_work_is_less(seed):
    rng = random.Random(seed)
    for _ in range(20):
        board = drawn(rng)
        for lane in range(len(board.lanes)):
            if (window := board.broken(lane)) is None:
                continue
            had = board.effort[lane].copy()
            held = board.lanes[lane]
            board.forgive(window)
            gone = had - board.effort[lane]
            assert gone.sum() == window.excess
            assert (gone >= 0).all() and (board.effort[lane] >= 0).all()
            inside = (held.row >= window.row) & (board.now[lane] <= window.column)
            assert not gone[~inside].any()
            assert board.excess[lane].tolist() == excess(board, lane)
            assert board.excess[lane][window.row, window.column] == 0


def test_the_first_step_behind_a_column():
    lane = Lane.of([Piece(0, 1, (2, 4, 7)), Piece(0, 1, (4,))])
    board = Board([lane], [Mover(1, 2, ((0, 0),))])
    assert lane.ends.tolist() == [2, 4, 7]
    assert board.later[0].tolist() == [[1, 2, NONE], [0, NONE, NONE]]
    assert board.mover[0].tolist() == [0, NOBODY]


def price(board, window, m):
    """Weighted steps per unit taken out, here and in the first window of others."""
    relief = {}
    for lane in range(len(board.lanes)):
        other = window if lane == window.lane else board.broken(lane)
        if other is None:
            continue
        held = board.lanes[lane]
        for piece in range(len(held.pieces)):
            if (
                board.mover[lane][piece] == m
                and held.row[piece] >= other.row
                and board.now[lane][piece] <= other.column
            ):
                units = min(int(board.effort[lane][piece]), other.excess)
                relief.setdefault(lane == window.lane, []).append(
                    (units, int(board.later[lane][piece, other.column]))
                )
    elsewhere = sum(units for units, _ in relief.get(False, ()))
    return [
        board.weight[m] * (step - board.step[m]) / (units + elsewhere)
        for units, step in relief.get(True, ())
        if step < NONE and units > 0
    ]


@pytest.mark.parametrize("seed", range(10))
def test_who_is_pushed_costs_least_for_what_it_takes_out(seed):
    rng, asked = random.Random(seed), 0
    for _ in range(40):
        board = drawn(rng)
        for lane in range(len(board.lanes)):
            if (window := board.broken(lane)) is None:
                continue
            found = _cheapest(board, window, None)
            prices = {m: price(board, window, m) for m in range(len(board.movers))}
            least = min((p for each in prices.values() for p in each), default=None)
            if least is None:
                assert found is None
            else:
                assert least in prices[found]
                asked += 1
    assert asked


@pytest.mark.parametrize("seed", range(10))
def test_pushing_leaves_only_what_nobody_can_help(seed):
    """And of what was pushed nothing can be taken back in the end."""
    rng, helped = random.Random(seed), set()
    for _ in range(25):
        board = drawn(rng)
        last = [mover.steps for mover in board.movers]
        stuck = failing(board, last)
        left = pushed(board)
        assert bool(left) == stuck
        assert all(board.broken(lane) is None for lane in range(len(board.lanes)))
        pulled_back(board)
        assert all(board.broken(lane) is None for lane in range(len(board.lanes)))
        for m in range(len(board.movers)):
            assert board.least(m) == board.step[m]
        helped.add(bool(left))
        if not left:
            cost = board.cost
            steps = restarted(board, restarts=4)
            assert not failing(board, list(steps))
            assert board.cost <= cost
            assert steps == tuple(board.step.tolist()) == restarted(board, restarts=4)
    assert helped == {True, False}


def test_the_dearest_is_taken_back_first_unless_an_order_is_given():
    """One of two may stay where it was."""
    lane = Lane.of([Piece(0, 3, (4, 9)), Piece(0, 3, (4, 9))])
    board = Board([lane], [Mover(1, 1, ((0, 0),)), Mover(2, 1, ((0, 1),))])
    for order, steps in ((None, [1, 0]), ([0, 1], [0, 1]), ([1], [1, 0]), ([], [1, 1])):
        board.reset([1, 1])
        pulled_back(board, order)
        assert board.step.tolist() == steps


def test_restarts_end_with_the_moves_that_are_left():
    rng = random.Random(1)
    board = drawn(rng, 2)
    restarted(board, restarts=0)
    plain = board.moves
    board.moves = 0
    restarted(board, restarts=50, moves=0)
    assert board.moves == plain
    board.moves = 0
    restarted(board, restarts=50, moves=10**6)
    assert board.moves > plain
