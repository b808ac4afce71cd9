"""Demands read on the capacity clock, in the order in which they are admitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .facts import Demand
from .supply import Supply


class Job(NamedTuple):
    """A demand that counts: its wall minutes and the same instants on both clocks.

    ``begin``/``finish`` are units on the gross clock, ``opens``/``closes`` on the
    clock that is free of events. ``limit`` (milli-officers) is None when it cannot
    bind, which leaves the job as free as work without a limit.
    """

    demand: Demand
    release: int
    due: int
    effort: int
    begin: int
    finish: int
    opens: int
    closes: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class Docket:
    """The demands of a station told apart by what they mean for a verdict."""

    live: tuple[Demand, ...]
    overdue: tuple[Demand, ...]
    unestimated: tuple[Demand, ...]


def docket(demands: Iterable[Demand], *, now: int) -> Docket:
    """Overdue (due at or before ``now``, work left), live, and not estimated.

    Work without due and work without effort never constrains and is left out.
    """
    live, overdue, unestimated = [], [], []
    for demand in demands:
        if demand.due is None or demand.effort == 0:
            continue
        if demand.due <= now:
            overdue.append(demand)
        elif demand.effort is None:
            unestimated.append(demand)
        else:
            live.append(demand)
    overdue.sort(key=lambda d: (d.due or 0, d.id))
    return Docket(tuple(live), tuple(overdue), tuple(unestimated))


def clocked(demand: Demand, supply: Supply, *, as_of: int) -> Job:
    """One live demand on the clocks of its station."""
    asked = as_of if demand.release is None else demand.release
    due = max(as_of if demand.due is None else demand.due, as_of)
    # A due before its release leaves an empty window, never a negative one.
    release = min(max(asked, as_of), due)
    gross, free = supply.gross, supply.free
    limit = demand.max_officers
    if limit is not None and limit >= free.highest_rate(release, due):
        limit = None
    effort = demand.effort or 0
    begin, finish = gross.at(release), gross.at(due)
    if free is gross:
        opens, closes = begin, finish
    else:
        opens, closes = free.at(release), free.at(due)
    return Job(demand, release, due, effort, begin, finish, opens, closes, limit)


def admission_order(
    demands: Iterable[Demand], supply: Supply, *, as_of: int
) -> list[Job]:
    """Jobs by due on the clock, higher priority first, then id as text.

    The order never depends on the order of the rows.
    """
    jobs = [clocked(demand, supply, as_of=as_of) for demand in demands]
    jobs.sort(key=lambda job: (job.finish, -job.demand.priority, job.demand.id))
    return jobs
