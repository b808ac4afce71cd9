"""Max-flow of jobs into capacity, for work whose officers are limited.

With a limit the station is no longer one machine of speed 1: a job may take at most
``limit`` of the rate at any moment. Between two breakpoints nothing changes, so the
question is a transport problem from jobs to elementary intervals (Horn 1974).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise

from .clock import CapacityClock
from .jobs import Job


@dataclass(frozen=True, slots=True)
class Cut:
    """Why a job found no room: these jobs, and the intervals they all fill."""

    jobs: tuple[int, ...]
    intervals: frozenset[int]


class Intervals:
    """Elementary intervals of the free clock between the jobs' breakpoints.

    Pieces of equal rate between the same two breakpoints are one interval:
    ``rate[k]`` milli-officers for ``length[k]`` minutes, made of ``pieces[k]``.
    """

    def __init__(self, free: CapacityClock, jobs: Sequence[Job]) -> None:
        self.points = sorted({m for j in jobs for m in (j.release, j.due)})
        self.rate: list[int] = []
        self.length: list[int] = []
        self.pieces: list[list[tuple[int, int]]] = []
        self._first = [0]
        for start, end in pairwise(self.points):
            by_rate: dict[int, list[tuple[int, int]]] = {}
            for low, high, rate in free.rates(start, end):
                by_rate.setdefault(rate, []).append((low, high))
            for rate, pieces in sorted(by_rate.items()):
                self.rate.append(rate)
                self.length.append(sum(high - low for low, high in pieces))
                self.pieces.append(pieces)
            self._first.append(len(self.rate))

    def of(self, job: Job) -> range:
        """The intervals a job may use."""
        low = self._first[bisect_left(self.points, job.release)]
        high = self._first[bisect_left(self.points, job.due)]
        return range(low, high)


class Flow:
    """An integer flow grown job by job; it never reduces what a job already has."""

    def __init__(self, free: CapacityClock, jobs: Sequence[Job]) -> None:
        self.intervals = Intervals(free, jobs)
        self.jobs = jobs
        rates = zip(self.intervals.rate, self.intervals.length, strict=True)
        self._left = [rate * length for rate, length in rates]
        self._given: list[dict[int, int]] = [{} for _ in self._left]
        self._spans = [self.intervals.of(job) for job in jobs]
        self._placed = [0] * len(jobs)

    def room(self, job: int, interval: int) -> int:
        """The most a job may take of an interval on its own, in units."""
        limit, rate = self.jobs[job].limit, self.intervals.rate[interval]
        most = rate if limit is None else min(rate, limit)
        return most * self.intervals.length[interval]

    def alone(self, job: int) -> int:
        """Units a job could get if it had the station to itself."""
        return sum(self.room(job, k) for k in self._spans[job])

    def copy(self) -> Flow:
        """The same flow, to try something out on."""
        twin = copy(self)
        twin._left = self._left.copy()
        twin._given = [held.copy() for held in self._given]
        twin._placed = self._placed.copy()
        return twin

    def push(self, job: int) -> tuple[int, Cut | None]:
        """Give a job as much as possible; the units it has and what stopped it.

        A job pushed again keeps what it has and gets what has become free.
        """
        missing = self.jobs[job].effort - self._placed[job]
        for k in self._spans[job]:
            if missing == 0:
                break
            missing -= self._give(job, k, min(missing, self._left[k]))
        cut = None
        while missing and cut is None:
            moved, cut = self._augment(job, missing)
            missing -= moved
        self._placed[job] = self.jobs[job].effort - missing
        return self._placed[job], cut

    def drop(self, job: int) -> None:
        """Take back all a job was given; the others keep theirs."""
        for k in self._spans[job]:
            self._left[k] += self._given[k].pop(job, 0)
        self._placed[job] = 0

    def _give(self, job: int, k: int, amount: int) -> int:
        held = self._given[k].get(job, 0)
        amount = min(amount, self.room(job, k) - held)
        if amount:
            self._given[k][job] = held + amount
            self._left[k] -= amount
        return amount

    def _augment(self, job: int, wanted: int) -> tuple[int, Cut | None]:
        """Reroute along one shortest path, breadth first."""
        came: dict[int, int] = {}
        via: dict[int, int] = {job: -1}
        queue = [job]
        for here in queue:
            for k in self._spans[here]:
                if k in came or self._given[k].get(here, 0) >= self.room(here, k):
                    continue
                came[k] = here
                if self._left[k]:
                    return self._shift(k, came, via, wanted), None
                for other in self._given[k]:
                    if other not in via:
                        via[other] = k
                        queue.append(other)
        return 0, Cut(tuple(queue), frozenset(came))

    def _shift(
        self, last: int, came: dict[int, int], via: dict[int, int], wanted: int
    ) -> int:
        path: list[tuple[int, int, int]] = []
        amount, k = min(wanted, self._left[last]), last
        while k >= 0:
            taker, freed = came[k], via[came[k]]
            room = self.room(taker, k) - self._given[k].get(taker, 0)
            amount = min(amount, room)
            if freed >= 0:
                amount = min(amount, self._given[freed][taker])
            path.append((k, taker, freed))
            k = freed
        self._left[last] -= amount
        for k, taker, freed in path:
            self._given[k][taker] = self._given[k].get(taker, 0) + amount
            if freed >= 0:
                self._given[freed][taker] -= amount
                if not self._given[freed][taker]:
                    del self._given[freed][taker]
        return amount


def fits(free: CapacityClock, jobs: Sequence[Job]) -> bool:
    """Whether all jobs can be done in time, limits included (exact)."""
    flow = Flow(free, jobs)
    return all(flow.push(i)[0] == job.effort for i, job in enumerate(jobs))


def unplaced(free: CapacityClock, jobs: Sequence[Job]) -> int:
    """Total effort minus max-flow, in units (exact)."""
    flow = Flow(free, jobs)
    return sum(job.effort - flow.push(i)[0] for i, job in enumerate(jobs))
