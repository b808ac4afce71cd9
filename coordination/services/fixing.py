"""Ways out of a conflict, from the rows as they are: nothing is written here.

Who comes back with the name of a plan gets it if the facts still give the same;
otherwise it is none any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from coordination.around import asked_twice
from coordination.core.facts import minute_down, minute_up
from coordination.core.plans import Change, Plan, applied
from coordination.core.repair.obstacles import obstacles
from coordination.core.repair.terms import Site
from coordination.models import Conflict
from coordination.models.conflict import OPEN_STATES
from coordination.services.fixing_apart import apart
from coordination.services.fixing_ground import (
    MOST_TOGETHER,
    ONE,
    Fixes,
    Offer,
    digest_of,
    one_date,
    read,
)
from coordination.snapshot import start_of_day
from desk.models import Job
from organization.wall import lifted
from tasking.models import Assignment

if TYPE_CHECKING:
    from coordination.core.repair.case import Case
    from coordination.core.repair.lending import Lenders


@lifted("ways out are looked for in the whole load, and among neighbours")
def fixes(conflicts: Sequence[Conflict], *, now: dt.datetime) -> Fixes:
    """Ranked ways out of deadline conflicts, each station's with all it owes; or of one
    clash or one protected block that is taken.

    A fixed number of queries, however many stations.
    """
    found = read(conflicts, now)
    own = {row.station.code for row in conflicts}
    mine = [found.sites[code] for code in sorted(own)]
    if any(site.facts.capacity is None for site in mine):
        return found
    lenders = _lenders(found, own, now)
    if conflicts[0].kind != Conflict.Kind.DEADLINE:
        return apart(found, lenders)
    # Brings numpy: loaded when somebody asks for plans.
    from coordination.core.repair.case import Case
    from coordination.core.repair.ways import ways_out

    case = Case.of(mine)
    pairs = asked_twice({row.station_id: row.station.code for row in conflicts})
    plans = ways_out(case, pairs=pairs, lenders=lenders)
    return replace(
        found,
        known=True,
        offers=_ranked([*plans, *_improved(case, found.job)], conflicts, found.sites),
        obstacles=tuple(each for site in mine for each in obstacles(site)),
    )


def _lenders(found: Fixes, own: set[str], now: dt.datetime) -> Lenders:
    """The neighbours; neither those in conflict nor those summoned with them."""
    from coordination.core.repair.lending import Lenders

    away = own | found.summoned
    return Lenders(
        [site for code, site in found.sites.items() if code not in away],
        since=minute_up(now),
        day_begins=minute_up(start_of_day(now)),
    )


def plan_of(conflict: Conflict, digest: str, *, now: dt.datetime) -> Plan | None:
    """The plan of that name, if the facts of now still give it."""
    if digest.startswith(f"{ONE}-"):
        return _one_date(conflict, digest, now)
    ids = [int(key) for key in digest.split(".")[1:] if key.isdecimal()]
    if len(ids) >= MOST_TOGETHER:
        return None
    rows = Conflict.objects.open().filter(pk__in=ids).exclude(pk=conflict.pk)
    rows = rows.filter(kind=Conflict.Kind.DEADLINE)
    if conflict.kind != Conflict.Kind.DEADLINE:
        rows = rows.none()
    others = list(rows.select_related("station").order_by("pk"))
    found = fixes([conflict, *others], now=now).offer(digest)
    return None if found is None else found.plan


def _one_date(conflict: Conflict, name: str, now: dt.datetime) -> Plan | None:
    """One task of the conflict on another due that is still on offer. Whether it
    settles the conflict is judged where it is put forward."""
    case = case_of([conflict], now=now)
    if case is None or conflict.kind != Conflict.Kind.DEADLINE:
        return None
    [site] = case.sites
    inside = {str(key) for key in _members(conflict)}
    for terms in site.movables:
        for step, due in enumerate(terms.dues, start=1):
            named = terms.demand in inside and one_date(int(terms.demand), due) == name
            if named:
                shift = Change("shift", terms.demand, due=due)
                return case.plan("cheapest", {site.code: (shift,)}, terms.weight * step)
    return None


@lifted("ways out are looked for in the whole load, and among neighbours")
def case_of(conflicts: Sequence[Conflict], *, now: dt.datetime) -> Case | None:
    """The stations in conflict with their terms; None where capacity is unknown."""
    from coordination.core.repair.case import Case

    found = read(conflicts, now, neighbours=0)
    sites = [found.sites[code] for code in sorted(found.sites)]
    return None if any(s.facts.capacity is None for s in sites) else Case.of(sites)


def ground_of(conflicts: Sequence[Conflict], *, now: dt.datetime) -> Fixes:
    """The stations in conflict, what they owe and what may be moved; no plans."""
    return read(conflicts, now, neighbours=0)


def sharing(
    conflict: Conflict, *, seen: QuerySet[Conflict] | None = None
) -> list[Conflict]:
    """Open conflicts of other stations over the same directives, the worst first.

    Only of the same bureau: there one office brokers and one leader decides. `seen`
    are those somebody may see.
    """
    rows = Conflict.objects.all() if seen is None else seen
    others = rows.filter(
        state__in=OPEN_STATES,
        kind=Conflict.Kind.DEADLINE,
        station__bureau=conflict.station.bureau_id,
    ).exclude(station=conflict.station_id)
    worst = ("-shortfall_units", "window_start", "id")
    found = list(others.select_related("station").order_by(*worst))
    if not found:
        return []
    keys = [key for row in (conflict, *found) for key in _members(row)]
    orders = Assignment.objects.filter(pk__in=keys, department__isnull=False)
    directive = dict(orders.values_list("pk", "directive_id"))
    ours = {directive.get(key) for key in _members(conflict)} - {None}
    chosen: dict[int, Conflict] = {}
    for row in found:
        if ours & {directive.get(key) for key in _members(row)}:
            chosen.setdefault(row.station_id, row)
    return list(chosen.values())[: MOST_TOGETHER - 1]


def _members(conflict: Conflict) -> list[int]:
    return [int(m["assignment"]) for m in conflict.members if not m["event"]]


def _improved(case: Case, job: Job | None) -> list[Plan]:
    """What a worker has found for exactly these conflicts, weighed by today's facts."""
    if job is None or "shifts" not in job.result:
        return []
    changes = {
        code: tuple(Change("shift", name, due=due) for name, due in dues.items())
        for code, dues in job.result["shifts"].items()
    }
    if not _allowed(case, changes):
        return []
    return [case.plan(job.result["method"], changes, job.result["cost"])]


def _allowed(case: Case, changes: Mapping[str, Sequence[Change]]) -> bool:
    """Whether every date is still on offer."""
    offered = {
        (site.code, terms.demand): terms.dues
        for site in case.sites
        for terms in site.movables
    }
    return all(
        change.due in offered.get((code, change.demand), ())
        for code, made in changes.items()
        for change in made
    )


def _ranked(
    plans: Iterable[Plan], conflicts: Sequence[Conflict], sites: Mapping[str, Site]
) -> tuple[Offer, ...]:
    """Those that settle everything, those that settle what one looks at, the rest."""
    found: dict[str, Offer] = {}
    for plan in plans:
        digest = digest_of(plan, conflicts)
        clears = _clears(plan, conflicts, sites)
        found.setdefault(digest, Offer(digest, plan, plan.settles, clears))
    return tuple(
        sorted(
            found.values(),
            key=lambda each: (not each.settles, not each.clears, each.plan.cost),
        )
    )


def _clears(
    plan: Plan, conflicts: Sequence[Conflict], sites: Mapping[str, Site]
) -> bool:
    """No window that fails afterwards meets the critical window of the conflict."""
    changes = {station.station: station.changes for station in plan.stations}
    for row in conflicts:
        site = sites[row.station.code]
        facts = applied(site.facts, changes.get(site.code, ()))
        start, end = minute_up(row.release), minute_down(row.due)
        late = site.reckon(facts).late
        if any(each.release < end and start < each.due for each in late):
            return False
    return True
