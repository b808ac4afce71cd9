"""The verdict of one station."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .clashes import clashes
from .deadlines import deficit, overloads
from .displacement import displacements
from .facts import Conflict, StationFacts, Verdict
from .jobs import Docket, Job, admission_order, docket
from .supply import Supply, supply


@dataclass(frozen=True)
class Reckoned:
    """Facts with their clocks, and the live work on them in the order of admission.

    ``given`` is None and ``jobs`` are empty where the capacity is not known. ``like``
    are others that differ in nothing but demands.
    """

    facts: StationFacts
    as_of: int
    docket: Docket
    given: Supply | None
    jobs: list[Job]
    like: Reckoned | None = None

    @cached_property
    def late(self) -> list[Conflict]:
        """The windows that fail."""
        if self.given is None:
            return []
        facts, periods = self.facts, self.facts.capacity or ()
        return overloads(
            self.jobs,
            self.given,
            station=facts.code,
            source=lambda keep: supply(
                periods, [e for e in facts.events if keep(e)], as_of=self.as_of
            ),
        )

    @cached_property
    def beside(self) -> list[Conflict]:
        """What collides at one time, whatever is due."""
        if self.like is not None:
            return self.like.beside
        facts, as_of = self.facts, self.as_of
        return clashes(facts, as_of=as_of) + displacements(facts, as_of=as_of)


def reckon(
    facts: StationFacts, *, as_of: int, now: int, like: Reckoned | None = None
) -> Reckoned:
    """Read the work on the clocks, as of ``as_of``; overdue by ``now`` (minutes).

    Where nothing but demands differs from facts that were read as of the same minute,
    their clocks serve once more.
    """
    sorted_out = docket(facts.demands, now=now)
    if facts.capacity is None:
        return Reckoned(facts, as_of, sorted_out, None, [])
    same = like if like is not None and _alike(facts, like.facts) else None
    if same is not None and same.given is not None:
        given = same.given
    else:
        given = supply(facts.capacity, facts.events, as_of=as_of)
    jobs = admission_order(sorted_out.live, given, as_of=as_of)
    return Reckoned(facts, as_of, sorted_out, given, jobs, same)


def _alike(one: StationFacts, two: StationFacts) -> bool:
    same = one.capacity is two.capacity
    return same and (one.events, one.blocks) == (two.events, two.blocks)


def detect(facts: StationFacts, *, as_of: int, now: int) -> Verdict:
    """Everything wrong at a station, as of ``as_of``; overdue by ``now`` (minutes).

    With an unknown capacity or an effort that is not estimated the verdict is
    unknown; conflicts among what is known are certain and listed all the same.
    The answer does not depend on the order of the rows.
    """
    return verdict(reckon(facts, as_of=as_of, now=now))


def verdict(reckoned: Reckoned) -> Verdict:
    """What `detect` says, of facts that were read on their clocks already."""
    sorted_out, given = reckoned.docket, reckoned.given
    overdue = tuple(demand.id for demand in sorted_out.overdue)
    overdue_units = sum(demand.effort or 0 for demand in sorted_out.overdue)
    beside = reckoned.beside
    if given is None:
        return Verdict(None, None, overdue, overdue_units, tuple(beside))
    found = reckoned.late
    short: int | None = deficit(reckoned.jobs, given) if found else 0
    feasible: bool | None = not found
    if sorted_out.unestimated:
        feasible = short = None
    return Verdict(feasible, short, overdue, overdue_units, tuple(found + beside))
