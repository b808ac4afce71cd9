"""The verdict of one station."""

from __future__ import annotations

from dataclasses import dataclass

from .clashes import clashes
from .deadlines import deficit, overloads
from .displacement import displacements
from .facts import Conflict, StationFacts, Verdict
from .jobs import Docket, Job, admission_order, docket
from .supply import Supply, supply


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Facts with their clocks, and the live work on them in the order of admission.

    ``given`` is None and ``jobs`` are empty where the capacity is not known.
    """

    facts: StationFacts
    as_of: int
    docket: Docket
    given: Supply | None
    jobs: list[Job]


def reckon(facts: StationFacts, *, as_of: int, now: int) -> Reckoned:
    """Read the work on the clocks, as of ``as_of``; overdue by ``now`` (minutes)."""
    sorted_out = docket(facts.demands, now=now)
    if facts.capacity is None:
        return Reckoned(facts, as_of, sorted_out, None, [])
    given = supply(facts.capacity, facts.events, as_of=as_of)
    jobs = admission_order(sorted_out.live, given, as_of=as_of)
    return Reckoned(facts, as_of, sorted_out, given, jobs)


def detect(facts: StationFacts, *, as_of: int, now: int) -> Verdict:
    """Everything wrong at a station, as of ``as_of``; overdue by ``now`` (minutes).

    With an unknown capacity or an effort that is not estimated the verdict is
    unknown; conflicts among what is known are certain and listed all the same.
    The answer does not depend on the order of the rows.
    """
    return verdict(reckon(facts, as_of=as_of, now=now))


def verdict(reckoned: Reckoned) -> Verdict:
    """What `detect` says, of facts that were read on their clocks already."""
    facts, as_of, sorted_out = reckoned.facts, reckoned.as_of, reckoned.docket
    given, jobs = reckoned.given, reckoned.jobs
    overdue = tuple(demand.id for demand in sorted_out.overdue)
    overdue_units = sum(demand.effort or 0 for demand in sorted_out.overdue)
    beside = clashes(facts, as_of=as_of) + displacements(facts, as_of=as_of)
    if given is None:
        return Verdict(None, None, overdue, overdue_units, tuple(beside))
    periods = facts.capacity or ()
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
