"""What one more event would do to a station: clash, displace, or cost deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .clashes import clashes
from .deadlines import deficit
from .displacement import displacements
from .facts import Conflict, Event, StationFacts
from .jobs import Job, admission_order, docket
from .preview import Preview, by_department, summary
from .supply import Supply, supply
from .ways import counted


def preview_event(
    facts: StationFacts, event: Event, *, as_of: int, now: int
) -> Preview:
    """Conflict if it clashes, displaces, or draws on an overloaded window."""
    event = counted(event, facts.capacity)
    others = tuple(e for e in facts.events if e.id != event.id)
    after = replace(facts, events=(*others, event))
    beside = clashes(after, as_of=as_of) + displacements(after, as_of=as_of)
    met = [c for c in beside if any(m.id == event.id for m in c.members)]
    if met:
        return _shown(max(met, key=lambda c: (c.shortfall, -c.start)))
    if facts.capacity is None:
        return Preview("unknown")
    sorted_out = docket(facts.demands, now=now)
    given = supply(facts.capacity, after.events, as_of=as_of)
    untouched = supply(facts.capacity, others, as_of=as_of)
    jobs = admission_order(sorted_out.live, given, as_of=as_of)
    found = _drawn_on(jobs, given, untouched) or _limited(
        jobs, (given, untouched), event
    )
    if found is None:
        found = Preview("fits", window=(event.start, event.end))
    return replace(found, verdict="unknown") if sorted_out.unestimated else found


def _shown(conflict: Conflict) -> Preview:
    return Preview(
        "conflict",
        (conflict.start, conflict.end),
        conflict.demand,
        conflict.capacity,
        conflict.shortfall,
        by_department((m.department, m.units) for m in conflict.members),
    )


def _drawn_on(jobs: Sequence[Job], given: Supply, untouched: Supply) -> Preview | None:
    """The overloaded window that lacks most among those that lost free capacity.

    Only windows that begin and end with work inside: a wider one may be drawn on
    where nothing is missing.
    """
    worst: tuple[int, Job, Job] | None = None
    first_of = {job.begin: job for job in reversed(jobs)}
    lost = [untouched.free.at(job.due) - job.closes for job in jobs]
    for first in first_of.values():
        lost_before = untouched.free.at(first.release) - first.opens
        load = 0
        for job, gone in zip(jobs, lost, strict=True):
            if job.begin < first.begin:
                continue
            load += job.effort
            excess = load - job.closes + first.opens
            draws = gone > lost_before and job.finish >= first.finish
            if draws and excess > (worst[0] if worst else 0):
                worst = excess, first, job
    if worst is None:
        return None
    _, first, last = worst
    return summary(
        [j for j in jobs if j.begin >= first.begin and j.finish <= last.finish], given
    )


def _limited(
    jobs: Sequence[Job],
    supplies: tuple[Supply, Supply],
    event: Event,
) -> Preview | None:
    """Where limits bind, an event may cost work although no window is overloaded."""
    given, untouched = supplies
    demands = [job.demand for job in jobs]
    if all(demand.max_officers is None for demand in demands):
        return None
    before = admission_order(demands, untouched, as_of=untouched.gross.as_of)
    lost = deficit(jobs, given) - deficit(before, untouched)
    if lost <= 0:
        return None
    units = sum(u for e, u in given.drawn(event.start, event.end) if e is event)
    return Preview(
        "conflict",
        (event.start, event.end),
        units,
        units - lost,
        lost,
        ((event.department, units),),
    )
