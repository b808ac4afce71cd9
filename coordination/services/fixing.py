"""Ways out of a conflict, from the rows as they are: nothing is written here.

A plan is named by its digest: method, changes and what the detector says before and
after, with the other conflicts it was made for behind it. Who comes back with one gets
it if the facts still give the same; otherwise it is none any more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from coordination.around import asked_twice, with_room
from coordination.core.detect import detect
from coordination.core.facts import StationFacts, minute_down, minute_up
from coordination.core.plans import Change, Plan, applied
from coordination.core.repair.obstacles import Obstacle, obstacles
from coordination.core.repair.terms import Site
from coordination.leeway import ALLOWED, movables
from coordination.models import Conflict
from coordination.models.conflict import OPEN_STATES
from coordination.snapshot import snapshot, start_of_day
from desk.models import Job
from organization.calendar import WorkCalendar
from organization.models import Station
from tasking.models import Assignment

if TYPE_CHECKING:
    from coordination.core.repair.case import Case

REPAIR = "repair"
NEIGHBOURS = 3
"""So many stations are asked for officers: those of the bureau with most room."""
MOST_TOGETHER = 40
SETTLING = dt.timedelta(days=2 * ALLOWED)  # days in which so many working days lie


@dataclass(frozen=True)
class Offer:
    """A plan and the name it goes by.

    `clears`: the conflict one looks at is gone, whatever else is left.
    """

    digest: str
    plan: Plan
    clears: bool


@dataclass(frozen=True)
class Fixes:
    """Everything that is said about the ways out of some conflicts.

    `sites` are the stations in conflict and the neighbours by code; `rows` what the
    former owe, by id as text; `job` the last search for better dates. Without known
    capacity there are no offers.
    """

    conflicts: tuple[Conflict, ...]
    now: dt.datetime
    known: bool
    sites: Mapping[str, Site]
    stations: Mapping[str, Station]
    rows: Mapping[str, Assignment]
    job: Job | None
    offers: tuple[Offer, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    def offer(self, digest: str) -> Offer | None:
        return next((each for each in self.offers if each.digest == digest), None)


def fixes(conflicts: Sequence[Conflict], *, now: dt.datetime) -> Fixes:
    """Ranked ways out of deadline conflicts, each station's with all it owes.

    A fixed number of queries, however many stations.
    """
    read = _read(conflicts, now)
    own = {row.station.code for row in conflicts}
    mine = [read.sites[code] for code in sorted(own)]
    if any(site.facts.capacity is None for site in mine):
        return read
    # Brings numpy: loaded when somebody asks for plans.
    from coordination.core.repair.case import Case
    from coordination.core.repair.lending import Lenders
    from coordination.core.repair.ways import ways_out

    case = Case.of(mine)
    lenders = Lenders(
        [site for code, site in read.sites.items() if code not in own],
        since=minute_up(now),
        day_begins=minute_up(start_of_day(now)),
    )
    pairs = asked_twice({row.station_id: row.station.code for row in conflicts})
    plans = [*ways_out(case, pairs=pairs, lenders=lenders), *_improved(case, read.job)]
    return replace(
        read,
        known=True,
        offers=_ranked(plans, conflicts, read.sites),
        obstacles=tuple(found for site in mine for found in obstacles(site)),
    )


def plan_of(conflict: Conflict, digest: str, *, now: dt.datetime) -> Plan | None:
    """The plan of that name, if the facts of now still give it."""
    ids = [int(key) for key in digest.split(".")[1:] if key.isdecimal()]
    if len(ids) >= MOST_TOGETHER:
        return None
    rows = Conflict.objects.open().filter(pk__in=ids).exclude(pk=conflict.pk)
    others = list(rows.select_related("station").order_by("pk"))
    found = fixes([conflict, *others], now=now).offer(digest)
    return None if found is None else found.plan


def case_of(conflicts: Sequence[Conflict], *, now: dt.datetime) -> Case | None:
    """The stations in conflict with their terms; None where capacity is unknown."""
    from coordination.core.repair.case import Case

    read = _read(conflicts, now, neighbours=0)
    sites = [read.sites[code] for code in sorted(read.sites)]
    return None if any(s.facts.capacity is None for s in sites) else Case.of(sites)


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


def digest_of(plan: Plan, conflicts: Sequence[Conflict]) -> str:
    """Method, changes, before and after in sixteen signs; the other conflicts' ids."""
    said = repr((plan.method, plan.stations)).encode()
    others = sorted(row.pk for row in conflicts[1:])
    return ".".join([hashlib.sha256(said).hexdigest()[:16], *map(str, others)])


def _read(
    conflicts: Sequence[Conflict], now: dt.datetime, neighbours: int = NEIGHBOURS
) -> Fixes:
    as_of = start_of_day(now)
    stations = {row.station_id: row.station for row in conflicts}
    near: list[Station] = []
    if neighbours and len(stations) == 1:
        one = conflicts[0]
        near = with_room(one.station, minute_down(one.due), as_of)[:neighbours]
    every = stations | {station.pk: station for station in near}
    codes = {pk: station.code for pk, station in every.items()}
    rows = _rows(stations)
    dues = [row.due for found in rows.values() for row in found if row.due]
    until = max([*dues, now]) + SETTLING
    facts = snapshot(every, as_of=as_of, until=until, codes=codes)
    calendar = WorkCalendar.load(
        timezone.localdate(as_of), timezone.localdate(until) + SETTLING
    )
    by_code = {
        codes[pk]: _site(facts[pk], rows[pk], calendar, as_of) for pk in sorted(every)
    }
    return Fixes(
        conflicts=tuple(conflicts),
        now=now,
        known=False,
        sites=by_code,
        stations={station.code: station for station in every.values()},
        rows={str(row.pk): row for found in rows.values() for row in found},
        job=_search(conflicts),
    )


def _site(
    facts: StationFacts,
    rows: Iterable[Assignment],
    calendar: WorkCalendar,
    as_of: dt.datetime,
) -> Site:
    minute = minute_up(as_of)
    return Site(facts, movables(rows, calendar), as_of=minute, now=minute)


def _rows(stations: Iterable[int]) -> dict[int, list[Assignment]]:
    """What each of the stations owes; nothing for any other."""
    live = Assignment.objects.live().filter(station__in=list(stations))
    found: dict[int, list[Assignment]] = defaultdict(list)
    for row in live.select_related("directive__parent", "department").order_by("pk"):
        found[row.station_id].append(row)
    return found


def _search(conflicts: Sequence[Conflict]) -> Job | None:
    keys = sorted(row.pk for row in conflicts)
    jobs = Job.objects.filter(kind=REPAIR, result__conflicts=keys)
    return jobs.order_by("-pk").first()


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
        found.setdefault(digest, Offer(digest, plan, _clears(plan, conflicts, sites)))
    return tuple(
        sorted(
            found.values(),
            key=lambda each: (not each.plan.settles, not each.clears, each.plan.cost),
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
        for each in detect(facts, as_of=site.as_of, now=site.now).conflicts:
            if each.kind == "deadline" and each.release < end and start < each.due:
                return False
    return True
