"""One new date for a directive, judged with the facts of the moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coordination.core.plans import Balance, Change, Plan, StationPlan
from coordination.core.repair.relief import best_due, with_due
from coordination.models import Conflict
from coordination.moments import instant
from coordination.services.fixing import ground_of
from coordination.services.fixing_ground import MOST_TOGETHER, Fixes
from coordination.services.negotiation.weighing import (
    Weighed,
    ground,
    was_now,
    weigh,
)
from coordination.services.relieving import reliefs_at
from tasking.models import Assignment, Directive


@dataclass(frozen=True)
class Judged:
    """The move with the facts of now: the plan, and what it settles, worst first."""

    due: dt.datetime
    plan: Plan
    settled: tuple[Conflict, ...]
    weighed: Weighed
    rows: tuple[Assignment, ...]

    @property
    def units(self) -> int:
        return sum(row.shortfall_units for row in self.settled)


def judged(
    directive: Directive, conflicts: Sequence[Conflict], *, now: dt.datetime
) -> Judged | None:
    """The best date of the directive for these conflicts, reckoned now; None where no
    single date settles more than one of them."""
    worst = list(conflicts)[:MOST_TOGETHER]
    if not worst:
        return None
    facts = ground_of(worst, now=now)
    found = reliefs_at(facts, worst, directive.pk)
    due = best_due([each for _row, each in found])
    if due is None:
        return None
    rows = {row.pk: row for row, each in found if with_due([each], due)}
    plan = _plan(facts, rows.values(), due)
    known = ground([each.station for each in plan.stations], plan, now=now)
    weighed = weigh(plan, known, was_now(known))
    settled = tuple(row for row in worst if row.pk in weighed.settles)
    if len(settled) < 2 or not weighed.holds([settled[0].pk]):
        return None
    return Judged(instant(due), plan, settled, weighed, tuple(rows.values()))


def _plan(facts: Fixes, rows: Iterable[Assignment], due: int) -> Plan:
    """One due for the directive at all of these stations."""
    codes = {station.pk: code for code, station in facts.stations.items()}
    unknown = Balance(None, 0)
    stations, cost = [], 0
    for row in sorted(rows, key=lambda each: codes[each.station_id]):
        code = codes[row.station_id]
        change = Change("shift", str(row.pk), due=due)
        stations.append(StationPlan(code, (change,), unknown, unknown))
        for terms in facts.sites[code].movables:
            if terms.demand == change.demand and due in terms.dues:
                cost += terms.weight * (terms.dues.index(due) + 1)
    return Plan("together", tuple(stations), cost)
