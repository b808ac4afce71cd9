"""One machine of speed 1: greedy placement on the capacity clock, in due order.

Each job takes the earliest free clock at or after its release. Taken in due order
this is exact: if a job does not fit, everything between the start of the busy block
it meets and its own due belongs to jobs that lie wholly inside that window.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from .jobs import Job


class Track:
    """Disjoint, non-adjacent busy blocks in clock units."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def place(self, opens: int, closes: int, effort: int) -> bool:
        """Place the whole effort inside [opens, closes) or nothing."""
        first, start, end, left = self._fill(opens, effort)
        if end > closes:
            return False
        self._occupy(first, start, end, left)
        return True

    def place_part(self, opens: int, closes: int, effort: int) -> tuple[int, int]:
        """Place as much as fits; units placed, start of the block it ends up in."""
        room = closes - opens - self._busy(opens, closes)
        placed = min(effort, max(room, 0))
        if placed:
            first, start, end, left = self._fill(opens, placed)
            self._occupy(first, start, end, left)
        return placed, self._met(opens)[1]

    def _fill(self, opens: int, effort: int) -> tuple[int, int, int, int]:
        """First block touched, start and end of the new block, blocks passed."""
        starts, ends = self._starts, self._ends
        first, start = self._met(opens)
        here, i = opens, first
        while i < len(starts) and starts[i] - here <= effort:
            effort -= max(starts[i] - here, 0)
            here = ends[i]
            i += 1
        return first, start, here + effort, i

    def _met(self, opens: int) -> tuple[int, int]:
        """The first block that does not end before ``opens``; the earlier start."""
        starts = self._starts
        first = bisect_left(self._ends, opens)
        return first, min(opens, starts[first]) if first < len(starts) else opens

    def _occupy(self, first: int, start: int, end: int, left: int) -> None:
        self._starts[first:left] = [start]
        self._ends[first:left] = [end]

    def _busy(self, opens: int, closes: int) -> int:
        total = 0
        i = bisect_right(self._ends, opens)
        while i < len(self._starts) and self._starts[i] < closes:
            total += min(self._ends[i], closes) - max(self._starts[i], opens)
            i += 1
        return total


def unplaced(jobs: Iterable[Job]) -> int:
    """Total effort minus max-flow for jobs in due order without limits (exact)."""
    track, short = Track(), 0
    for job in jobs:
        if not track.place(job.opens, job.closes, job.effort):
            placed, _ = track.place_part(job.opens, job.closes, job.effort)
            short += job.effort - placed
    return short
