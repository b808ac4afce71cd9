"""How much room the windows around one release leave (the slack staircase).

Processor-demand form: a new demand [release, due) fits if and only if every window
[s, e) that holds it has at least its effort left.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

from .jobs import Job


@dataclass(frozen=True, slots=True)
class Tight:
    """A window [opens, closes) on the free clock and what it lacks (negative: has)."""

    excess: int
    opens: int
    closes: int


class Staircase:
    """Windows over jobs in admission order, on the clock free of events (units)."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = sorted(jobs, key=lambda j: j.closes)
        self._closes = [job.closes for job in self._jobs]

    def tightest(self, opens: int, closes: int, effort: int) -> Tight:
        """The window around [opens, closes) that lacks most with ``effort`` added.

        Of windows that lack the same, the shortest.
        """
        ends = [closes, *self._closes[bisect_right(self._closes, closes) :]]
        skip = len(self._closes) - len(ends) + 1
        best: Tight | None = None
        for start, loads in self._loads(opens):
            before = loads[skip - 1] if skip else 0
            totals = [before, *loads[skip:]]
            missing = list(map(sub, totals, ends))
            worst = max(missing)
            excess = worst + start + effort
            if best is None or excess > best.excess:
                best = Tight(excess, start, ends[missing.index(worst)])
        assert best is not None  # noqa: S101 - a start at the release always exists
        return best

    def earliest_close(self, opens: int, effort: int) -> int:
        """The least due on the clock with which ``effort`` more fits."""
        first = bisect_right(self._closes, opens)
        rows = [
            [
                start + load
                for load in (loads[first - 1] if first else 0, *loads[first:])
            ]
            for start, loads in self._loads(opens)
        ]
        needs: list[int] = list(map(max, *rows, rows[0]))
        # The first end stands for work due before the release: without it a window
        # that is over before the new demand opens would be forgotten.
        ends = [opens, *self._closes[first:]]
        for need, end in zip(reversed(needs), reversed(ends), strict=True):
            if end - need < effort:
                return need + effort
        return opens

    def _loads(self, opens: int) -> list[tuple[int, list[int]]]:
        """For each start at or before ``opens``, latest first, the work inside.

        (start, running sum over jobs by due of those released at or after start)
        """
        inside = [job.effort if job.opens >= opens else 0 for job in self._jobs]
        result = [(opens, list(accumulate(inside)))]
        earlier = sorted(
            ((job.opens, i) for i, job in enumerate(self._jobs) if job.opens < opens),
            reverse=True,
        )
        for k, (start, i) in enumerate(earlier):
            inside[i] = self._jobs[i].effort
            if k + 1 == len(earlier) or earlier[k + 1][0] != start:
                result.append((start, list(accumulate(inside))))
        return result
