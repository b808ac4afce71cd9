"""What a plan does at the conflict's own station, shown due by due or hour by hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from coordination.core.plans import Change, Plan, applied
from coordination.core.repair.terms import Site
from coordination.fixes import keeping
from coordination.fixes.proving import Proof, prove
from coordination.fixes.strength import Line, strength
from coordination.models import Conflict
from coordination.planned import Was, fitted
from coordination.services.negotiation.weighing import Ground


def sums_of(plan: Plan, known: Ground, was: Was, conflict: Conflict) -> Proof | None:
    """Hours before and after; None where there is nothing to add up."""
    changes = _changes(plan, known, was, conflict)
    if changes is None or conflict.kind != Conflict.Kind.DEADLINE:
        return None
    code = conflict.station.code
    site = Site(known.facts[code], (), as_of=known.minute, now=known.minute)
    own = [each for each in plan.stations if each.station == code]
    stations = tuple(replace(each, changes=changes) for each in own)
    return prove(site, replace(plan, stations=stations), conflict)


def strength_of(
    plan: Plan, known: Ground, was: Was, conflict: Conflict, title: Callable[[str], str]
) -> tuple[Line, ...]:
    """Of appointments: officers asked for at once and officers there."""
    changes = _changes(plan, known, was, conflict)
    if changes is None or conflict.kind == Conflict.Kind.DEADLINE:
        return ()
    facts = known.facts[conflict.station.code]
    after = applied(facts, changes)
    return strength(conflict, facts, after, changes, title)


def kept_proof(
    plan: Plan, known: Ground, was: Was, conflict: Conflict
) -> dict[str, Any] | None:
    """Either of them as JSON, appointments by their ids; None where there is none."""
    proof = sums_of(plan, known, was, conflict)
    if proof is not None:
        return keeping.written(proof)
    lines = strength_of(plan, known, was, conflict, str)
    return {"lines": [keeping.written_line(line) for line in lines]} if lines else None


def _changes(
    plan: Plan, known: Ground, was: Was, conflict: Conflict
) -> tuple[Change, ...] | None:
    """Those at the station, fitted to what is left; None where that cannot be said."""
    code = conflict.station.code
    facts = known.facts.get(code)
    if facts is None or facts.capacity is None:
        return None
    made = [c for each in plan.stations if each.station == code for c in each.changes]
    try:
        changes = fitted(made, known.demands(code), was)
        applied(facts, changes)
    except KeyError:
        return None
    return changes
