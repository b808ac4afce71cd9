"""Ways out of a clash or of taken protected time, from the rows as they are.

What is offered is weighed as a proposal will be: a plan that would be refused there is
none here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from coordination.core.detect import detect
from coordination.core.facts import Conflict as Finding
from coordination.core.identity import adopt
from coordination.core.plans import Plan
from coordination.models import Conflict
from coordination.services.fixing_ground import Fixes, Offer, digest_of
from coordination.services.negotiation.weighing import (
    Ground,
    old_conflict,
    was_now,
    weigh,
)

if TYPE_CHECKING:
    from coordination.core.repair.lending import Lenders


def apart(read: Fixes, lenders: Lenders) -> Fixes:
    """The ways out of the one conflict that was read, and what stands in the way."""
    from coordination.core.repair.appointments import standing, ways_apart
    from coordination.core.repair.case import Case
    from coordination.core.repair.meeting import Meeting

    (row,) = read.conflicts
    known = _ground(read)
    finding = _finding(row, known)
    own = {row.station.code, *read.summoned}
    sites = [read.sites[code] for code in sorted(own)]
    if finding is None:
        return replace(read, known=True)
    if any(site.facts.capacity is None for site in sites):
        return read
    meeting = Meeting(Case.of(sites), row.station.code, finding)
    plans = [p for p in ways_apart(meeting, lenders) if _holds(p, known, row)]
    moves = any(plan.method == "move" for plan in plans)
    return replace(
        read,
        known=True,
        offers=tuple(_offer(plan, row) for plan in plans),
        obstacles=() if moves else standing(meeting),
    )


def _offer(plan: Plan, row: Conflict) -> Offer:
    return Offer(digest_of(plan, [row]), plan, settles=True, clears=True)


def _finding(row: Conflict, known: Ground) -> Finding | None:
    """The conflict as the facts of now have it; None where they have it no more."""
    code = row.station.code
    found = detect(known.facts[code], as_of=known.minute, now=known.minute).conflicts
    open_ones = [old_conflict(each) for each in known.conflicts[code]]
    places = adopt(open_ones, found)
    return next((f for f, pk in zip(found, places, strict=True) if pk == row.pk), None)


def _ground(read: Fixes) -> Ground:
    """What a proposal would be weighed by, of what was read already. One query."""
    codes = {station.pk: code for code, station in read.stations.items()}
    conflicts: dict[str, list[Conflict]] = defaultdict(list)
    for each in Conflict.objects.filter(station__in=codes).open().order_by("pk"):
        conflicts[codes[each.station_id]].append(each)
    facts = {code: site.facts for code, site in read.sites.items()}
    minute = min(site.as_of for site in read.sites.values())
    return Ground(read.stations, facts, conflicts, minute)


def _holds(plan: Plan, known: Ground, row: Conflict) -> bool:
    return weigh(plan, known, was_now(known)).holds([row.pk])
