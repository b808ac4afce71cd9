"""Steps of dues, tried out: what a step relieves, and what may be taken back again.

A mover is one decision: a due at one station, or one due for a directive at several.
A step later takes work out of the windows that end before it and adds it to none: what
holds keeps holding while dues only grow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .lane import Lane, Matrix

NONE = np.iinfo(np.int64).max
"""A step that is not on offer."""
NOBODY = -1
"""The mover of a piece whose date stands."""


@dataclass(frozen=True, slots=True)
class Mover:
    """``pieces`` are (lane, piece) that take their steps together, one of a lane."""

    weight: int
    steps: int
    pieces: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A window of a lane that is asked for ``excess`` more than it holds."""

    lane: int
    row: int
    column: int
    excess: int


class Board:
    """Lanes with their movers at some steps, and the excess of every window."""

    def __init__(self, lanes: Sequence[Lane], movers: Sequence[Mover]) -> None:
        self.lanes = lanes
        self.movers = movers
        self.weight = np.array([mover.weight for mover in movers], dtype=np.int64)
        self.step = np.zeros(len(movers), dtype=np.int64)
        self.excess = [lane.excess.copy() for lane in lanes]
        self.effort = [lane.effort.copy() for lane in lanes]
        self.now = [lane.column[:, 0].copy() for lane in lanes]
        self.later = [_later(lane) for lane in lanes]
        self.mover = [np.full(len(lane.pieces), NOBODY) for lane in lanes]
        for m, mover in enumerate(movers):
            for lane, piece in mover.pieces:
                self.mover[lane][piece] = m
        self.moves = 0
        self._first = [0] * len(lanes)
        self._fresh = [
            (excess.copy(), now.copy())
            for excess, now in zip(self.excess, self.now, strict=True)
        ]

    @property
    def cost(self) -> int:
        """Weighted steps."""
        return int(self.weight @ self.step)

    def reset(self, steps: Sequence[int] | Matrix | None = None) -> None:
        """Put every mover at the given step, at none by default."""
        self.step[:] = 0
        for i, (excess, now) in enumerate(self._fresh):
            self.excess[i][:], self.now[i][:] = excess, now
            self.effort[i][:] = self.lanes[i].effort
        self._first = [0] * len(self.lanes)
        if steps is not None:
            for m, step in enumerate(steps):
                if step:
                    self.move(m, int(step))

    def move(self, m: int, step: int) -> None:
        """Take a mover to a step, forth or back; how often is counted."""
        self.moves += 1
        for lane, piece in self.movers[m].pieces:
            old, new = self.now[lane][piece], self.lanes[lane].column[piece, step]
            rows = self.lanes[lane].row[piece] + 1
            low, high = min(old, new), max(old, new)
            block = self.excess[lane][:rows, low:high]
            block += np.sign(old - new) * self.effort[lane][piece]
            self.now[lane][piece] = new
            self._first[lane] = min(self._first[lane], int(low))
        self.step[m] = step

    def broken(self, lane: int) -> Window | None:
        """The first end at which a window fails, with the fullest that ends there."""
        excess = self.excess[lane]
        for begin in range(self._first[lane], excess.shape[1], 16):
            worst = excess[:, begin : begin + 16].max(axis=0)
            over = worst > 0
            if over.any():
                column = begin + int(over.argmax())
                self._first[lane] = column
                row = int(excess[:, column].argmax())
                return Window(lane, row, column, int(excess[row, column]))
        self._first[lane] = excess.shape[1]
        return None

    def least(self, m: int) -> int:
        """The smallest step to which a mover may go back with nothing failing."""
        least = 0
        for lane, piece in self.movers[m].pieces:
            at = self.lanes[lane].column[piece]
            low, high = int(at[0]), int(self.now[lane][piece])
            if low == high:
                continue
            rows = int(self.lanes[lane].row[piece]) + 1
            worst = self.excess[lane][:rows, low:high].max(axis=0)
            bad = np.flatnonzero(worst + self.effort[lane][piece] > 0)
            if len(bad):
                held = low + int(bad[-1]) + 1
                least = max(least, int(np.searchsorted(at, held)))
        return least

    def forgive(self, window: Window) -> None:
        """Leave out what a window is asked for too much: nothing there may move."""
        lane, left = window.lane, window.excess
        held = self.lanes[lane]
        inside = (held.row >= window.row) & (self.now[lane] <= window.column)
        pieces = iter(np.flatnonzero(inside))
        while left:  # all that it is asked for lies inside
            piece = next(pieces)
            taken = min(left, int(self.effort[lane][piece]))
            self.effort[lane][piece] -= taken
            rows = int(held.row[piece]) + 1
            self.excess[lane][:rows, int(self.now[lane][piece]) :] -= taken
            left -= taken


def _later(lane: Lane) -> Matrix:
    """``later[piece, column]``: the first step whose due is behind the column."""
    columns = np.arange(len(lane.ends))
    found = np.zeros((len(lane.pieces), len(columns)), dtype=np.int64)
    for k in range(lane.column.shape[1]):
        found += lane.column[:, k, None] <= columns
    found[found > lane.steps[:, None]] = NONE
    return found
