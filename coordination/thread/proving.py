"""The plan's check in a picture and a table: what there is, what is to do, before and
after; of appointments the officers asked for at once and those there.

While the thread is open it is reckoned as of now; once the plan is carried out it is
what was kept in that moment, whatever changes later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from coordination.fixes import keeping
from coordination.fixes.proving import Proof, Sum
from coordination.fixes.strength import Line
from coordination.models import Conflict, ProposalEntry
from coordination.pictures import proof_curve
from coordination.services.negotiation.orders import orders_by_id
from coordination.services.negotiation.proof import strength_of, sums_of
from coordination.thread.reading import Reading


@dataclass(frozen=True)
class Check:
    """The picture and its twin; empty where nothing can be added up. `kept_at` says
    when it was kept, None while it is reckoned anew."""

    curve: SafeString | str = ""
    sums: tuple[Sum, ...] = ()
    start: dt.date | None = None
    lines: tuple[Line, ...] = ()
    beside: bool = False
    kept_at: dt.datetime | None = None


def check(reading: Reading) -> Check:
    """At the conflict's own station."""
    done = reading.carried_out
    if done is not None and done.detail.get("proof"):
        return _kept(reading, done)
    row, known = reading.proposal, reading.known
    if known is None:
        return Check()
    was = row.plan["was"]
    if row.conflict.kind == Conflict.Kind.DEADLINE:
        proof = sums_of(reading.plan, known, was, row.conflict)
        return _drawn(proof) if proof is not None else Check()
    events = [event.id for event in known.facts[row.conflict.station.code].events]
    title = _titles(reading, events)
    lines = strength_of(reading.plan, known, was, row.conflict, title)
    return _timed(row.conflict, lines)


def _kept(reading: Reading, done: ProposalEntry) -> Check:
    proof = done.detail["proof"]
    if "sums" in proof:
        return replace(_drawn(keeping.read(proof)), kept_at=done.at)
    named = {
        n for line in proof["lines"] for n in line["titles"] + line["titles_after"]
    }
    title = _titles(reading, named)
    lines = tuple(keeping.read_line(line, title) for line in proof["lines"])
    return replace(_timed(reading.conflict, lines), kept_at=done.at)


def _timed(conflict: Conflict, lines: tuple[Line, ...]) -> Check:
    beside = conflict.kind == Conflict.Kind.DISPLACEMENT
    return Check(lines=lines, beside=beside)


def _titles(reading: Reading, events: Iterable[str]) -> Callable[[str], str]:
    """What an appointment at the station is called before the reader."""
    missing = [int(e) for e in events if e not in reading.orders and e.isdecimal()]
    rows = {**reading.orders, **orders_by_id(missing)}
    return replace(reading, orders=rows).title


def _drawn(proof: Proof) -> Check:
    start = proof.points[0].date if proof.points else None
    return Check(proof_curve(proof.points), proof.sums, start)
