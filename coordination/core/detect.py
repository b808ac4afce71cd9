"""The verdict of one station."""

from __future__ import annotations

from .clashes import clashes
from .deadlines import deficit, overloads
from .displacement import displacements
from .facts import Conflict, StationFacts, Verdict
from .jobs import admission_order, docket
from .supply import supply


def detect(facts: StationFacts, *, as_of: int, now: int) -> Verdict:
    """Everything wrong at a station, as of ``as_of``; overdue by ``now`` (minutes).

    With an unknown capacity or an effort that is not estimated the verdict is
    unknown; conflicts among what is known are certain and listed all the same.
    The answer does not depend on the order of the rows.
    """
    sorted_out = docket(facts.demands, now=now)
    overdue = tuple(demand.id for demand in sorted_out.overdue)
    overdue_units = sum(demand.effort or 0 for demand in sorted_out.overdue)
    beside = clashes(facts, as_of=as_of) + displacements(facts, as_of=as_of)
    if facts.capacity is None:
        return Verdict(None, None, overdue, overdue_units, tuple(beside))
    periods = facts.capacity
    given = supply(periods, facts.events, as_of=as_of)
    jobs = admission_order(sorted_out.live, given, as_of=as_of)
    found: list[Conflict] = overloads(
        jobs,
        given,
        station=facts.code,
        source=lambda keep: supply(
            periods, [e for e in facts.events if keep(e)], as_of=as_of
        ),
    )
    short: int | None = deficit(jobs, given) if found else 0
    feasible: bool | None = not found
    if sorted_out.unestimated:
        feasible = short = None
    return Verdict(feasible, short, overdue, overdue_units, tuple(found + beside))
