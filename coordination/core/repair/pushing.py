"""The cheapest later dues, found by pushing and pulling back.

At the first end at which a window fails, the member whose step costs least for what it
relieves is pushed behind that end, until the window holds; so on to the last end. Then
each due is pulled back as far as everything still fits. Minimising the weighted steps
is NP-hard (one window alone is a knapsack): chance finds better ones, see `restarted`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .board import NOBODY, NONE, Board, Window

Steps = tuple[int, ...]

SEED = 0
"""Any will do: what counts is that the same board gets the same answer."""


def pushed(board: Board, noise: NDArray[np.float64] | None = None) -> list[Window]:
    """Push from where the board stands until nothing fails that can be helped.

    Returns the windows that could not: they are forgiven what they lack.
    """
    left: list[Window] = []
    for lane in range(len(board.lanes)):
        while (window := board.broken(lane)) is not None:
            m = _cheapest(board, window, noise)
            if m is None:
                board.forgive(window)
                left.append(window)
            else:
                board.move(m, _behind(board, m, window))
    return left


def _behind(board: Board, m: int, window: Window) -> int:
    """The first step of a mover that is due behind the window."""
    later = board.later[window.lane][:, window.column]
    return next(
        int(later[p]) for lane, p in board.movers[m].pieces if lane == window.lane
    )


def _cheapest(
    board: Board, window: Window, noise: NDArray[np.float64] | None
) -> int | None:
    """The mover whose step behind the window costs least per unit it takes out."""
    lane = window.lane
    step = board.later[lane][:, window.column]
    inside = (board.lanes[lane].row >= window.row) & (board.now[lane] <= window.column)
    at = np.flatnonzero(inside & (step < NONE) & (board.effort[lane] > 0))
    if not len(at):
        return None
    movers = board.mover[lane][at]
    relief = np.minimum(board.effort[lane][at], window.excess).astype(float)
    if len(board.lanes) > 1:
        relief += _elsewhere(board, window)[movers]
    price = board.weight[movers] * (step[at] - board.step[movers]) / relief
    if noise is not None:
        price *= noise[movers]
    return int(movers[price.argmin()])


def _elsewhere(board: Board, window: Window) -> NDArray[np.float64]:
    """What a step of each mover takes out of the first failing windows of others."""
    relief = np.zeros(len(board.movers))
    for lane in range(len(board.lanes)):
        other = None if lane == window.lane else board.broken(lane)
        if other is None:
            continue
        inside = board.lanes[lane].row >= other.row
        inside &= board.now[lane] <= other.column
        inside &= board.mover[lane] != NOBODY
        at = np.flatnonzero(inside)
        units = np.minimum(board.effort[lane][at], other.excess)
        np.add.at(relief, board.mover[lane][at], units)
    return relief


def pulled_back(board: Board, order: Sequence[int] | None = None) -> None:
    """Take back what is not needed, the dearest first unless an order is given."""
    if order is None:
        moved = np.flatnonzero(board.step)
        order = moved[np.argsort(-board.weight[moved], kind="stable")].tolist()
    for m in order:
        if board.step[m]:
            least = board.least(m)
            if least < board.step[m]:
                board.move(m, least)


def restarted(board: Board, *, restarts: int, moves: int | None = None) -> Steps:
    """The cheapest steps of the plain way and so many with shuffled prices.

    Deterministic: no restart begins after so many ``moves``, whatever the clock says.
    Half of them begin with the best so far, some of its dues set back. The board is
    left at the steps returned.
    """
    rng = random.Random(SEED)
    board.reset()
    last = None if moves is None else board.moves + moves
    pushed(board)
    pulled_back(board)
    best, cost = board.step.copy(), board.cost
    for n in range(restarts):
        if last is not None and board.moves >= last:
            break
        noise = np.array([rng.uniform(0.6, 1.6) for _ in board.movers])
        if n % 2:
            board.reset([step * (rng.random() < 0.6) for step in best.tolist()])
        else:
            board.reset()
        pushed(board, noise)
        pulled_back(board)
        if board.cost < cost:
            best, cost = board.step.copy(), board.cost
    board.reset(best)
    return tuple(best.tolist())
