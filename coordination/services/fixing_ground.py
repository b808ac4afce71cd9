"""What ways out are made from: the rows of the stations and what they may be given.

Nothing is written here. A plan is named by its digest: method, changes and what the
detector says before and after, with the other conflicts it was made for behind it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from coordination.appointments import appointments
from coordination.around import with_room
from coordination.core.facts import minute_down, minute_up
from coordination.core.plans import Plan
from coordination.core.repair.obstacles import Obstacle
from coordination.core.repair.terms import Site
from coordination.leeway import ALLOWED, movables
from coordination.models import Conflict
from coordination.snapshot import snapshot, start_of_day
from coordination.standing_in import who_else
from desk.models import Job
from organization.calendar import WorkCalendar
from organization.models import Station
from organization.together import together
from tasking.models import Assignment, Kind

REPAIR = "repair"
ONE = "one"
NEIGHBOURS = 3
"""So many stations are asked for officers: those of the bureau with most room."""
MOST_TOGETHER = 40
MOST_MEETINGS = 4
"""More than so many meetings at one time are not looked at."""
SETTLING = dt.timedelta(days=2 * ALLOWED)  # days in which so many working days lie


@dataclass(frozen=True)
class Offer:
    """A plan and the name it goes by.

    `settles`: nothing is left of what it is about. `clears`: the conflict one looks at
    is gone, whatever else is left.
    """

    digest: str
    plan: Plan
    settles: bool
    clears: bool


@dataclass(frozen=True)
class Fixes:
    """Everything that is said about the ways out of some conflicts.

    `sites` are the stations in conflict, those `summoned` to a meeting with them, and
    the neighbours, by code; `rows` what the former owe, by id as text; `job` the last
    search for better dates. Without known capacity there are no offers.
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
    summoned: frozenset[str] = frozenset()

    def offer(self, digest: str) -> Offer | None:
        return next((each for each in self.offers if each.digest == digest), None)


def digest_of(plan: Plan, conflicts: Sequence[Conflict]) -> str:
    """Method, changes, before and after in sixteen signs; the other conflicts' ids."""
    said = repr((plan.method, plan.stations)).encode()
    others = sorted(row.pk for row in conflicts[1:])
    return ".".join([hashlib.sha256(said).hexdigest()[:16], *map(str, others)])


def one_date(assignment: int, due: int) -> str:
    """The name of the plan that gives one task another due (minutes) and no more."""
    return f"{ONE}-{assignment}-{due}"


def read(
    conflicts: Sequence[Conflict], now: dt.datetime, neighbours: int = NEIGHBOURS
) -> Fixes:
    """The stations in conflict with their terms, those that a meeting summons with
    them, and the neighbours. `known` is False and there are no offers yet."""
    as_of = start_of_day(now)
    one = conflicts[0]
    stations = {row.station_id: row.station for row in conflicts}
    near: list[Station] = []
    if neighbours and len(stations) == 1:
        near = with_room(one.station, minute_down(one.due), as_of)[:neighbours]
    summoned, many = _summoned(one) if one.kind != Conflict.Kind.DEADLINE else ({}, ())
    stations |= summoned
    every = {station.pk: station for station in near} | stations
    codes = {pk: station.code for pk, station in every.items()}
    rows, job = _owed_and_searched(stations, conflicts)
    dues = [row.due for found in rows.values() for row in found if row.due]
    until = max([*dues, now]) + SETTLING
    facts = snapshot(every, as_of=as_of, until=until, codes=codes)
    calendar = WorkCalendar.load(
        timezone.localdate(as_of) - SETTLING, timezone.localdate(until) + SETTLING
    )
    others = who_else(one, rows[one.station_id])
    by_dues = one.kind == Conflict.Kind.DEADLINE  # then no appointment moves

    def site(pk: int) -> Site:
        minute = minute_up(as_of)
        blocks = facts[pk].blocks
        timed = (
            ()
            if by_dues
            else appointments(
                rows[pk], blocks, calendar, now=now, others=others, many=many
            )
        )
        movable = movables(rows[pk], calendar)
        return Site(facts[pk], movable, minute, minute, timed)

    return Fixes(
        conflicts=tuple(conflicts),
        now=now,
        known=False,
        sites={codes[pk]: site(pk) for pk in sorted(every)},
        stations={station.code: station for station in every.values()},
        rows={str(row.pk): row for found in rows.values() for row in found},
        job=job,
        summoned=frozenset(station.code for station in summoned.values()),
    )


def _summoned(conflict: Conflict) -> tuple[dict[int, Station], frozenset[int]]:
    """Other stations that the meetings in a conflict summon, and the meetings that
    summon too many for anybody to find another time."""
    keys = [int(m["assignment"]) for m in conflict.members]
    meetings = Assignment.objects.filter(
        pk__in=keys, directive__kind=Kind.MEETING, department__isnull=False
    )
    rows = Assignment.objects.live().filter(directive__in=meetings.values("directive"))
    places = rows.order_by("pk").values_list("directive", "station")
    called: dict[int, set[int]] = defaultdict(set)
    for directive, station in places[: MOST_TOGETHER * MOST_MEETINGS]:
        called[directive].add(station)
    many = frozenset(d for d, found in called.items() if len(found) > MOST_TOGETHER)
    ids = set().union(*(found for d, found in called.items() if d not in many))
    others = Station.objects.filter(pk__in=ids - {conflict.station_id})
    return {station.pk: station for station in others.order_by("pk")}, many


def _owed_and_searched(
    stations: Iterable[int], conflicts: Sequence[Conflict]
) -> tuple[dict[int, list[Assignment]], Job | None]:
    """What each of the stations owes, nothing for any other; and the last search."""
    live = Assignment.objects.live().filter(station__in=list(stations))
    named = ("directive__parent", "directive__emergency", "department")
    keys = sorted(row.pk for row in conflicts)
    jobs = Job.objects.filter(kind=REPAIR, result__conflicts=keys)
    rows, last = together(
        live.select_related(*named).order_by("pk"), jobs.order_by("-pk")[:1]
    )
    found: dict[int, list[Assignment]] = defaultdict(list)
    for row in rows:
        found[row.station_id].append(row)
    return found, next(iter(last), None)
