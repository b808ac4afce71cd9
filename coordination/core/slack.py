"""How much room is left per week: the tightest window that ends in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from .facts import StationFacts
from .jobs import Job, admission_order, docket
from .supply import Supply, supply


@dataclass(frozen=True, slots=True)
class WeekSlack:
    """Room in the tightest window ending in the week (units; negative is short).

    ``slack`` is None when the capacity is unknown. ``at_most`` says that work
    without an estimate may take more of it.
    """

    start: int
    end: int
    slack: int | None
    demand: int
    capacity: int
    window: tuple[int, int] | None
    at_most: bool


def weeks(
    facts: StationFacts, *, as_of: int, now: int, weeks: Sequence[tuple[int, int]]
) -> list[WeekSlack]:
    """For each [start, end) the smallest capacity minus demand, events included.

    Looked at are the windows between a release and a due of open work, the week
    itself (from ``as_of`` on) and everything up to the end of the week.
    """
    sorted_out = docket(facts.demands, now=now)
    at_most = bool(sorted_out.unestimated)
    if facts.capacity is None:
        return [WeekSlack(a, b, None, 0, 0, None, at_most) for a, b in weeks]
    given = supply(facts.capacity, facts.events, as_of=as_of)
    jobs = admission_order(sorted_out.live, given, as_of=as_of)
    jobs.sort(key=lambda j: (j.due, j.demand.id))
    dues = [job.due for job in jobs]
    loads = list(_loads(jobs))
    result = []
    for start, end in weeks:
        low, high = bisect_right(dues, start), bisect_right(dues, end)
        spans = [(max(start, as_of), max(end, as_of)), (as_of, max(end, as_of))]
        spans += _tight_spans(jobs, loads, low, high)
        measured = [(_measure(jobs, given, span), span) for span in spans]
        (asked, holds), span = min(
            measured, key=lambda m: (m[0][1] - m[0][0], m[1][1] - m[1][0])
        )
        result.append(WeekSlack(start, end, holds - asked, asked, holds, span, at_most))
    return result


def _loads(jobs: Sequence[Job]) -> Iterator[tuple[Job, list[int]]]:
    """For each distinct release, latest first, the running work by due."""
    inside = [0] * len(jobs)
    order = sorted(range(len(jobs)), key=lambda i: -jobs[i].opens)
    for k, i in enumerate(order):
        inside[i] = jobs[i].effort
        if k + 1 == len(order) or jobs[order[k + 1]].opens != jobs[i].opens:
            yield jobs[i], list(accumulate(inside))


def _tight_spans(
    jobs: Sequence[Job], loads: Sequence[tuple[Job, list[int]]], low: int, high: int
) -> list[tuple[int, int]]:
    """The wall window that lacks most among those ending at jobs[low:high]."""
    best: tuple[int, int, int] | None = None
    for first, totals in loads:
        # Windows without any work say nothing about room.
        begin = max(low, bisect_right(totals, 0))
        for i in range(begin, high):
            lack = totals[i] - jobs[i].closes + first.opens
            if best is None or lack > best[0]:
                best = lack, first.release, jobs[i].due
    if best is None:
        return []
    return [(min(best[1], best[2]), best[2])]


def _measure(
    jobs: Sequence[Job], given: Supply, span: tuple[int, int]
) -> tuple[int, int]:
    """(demand, capacity) of a wall window, units, events included."""
    low, high = given.free.at(span[0]), given.free.at(span[1])
    work = sum(
        j.effort
        for j in jobs
        if j.opens >= low and j.closes <= high and j.due <= span[1]
    )
    drawn = sum(units for _, units in given.drawn(*span))
    return work + drawn, given.gross.between(*span)
