"""Looking at what one new date would settle: done by a worker, kept per station.

True while the station's verdict is: with the next check of the station it is looked
at anew. Nothing here is waited for by anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from coordination.core.repair.relief import Relief as Found
from coordination.core.repair.relief import reliefs
from coordination.models import Conflict, DirtyStation, Relief, ReliefLook, StationState
from coordination.models.conflict import ConflictQuerySet
from coordination.moments import instant
from coordination.services.fixing import ground_of
from coordination.services.fixing_ground import Fixes
from coordination.services.negotiation.weighing import old_conflict
from tasking.models import Assignment, DeadlineClass


def stations_to_look_at(most: int) -> list[int]:
    """Stations with conflicts, checked since they were looked at; the oldest first."""
    marks = DirtyStation.objects.filter(station_id=OuterRef("station"))
    open_ones = _open().filter(station=OuterRef("station"))
    looks = ReliefLook.objects.filter(station=OuterRef("station"))
    same = looks.filter(revision=OuterRef("revision"))
    rows = StationState.objects.filter(
        Exists(open_ones) | Exists(Relief.objects.filter(look=OuterRef("station"))),
        ~Exists(marks),
        ~Exists(same),
        capacity_known=True,
        quarantined_at=None,
    )
    rows = rows.order_by(F("checked_at").asc(nulls_first=True), "station")
    return list(rows.values_list("station", flat=True)[:most])


def look_for_reliefs(station: int, *, now: dt.datetime) -> int:
    """Look at one station and keep what is found; how many. Facts that change
    meanwhile bring another revision, and another look."""
    state = StationState.objects.filter(station=station).first()
    if state is None:
        return 0
    rows = _open().filter(station=station).select_related("station").order_by("pk")
    conflicts = list(rows)
    found = reliefs_at(ground_of(conflicts, now=now), conflicts) if conflicts else []
    _keep(state, found, now)
    return len(found)


def give_up(station: int, *, now: dt.datetime) -> None:
    """A look that fails is not repeated before the next check."""
    state = StationState.objects.filter(station=station).first()
    if state is not None:
        _keep(state, [], now)


def reliefs_at(
    ground: Fixes, conflicts: Sequence[Conflict], directive: int | None = None
) -> list[tuple[Assignment, Found]]:
    """What single dates of departments' negotiable tasks settle at these stations."""
    found = []
    for code, site in ground.sites.items():
        here = [row for row in conflicts if row.station.code == code]
        goal = [old_conflict(row) for row in here]
        kept = [t for t in site.movables if _ours(ground.rows[t.demand], directive)]
        for each in reliefs(replace(site, movables=tuple(kept)), goal):
            found.append((ground.rows[each.demand], each))
    return found


def _ours(row: Assignment, directive: int | None) -> bool:
    """A department's own date to move; of that directive, if one is named."""
    negotiable = row.deadline_class == DeadlineClass.NEGOTIABLE
    same = directive is None or row.directive_id == directive
    return negotiable and row.department_id is not None and same


def _open() -> ConflictQuerySet:
    return Conflict.objects.open().filter(kind=Conflict.Kind.DEADLINE)


@transaction.atomic
def _keep(
    state: StationState, found: Iterable[tuple[Assignment, Found]], now: dt.datetime
) -> None:
    """Instead of what was found before; one look at a time."""
    values = {"revision": state.revision, "at": now}
    station = {"station_id": state.station_id}
    ReliefLook.objects.get_or_create(**station, defaults=values)
    look = ReliefLook.objects.select_for_update().get(**station)
    if look.revision > state.revision:
        return
    ReliefLook.objects.filter(**station).update(**values)
    look.reliefs.all().delete()
    Relief.objects.bulk_create(
        Relief(
            look=look,
            conflict_id=each.conflict,
            directive_id=row.directive_id,
            due=instant(each.due),
            last=instant(each.last),
        )
        for row, each in found
    )
