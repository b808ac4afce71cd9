"""A year of many stations as sums, whether added up here or by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budget.year import Figures, Row, Whole, whole


@dataclass(frozen=True)
class Sums:
    """What is said of stations together.

    `normed` is how far the money of those has come to whom something can be due;
    `counts` are stations by state, one with a dispute and a silence in both;
    `without_norm` those with money to whom nothing can be due; `in_fen`: some amount
    among theirs is not of whole yuan.
    """

    stations: int
    whole: Whole
    normed: Figures
    counts: Counter[str]
    without_norm: int
    in_fen: bool

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Sums:
        due = [row for row in rows if row.entitled is not None]
        other = [row for row in rows if row.entitled is None]
        return cls(
            stations=len(rows),
            whole=whole(rows),
            normed=whole(due).figures,
            counts=Counter(state for row in rows for state in row.states),
            without_norm=sum(1 for row in other if row.figures.allocated),
            in_fen=any(_in_fen(rows)),
        )


def _in_fen(rows: Iterable[Row]) -> Iterable[bool]:
    for row in rows:
        yield any(amount % 1 for amount in vars(row.figures).values())
        yield bool(row.entitled and row.entitled % 1)
