"""Whether a plan settles what it should, with the facts of this moment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from coordination.core.consequence import Consequence, consequence
from coordination.core.facts import Demand, StationFacts, minute_up
from coordination.core.identity import OldConflict
from coordination.core.plans import Change, Plan, applied
from coordination.core.preview import preview
from coordination.models import Conflict
from coordination.moments import instant
from coordination.planned import Was, changes_of, fitted, was_of
from coordination.snapshot import snapshot, start_of_day
from organization.models import Station
from organization.together import together


@dataclass(frozen=True)
class Ground:
    """The facts of the plan's stations, by code, as of the start of today."""

    stations: Mapping[str, Station]
    facts: Mapping[str, StationFacts]
    conflicts: Mapping[str, list[Conflict]]
    minute: int

    def demands(self, station: str) -> dict[str, Demand]:
        return {demand.id: demand for demand in self.facts[station].demands}


@dataclass(frozen=True)
class Weighed:
    """What a plan does to each of its stations; `gone` are demands no longer owed."""

    found: Mapping[str, Consequence]
    settles: frozenset[int]
    gone: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return all(each.known for each in self.found.values())

    def short(self, goal: Iterable[int]) -> int:
        """Units missing in the worst of these windows still there, or a new one."""
        wanted, found = set(goal), self.found.values()
        left = [short for each in found for pk, short in each.left if pk in wanted]
        worse = [conflict.shortfall for each in found for conflict in each.worse]
        return max(left + worse, default=0)

    def holds(self, goal: Iterable[int]) -> bool:
        """All of these conflicts go and nothing else becomes worse anywhere."""
        fine = all(c.known and not c.worse for c in self.found.values())
        return fine and not self.gone and set(goal) <= self.settles


def ground(codes: Iterable[str], plan: Plan, *, now: dt.datetime) -> Ground:
    """Facts and open conflicts of the stations, far enough for every date planned.

    Three queries for any number of stations, more where capacities have changed.
    """
    wanted = set(codes)
    beside = Conflict.objects.filter(station__code__in=wanted).open().order_by("pk")
    named, rows = together(Station.objects.filter(code__in=wanted), beside)
    stations = {station.code: station for station in named}
    by_id = {station.pk: code for code, station in stations.items()}
    as_of = start_of_day(now)
    read = snapshot(by_id, as_of=as_of, until=last_due(plan), codes=by_id)
    conflicts: dict[str, list[Conflict]] = defaultdict(list)
    for row in rows:
        conflicts[by_id[row.station_id]].append(row)
    facts = {by_id[pk]: each for pk, each in read.items()}
    return Ground(stations, facts, conflicts, minute_up(as_of))


def last_due(plan: Plan) -> dt.datetime | None:
    """The last date any of its changes names."""
    dues = [
        due
        for _station, change in changes_of(plan)
        for due in (change.due, *(part.due for part in change.parts))
        if due is not None
    ]
    return instant(max(dues)) if dues else None


def weigh(plan: Plan, known: Ground, was: Was) -> Weighed:
    """Every station of the plan before and after, judged by the detector."""
    found, settles, gone = {}, set(), []
    for each in plan.stations:
        facts = known.facts[each.station]
        goal = [old_conflict(row) for row in known.conflicts[each.station]]
        try:
            changes = fitted(each.changes, known.demands(each.station), was)
            after = applied(facts, changes)
        except KeyError as missing:
            gone.append(str(missing.args[0]))
            continue
        minute = known.minute
        done = consequence(facts, after, goal, as_of=minute, now=minute)
        found[each.station] = done
        if done.known:
            settles |= {row.id for row in goal} - {pk for pk, _short in done.left}
    return Weighed(found, frozenset(settles), tuple(gone))


def was_now(known: Ground) -> Was:
    """What the demands are now, for a plan that is made now."""
    return was_of(known.facts.values())


def balanced(plan: Plan, weighed: Weighed) -> Plan:
    """The plan with what was found before and after written into it."""
    stations = tuple(
        replace(
            each,
            before=weighed.found[each.station].before,
            after=weighed.found[each.station].after,
        )
        if each.station in weighed.found
        else each
        for each in plan.stations
    )
    return replace(plan, stations=stations)


def old_conflict(row: Conflict) -> OldConflict:
    return OldConflict(
        id=row.pk,
        kind=row.kind,  # type: ignore[arg-type]
        victims=tuple(map(str, row.misses)),
        members=frozenset(m["assignment"] for m in row.members),
        demand=row.demand_units,
    )


def earliest(
    plan: Plan, known: Ground, was: Was, station: str, demand: str
) -> dt.datetime | None:
    """The first due at which one demand fits with the rest of the plan as it is.

    None where no date within what is known does, or the demand is owed no more.
    """
    own = next(each for each in plan.stations if each.station == station)
    rest = [change for change in own.changes if change.demand != demand]
    mine = [change for change in own.changes if change.demand == demand]
    demands = known.demands(station)
    if demand not in demands:
        return None
    try:
        others = applied(known.facts[station], fitted(rest, demands, was))
    except KeyError:
        return None
    wanted = _smaller(demands[demand], mine)
    answer = preview(others, wanted, as_of=known.minute, now=known.minute)
    return None if answer.earliest_due is None else instant(answer.earliest_due)


def _smaller(demand: Demand, changes: Iterable[Change]) -> Demand:
    """The demand with the effort the plan leaves it."""
    for change in changes:
        if change.kind == "reduce":
            demand = replace(demand, effort=change.effort)
    return demand
