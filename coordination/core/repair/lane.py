"""All windows of one station at once: what each is asked for beyond what it holds.

Rows are the releases of the work, columns the dues it has or may be given, both on the
clock free of events and ascending. Work released at row r and due at column c lies in
the windows [row, column) with row <= r and column >= c: to give it a later due takes
its effort out of one rectangle. So a change, and the question whether it fits, are one
operation on a block of integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.int64]

NEVER = -(2**62)
"""The excess of what is no window: it ends before it begins."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Work on the clock: ``closes[k]`` is its due after ``k`` steps, ascending."""

    opens: int
    effort: int
    closes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """The pieces of a station; ``excess[row, column]`` with every piece at step 0.

    ``column[piece, step]`` is where its due lies, the last one repeated behind.
    """

    pieces: tuple[Piece, ...]
    row: Matrix
    column: Matrix
    effort: Matrix
    steps: Matrix
    starts: Matrix
    ends: Matrix
    excess: Matrix

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Lane:
        """Lay out the windows of some pieces, at least one."""
        starts = np.unique([piece.opens for piece in pieces])
        ends = np.unique(list(chain.from_iterable(p.closes for p in pieces)))
        longest = max(len(piece.closes) for piece in pieces)
        closes = [p.closes + p.closes[-1:] * (longest - len(p.closes)) for p in pieces]
        row = np.searchsorted(starts, [piece.opens for piece in pieces])
        column = np.searchsorted(ends, np.array(closes))
        effort = np.array([piece.effort for piece in pieces])
        excess = np.zeros((len(starts), len(ends)), dtype=np.int64)
        np.add.at(excess, (row, column[:, 0]), effort)
        excess = excess[::-1].cumsum(axis=0)[::-1].cumsum(axis=1)
        room = ends[None, :] - starts[:, None]
        return cls(
            tuple(pieces),
            row,
            column,
            effort,
            np.array([len(piece.closes) - 1 for piece in pieces]),
            starts,
            ends,
            np.where(room < 0, NEVER, excess - room),
        )
