"""How much room the windows around one release leave (the slack staircase).

Processor-demand form: a new demand [release, due) fits if and only if every window
[s, e) that holds it has at least its effort left. Of the windows that end at e the
fullest one is found without looking at their starts: the work it holds beyond its
capacity up to the release is what is still left at the release of the work due by e,
if the earliest due is always worked first (Lindley's recursion; with earliest due
first, work due later never delays work due earlier). So one pass serves all ends,
O(n log n).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
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
    """Windows over work on the clock free of events (units), ascending by due."""

    __slots__ = ("_closes", "_effort", "_known", "_opens")

    def __init__(
        self, opens: Sequence[int], closes: Sequence[int], effort: Sequence[int]
    ) -> None:
        self._opens = opens
        self._closes = closes
        self._effort = effort
        self._known: tuple[int, list[int]] | None = None

    @classmethod
    def of(cls, jobs: Iterable[Job]) -> Staircase:
        """Over jobs in any order."""
        held = sorted(jobs, key=lambda job: job.closes)
        return cls(
            [job.opens for job in held],
            [job.closes for job in held],
            [job.effort for job in held],
        )

    def tightest(self, opens: int, closes: int, effort: int) -> Tight:
        """The window around [opens, closes) that lacks most with ``effort`` added.

        Of windows that lack the same, the shortest: there is least to look through.
        Where nothing is lacking, the one that ends last: up to there it was weighed.
        """
        loads = self._loads(opens)
        first = bisect_right(self._closes, closes)
        ends = [closes, *self._closes[first:]]
        inside = [loads[first - 1] if first else 0, *loads[first:]]
        missing = list(map(sub, inside, ends))
        worst = max(missing)
        excess = worst + opens + effort
        at = missing.index(worst)
        if excess <= 0:
            at = len(missing) - 1 - missing[::-1].index(worst)
        return Tight(excess, self._start(opens, ends[at], inside[at]), ends[at])

    def earliest_close(self, opens: int, effort: int) -> int:
        """The least due on the clock with which ``effort`` more fits."""
        loads = self._loads(opens)
        first = bisect_right(self._closes, opens)
        # The first end stands for work due before the release: without it a window
        # that is over before the new demand opens would be forgotten.
        ends = [opens, *self._closes[first:]]
        inside = [loads[first - 1] if first else 0, *loads[first:]]
        for end, load in zip(reversed(ends), reversed(inside), strict=True):
            if end - opens - load < effort:
                return opens + load + effort
        return opens

    def _loads(self, opens: int) -> list[int]:
        """Work left at ``opens``, running sum by due; later work counts in full."""
        if self._known is None or self._known[0] != opens:
            left = carried(self._opens, self._effort, opens)
            self._known = opens, list(accumulate(left))
        return self._known[1]

    def _start(self, opens: int, end: int, load: int) -> int:
        """The latest start of a fullest window that ends at ``end``."""
        held = range(bisect_right(self._closes, end))
        total = sum(self._effort[i] for i in held if self._opens[i] >= opens)
        if total == load:
            return opens
        earlier = sorted((self._opens[i], self._effort[i]) for i in held)
        for start, effort in reversed(earlier[: bisect_left(earlier, (opens,))]):
            total += effort
            if start + total == opens + load:
                return start
        raise AssertionError("some window holds what is left")


def carried(opens: Sequence[int], effort: Sequence[int], until: int) -> list[int]:
    """What is left of each piece of work at ``until``, the earliest due worked first.

    Pieces ascend by due (units on the clock). What opens at ``until`` or later is
    whole; work that has missed its due goes on being worked.
    """
    left = list(effort)
    early = [i for i, start in enumerate(opens) if start < until]
    if not early:
        return left
    early.sort(key=opens.__getitem__)
    waiting: list[int] = []
    clock = opens[early[0]]
    for i in early:
        if opens[i] > clock:
            _work(waiting, left, opens[i] - clock)
            clock = opens[i]
        heappush(waiting, i)
    _work(waiting, left, until - clock)
    return left


def _work(waiting: list[int], left: list[int], room: int) -> None:
    while waiting and room:
        first = waiting[0]
        if left[first] > room:
            left[first] -= room
            return
        room -= left[first]
        left[first] = 0
        heappop(waiting)
