"""Better dates with a constraint solver: OR-Tools CP-SAT, windows added as they fail.

The model knows only windows that once failed, so what it finds is a lower bound; pushed
and pulled back it becomes a plan that holds, and the windows it broke are added. With
every window it breaks known, its optimum is the optimum.

Workers only: importing the solver takes a second, and it must not share a process
with `highspy`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from .board import NONE, Board
from .pushing import Steps, pulled_back, pushed, restarted

Cell = tuple[int, int, int]
"""A window: lane, row, column."""


@dataclass(frozen=True, slots=True)
class Better:
    """Steps that hold, their cost, and a cost below which there are none."""

    steps: Steps
    cost: int
    bound: int

    @property
    def proven(self) -> bool:
        return self.cost <= self.bound


def improved(
    board: Board,
    *,
    seconds: float,
    restarts: int,
    told: Callable[[Better], None] = lambda found: None,
) -> Better:
    """The cheapest steps found within about so many seconds, restarts included.

    ``told`` hears of every better one. The board must be one that can be mended: with
    nothing forgiven. It is left at the steps returned.
    """
    until = time.monotonic() + seconds
    found = Better(restarted(board, restarts=restarts), board.cost, 0)
    told(found)
    model = Model(board, found.steps)
    while not found.proven and (left := until - time.monotonic()) > 0.01:
        steps, bound = model.solve(left)
        if steps is None:
            break
        _mend(board, model, steps)
        best = replace(found, bound=max(found.bound, bound))
        if board.cost < found.cost:
            best = Better(tuple(board.step.tolist()), board.cost, best.bound)
            model.hint(best.steps)
        if best != found:
            told(best)
        found = best
    board.reset(found.steps)
    return found


def _mend(board: Board, model: Model, steps: Steps) -> None:
    board.reset(steps)
    model.add(failing(board))
    pushed(board)
    pulled_back(board)


def failing(board: Board) -> Iterator[Cell]:
    """For every end at which a window fails the fullest one, and the last to begin."""
    for lane, excess in enumerate(board.excess):
        worst = excess.max(axis=0)
        for column in np.flatnonzero(worst > 0).tolist():
            over = np.flatnonzero(excess[:, column] > 0)
            for row in {int(excess[:, column].argmax()), int(over[-1])}:
                yield lane, row, column


class Model:
    """Booleans “at least so many steps” per mover, and the windows known to matter."""

    def __init__(self, board: Board, steps: Steps) -> None:
        from ortools.sat.python import cp_model

        self._board = board
        self._known: set[Cell] = set()
        self._cp: Any = cp_model
        self._model: Any = cp_model.CpModel()
        self._least = [
            [self._model.new_bool_var("") for _ in range(mover.steps)]
            for mover in board.movers
        ]
        for flags in self._least:
            for one, two in pairwise(flags):
                self._model.add_implication(two, one)
        self._model.minimize(
            sum(
                mover.weight * flag
                for mover, flags in zip(board.movers, self._least, strict=True)
                for flag in flags
            )
        )
        board.reset()
        self.add(failing(board))
        self.hint(steps)

    def hint(self, steps: Steps) -> None:
        """Begin the next search near these steps."""
        self._model.clear_hints()
        for step, flags in zip(steps, self._least, strict=True):
            for n, flag in enumerate(flags):
                self._model.add_hint(flag, n < step)

    def add(self, cells: Iterator[Cell]) -> None:
        """Make these windows hold."""
        for cell in cells:
            if cell not in self._known:
                self._known.add(cell)
                self._hold(*cell)

    def _hold(self, lane: int, row: int, column: int) -> None:
        board = self._board
        held = board.lanes[lane]
        inside = (held.row >= row) & (held.column[:, 0] <= column)
        over = int(held.excess[row, column])
        out = []
        for piece in np.flatnonzero(inside & (board.later[lane][:, column] < NONE)):
            flags = self._least[int(board.mover[lane][piece])]
            step = int(board.later[lane][piece, column])
            out.append(int(held.effort[piece]) * flags[step - 1])
        self._model.add(sum(out) >= over)

    def solve(self, seconds: float) -> tuple[Steps | None, int]:
        """The cheapest steps as far as the model knows, and a bound."""
        solver = self._cp.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        status = solver.solve(self._model)
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            return None, 0
        steps = tuple(sum(map(solver.value, flags)) for flags in self._least)
        return steps, round(np.ceil(solver.best_objective_bound - 1e-6))
