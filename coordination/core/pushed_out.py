"""What an order that goes first pushes out at a station, and when that would fit.

An urgent order is not asked whether it fits: it is worked before everything else. The
question is which of the work that fitted before finds no room any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .facts import Demand, Event, StationFacts
from .jobs import Job, admission_order, clocked, docket
from .preview import preview
from .staircase import Staircase
from .supply import Supply, supply
from .ways import counted


@dataclass(frozen=True, slots=True)
class PushedOut:
    """Work that fitted before and does not any more.

    ``short`` are the units that find no room by its due; ``earliest_due`` is the first
    minute due at which it would fit beside the order, what stays, and what was pushed
    out before it, None beyond the horizon of the capacity.
    """

    demand: Demand
    short: int
    earliest_due: int | None


def pushed_out(
    facts: StationFacts, order: Demand | Event, *, as_of: int, now: int
) -> tuple[PushedOut, ...]:
    """In the order of their dues; nothing where capacity or effort are unknown.

    Limits on officers are left aside: they can only push out more.
    """
    if facts.capacity is None:
        return ()
    if isinstance(order, Demand) and (order.effort is None or order.due is None):
        return ()
    facts = replace(facts, demands=tuple(d for d in facts.demands if d.id != order.id))
    before = _refused(facts, (), as_of=as_of, now=now)
    first: tuple[Demand, ...] = ()
    if isinstance(order, Event):
        order = counted(order, facts.capacity)
        facts = replace(facts, events=(*facts.events, order))
    else:
        first = (order,)
    after = _refused(facts, first, as_of=as_of, now=now)
    gone = [job for job in after if job not in before]
    return tuple(_re_dated(facts, first, gone, after, as_of=as_of, now=now))


def _refused(
    facts: StationFacts, first: Sequence[Demand], *, as_of: int, now: int
) -> dict[str, int]:
    """Units short, by id, of what cannot be admitted beside ``first``."""
    given = supply(facts.capacity or (), facts.events, as_of=as_of)
    accepted = [clocked(demand, given, as_of=as_of) for demand in first]
    refused: dict[str, int] = {}
    for job in _jobs(facts, given, as_of=as_of, now=now):
        tight = Staircase.of(accepted).tightest(job.opens, job.closes, job.effort)
        if tight.excess > 0:
            refused[job.demand.id] = min(tight.excess, job.effort)
        else:
            accepted.append(job)
    return refused


def _jobs(facts: StationFacts, given: Supply, *, as_of: int, now: int) -> Iterable[Job]:
    return admission_order(docket(facts.demands, now=now).live, given, as_of=as_of)


def _re_dated(
    facts: StationFacts,
    first: Sequence[Demand],
    gone: Sequence[str],
    refused: dict[str, int],
    *,
    as_of: int,
    now: int,
) -> Iterable[PushedOut]:
    """Each with a due beside everything that stays and those before it."""
    known = {demand.id: demand for demand in facts.demands}
    staying = [d for d in facts.demands if d.id not in refused]
    held = [*first, *staying]
    for name in gone:
        demand = known[name]
        beside = replace(facts, demands=tuple(held))
        due = preview(beside, demand, as_of=as_of, now=now).earliest_due
        if due is not None:
            held.append(replace(demand, due=due))
        yield PushedOut(demand, refused[name], due)
