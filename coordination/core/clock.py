"""The capacity clock: C(t) is the work available between as_of and t.

Read on this clock a station is one machine of speed 1: nights, holidays and empty
days shrink to points, and the capacity of a window is a subtraction.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from .facts import Period

Rated = tuple[int, int, int]
"""(start minute, end minute, milli-officers)."""


class CapacityClock:
    """Piecewise linear, non-decreasing, 0 at and before ``as_of``."""

    __slots__ = ("_cumulated", "_rates", "_times", "as_of", "total")

    def __init__(self, rates: Iterable[Rated], *, as_of: int) -> None:
        """Build from disjoint (start, end, rate) pieces in order of time."""
        times, values, cumulated = [as_of], [0], [0]
        reached, total = as_of, 0
        for start, end, rate in rates:
            start = max(start, as_of)
            if end <= start or rate <= 0:
                continue
            if start > reached:
                if values[-1]:
                    times.append(reached)
                    values.append(0)
                    cumulated.append(total)
                reached = start
            if values[-1] != rate or len(times) == 1:
                times.append(start)
                values.append(rate)
                cumulated.append(total)
            total += rate * (end - start)
            reached = end
        times.append(reached)
        values.append(0)
        cumulated.append(total)
        self.as_of = as_of
        self.total = total
        self._times = times
        self._rates = values
        self._cumulated = cumulated

    @classmethod
    def from_periods(cls, periods: Iterable[Period], *, as_of: int) -> CapacityClock:
        """The clock of the net rate; overlapping periods add."""
        rates = [(p.start, p.end, p.officers) for p in periods]
        apart = all(one[1] <= two[0] for one, two in pairwise(rates))
        return cls(rates if apart else summed(rates), as_of=as_of)

    def at(self, minute: int) -> int:
        """Units available before ``minute``."""
        minute = max(minute, self.as_of)
        i = bisect_right(self._times, minute) - 1
        return self._cumulated[i] + self._rates[i] * (minute - self._times[i])

    def between(self, start: int, end: int) -> int:
        """Units available in [start, end)."""
        return self.at(end) - self.at(start)

    def earliest(self, work: int) -> int | None:
        """The first minute by which ``work`` units are available, None if never."""
        if work <= 0:
            return self.as_of
        if work > self.total:
            return None
        i = bisect_left(self._cumulated, work) - 1
        missing = work - self._cumulated[i]
        return self._times[i] - (-missing // self._rates[i])

    def latest(self, work: int) -> int | None:
        """The last minute before which at most ``work`` units are available.

        None when nothing more comes after it: every later minute qualifies.
        """
        work = max(work, 0)
        if work >= self.total:
            return None
        i = bisect_right(self._cumulated, work) - 1
        return self._times[i] + (work - self._cumulated[i]) // self._rates[i]

    def rates(self, start: int, end: int) -> list[Rated]:
        """The pieces of positive rate inside [start, end), in order of time."""
        found: list[Rated] = []
        i = max(bisect_right(self._times, start) - 1, 0)
        for k in range(i, len(self._times) - 1):
            if self._times[k] >= end:
                break
            low, high = max(start, self._times[k]), min(end, self._times[k + 1])
            if self._rates[k] and low < high:
                found.append((low, high, self._rates[k]))
        return found

    @property
    def last(self) -> int:
        """The minute after which nothing more comes."""
        return self._times[-1]

    def pieces(self) -> list[Rated]:
        """All pieces of positive rate, in order of time."""
        return self.rates(self.as_of, self.last)

    def ramps(self) -> tuple[list[int], list[int], list[int]]:
        """(start minute, rate, units before it) of the pieces of positive rate."""
        kept = [i for i, rate in enumerate(self._rates) if rate]
        return (
            [self._times[i] for i in kept],
            [self._rates[i] for i in kept],
            [self._cumulated[i] for i in kept],
        )

    def highest_rate(self, start: int, end: int) -> int:
        """The largest milli-officers at any moment of [start, end)."""
        return max((rate for _, _, rate in self.rates(start, end)), default=0)


def summed(pieces: Iterable[Rated]) -> list[Rated]:
    """Disjoint pieces in order of time from pieces that may overlap and add."""
    change: dict[int, int] = {}
    for start, end, rate in pieces:
        if start < end:
            change[start] = change.get(start, 0) + rate
            change[end] = change.get(end, 0) - rate
    points = sorted(change)
    result: list[Rated] = []
    level = 0
    for here, then in pairwise(points):
        level += change[here]
        result.append((here, then, level))
    return result
