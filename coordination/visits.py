"""Inspections of a station that could be one visit: found, and when it suits both."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from coordination.models import DuplicatePair, DuplicateStation
from coordination.models.duplicate import OPEN_PAIRS, DuplicateStationQuerySet
from coordination.services import joining
from coordination.services.issuing import stored
from coordination.slot_shown import Line, lines
from coordination.slotting import LONGEST, MOST_STATIONS, best_times, usual_search
from organization.models import Station, User
from organization.wall import lifted
from tasking.content import Targets
from tasking.models import Directive, Kind


@dataclass(frozen=True)
class At:
    """A station and the pairs of inspections that could be one there."""

    station: Station
    pairs: tuple[DuplicatePair, ...]


def ahead(user: User, now: dt.datetime) -> DuplicateStationQuerySet:
    """Where two inspections that the user may know of could be one."""
    return DuplicateStation.objects.visible_to(user).filter(
        pair__basis=DuplicatePair.Basis.VISIT,
        pair__state__in=OPEN_PAIRS,
        pair__first__kind=Kind.INSPECTION,
        pair__second__kind=Kind.INSPECTION,
        pair__first__state=Directive.State.ISSUED,
        pair__second__state=Directive.State.ISSUED,
        pair__window_end__gt=now,
    )


def by_station(rows: DuplicateStationQuerySet, stations: Iterable[int]) -> list[At]:
    """The pairs at each of the stations, in order of their codes; one query."""
    found: dict[int, list[DuplicatePair]] = defaultdict(list)
    known: dict[int, Station] = {}
    read = rows.filter(station__in=list(stations)).select_related(
        *("station", "pair__first__department", "pair__second__department")
    )
    for row in read.order_by("station__code", "pair__window_start", "pair"):
        known[row.station_id] = row.station
        found[row.station_id].append(row.pair)
    return [At(known[pk], tuple(pairs)) for pk, pairs in found.items()]


@lifted("a time for two is sought in the whole load of their stations")
def times_for_both(
    kept: Directive, folded: Directive, *, now: dt.datetime
) -> list[Line]:
    """The best times for one visit in the place of both, where both are owed."""
    stations = joining.meeting(kept, folded)
    if kept.release is None or kept.due is None or kept.department is None:
        return []
    minutes = int((kept.due - kept.release).total_seconds()) // 60
    if not 0 < len(stations) <= MOST_STATIONS or not 0 < minutes <= LONGEST:
        return []
    content, _targets = stored(kept)
    heads = Decimal(max(joining.need(kept), joining.need(folded)))
    found = best_times(
        replace(content, officers=heads, parent=None),
        Targets(tuple(stations)),
        department=kept.department.code,
        search=usual_search(now, minutes),
        now=now,
        instead_of=(kept.pk, folded.pk),
    )
    others = [one for one in found.best if one.start != kept.release]
    return lines(others, len(stations))
