"""What one more order would do to a station, before it is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from . import flow
from .facts import Demand, Event, StationFacts
from .jobs import Job, admission_order, clocked, docket
from .staircase import Staircase
from .supply import Supply, supply

Answer = Literal["fits", "conflict", "unknown"]


@dataclass(frozen=True, slots=True)
class Preview:
    """The tightest window the order lies in, the order included (units).

    ``departments`` are (code, units), largest first. ``earliest_due`` is the first
    minute due at which the order would fit given its release, None if that lies
    beyond the horizon of the capacity (always None for events).
    """

    verdict: Answer
    window: tuple[int, int] | None = None
    demand: int = 0
    capacity: int = 0
    shortfall: int = 0
    departments: tuple[tuple[str, int], ...] = ()
    earliest_due: int | None = None


def preview(
    facts: StationFacts, demand: Demand | Event, *, as_of: int, now: int
) -> Preview:
    """Whether an order fits: no newly overloaded window, and in none overloaded.

    What the station already has under the same id is replaced, so that a new date
    can be tried too. With an unknown capacity or effort the answer is unknown;
    figures given then are those of what is known.
    """
    if isinstance(demand, Event):
        from .preview_event import preview_event

        return preview_event(facts, demand, as_of=as_of, now=now)
    facts = replace(facts, demands=tuple(d for d in facts.demands if d.id != demand.id))
    if facts.capacity is None or demand.effort is None:
        return Preview("unknown")
    given = supply(facts.capacity, facts.events, as_of=as_of)
    sorted_out = docket(facts.demands, now=now)
    jobs = admission_order(sorted_out.live, given, as_of=as_of)
    stairs = Staircase.of(jobs)
    answer = _answer(demand, jobs, stairs, given, as_of=as_of, now=now)
    due = _earliest_due(demand, jobs, stairs, given, as_of=as_of, now=now)
    verdict = "unknown" if sorted_out.unestimated else answer.verdict
    return replace(answer, verdict=verdict, earliest_due=due)


def _answer(
    demand: Demand,
    jobs: Sequence[Job],
    stairs: Staircase,
    given: Supply,
    *,
    as_of: int,
    now: int,
) -> Preview:
    if demand.due is None:
        return Preview("fits")
    job = clocked(demand, given, as_of=as_of)
    if demand.due <= now and job.effort:
        return _apart(job, 0)
    tight = stairs.tightest(job.opens, job.closes, job.effort)
    if tight.excess <= 0 and (lost := lost_to_limits(jobs, job, given)):
        return _apart(job, job.effort - lost)
    inside = [j for j in jobs if j.opens >= tight.opens and j.closes <= tight.closes]
    return summary([*inside, job], given)


def _apart(job: Job, capacity: int) -> Preview:
    """Refused by its own due or by limits, so there is no window to add up."""
    return Preview(
        "conflict",
        (job.release, job.due),
        job.effort,
        capacity,
        job.effort - capacity,
        ((job.demand.department, job.effort),),
    )


def summary(inside: Sequence[Job], given: Supply) -> Preview:
    """The window around some jobs with its work and capacity, events included."""
    start, end = min(j.release for j in inside), max(j.due for j in inside)
    drawn = given.drawn(start, end)
    parts = [(j.demand.department, j.effort) for j in inside]
    parts += [(event.department, units) for event, units in drawn]
    asked = sum(units for _, units in parts)
    capacity = given.gross.between(start, end)
    return Preview(
        "conflict" if asked > capacity else "fits",
        (start, end),
        asked,
        capacity,
        max(asked - capacity, 0),
        by_department(parts),
    )


def by_department(parts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """(code, units) summed per department, largest first."""
    sums: dict[str, int] = {}
    for code, units in parts:
        if units:
            sums[code] = sums.get(code, 0) + units
    return tuple(sorted(sums.items(), key=lambda entry: (-entry[1], entry[0])))


def lost_to_limits(jobs: Sequence[Job], job: Job, given: Supply) -> int:
    """Units more that find no room with ``job``, where limits bind; else 0."""
    if job.limit is None and all(j.limit is None for j in jobs):
        return 0
    before = flow.unplaced(given.free, jobs)
    return flow.unplaced(given.free, [*jobs, job]) - before


def _earliest_due(
    demand: Demand,
    jobs: Sequence[Job],
    stairs: Staircase,
    given: Supply,
    *,
    as_of: int,
    now: int,
) -> int | None:
    """Binary search where limits bind, otherwise read off the staircase."""
    effort = demand.effort or 0
    release = as_of if demand.release is None else max(demand.release, as_of)
    clock = stairs.earliest_close(given.free.at(release), effort)
    reached = given.free.earliest(clock)
    if reached is None:
        return None
    low = max(reached, release, now + 1 if effort else release)

    def refused(due: int) -> bool:
        job = clocked(replace(demand, due=due), given, as_of=as_of)
        return lost_to_limits(jobs, job, given) > 0

    if demand.max_officers is None and all(j.limit is None for j in jobs):
        return low
    if not refused(low):
        return low
    high = max(given.free.earliest(given.free.total) or low, low)
    if refused(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if refused(middle) else (low, middle)
    return high
