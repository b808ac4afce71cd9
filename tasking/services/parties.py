"""One task that serves several departments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from organization import audit
from organization.models import Department, User
from tasking.lifecycle import DIRECTIVE, step
from tasking.models import (
    LIVE_STATES,
    Assignment,
    AssignmentEntry,
    Directive,
    DirectiveParty,
)
from tasking.services import signing

GONE = (Assignment.State.WITHDRAWN, Assignment.State.RECALLED)


@transaction.atomic
def join(
    *,
    by: User,
    directive: Directive,
    department: Department,
    stations: Sequence[int],
    items: Sequence[str],
    saves: str,
    saved_units: int | None,
    reason: str,
    now: dt.datetime,
    instead_of: Directive | None = None,
    added_items: Sequence[str] = (),
    added_stations: Sequence[int] = (),
) -> DirectiveParty:
    """The department is served by this task at these stations.

    `saved_units` is what they are spared in all; None where nobody had estimated it.
    """
    party = DirectiveParty.objects.create(
        directive=directive,
        department=department,
        stations=sorted(stations),
        items=list(items),
        added_items=list(added_items),
        added_stations=sorted(added_stations),
        saves=saves,
        saved_units=saved_units,
        instead_of=instead_of,
        reason=reason,
        at=now,
        by=by,
    )
    audit.record(
        "directive.join",
        by=by,
        subject=directive,
        unit=department.code,
        reason=reason,
        stations=len(stations),
        instead_of=instead_of.pk if instead_of else None,
    )
    return party


@transaction.atomic
def set_aside(*, by: User, directive: Directive, note: str) -> Directive:
    """A draft that need not go out: another task serves it. It keeps what it says."""
    directive.state = step(DIRECTIVE, "set_aside", directive.state).target
    directive.version += 1
    directive.save(update_fields=["state", "version"])
    audit.record(
        "directive.set_aside",
        by=by,
        subject=directive,
        unit=directive.requester_code,
        reason=note,
    )
    return directive


@transaction.atomic
def fold_in(
    *,
    by: User,
    directive: Directive,
    stations: Sequence[int],
    note: str,
    now: dt.datetime,
) -> list[tuple[int, int]]:
    """Spare these stations what another task asks for too: (assignment, station).

    Where a station has reported already, its report stands. A directive that asks
    nobody any more is withdrawn itself. The caller holds the directive's row.
    """
    held = directive.assignments.select_for_update().filter(state__in=LIVE_STATES)
    held = held.filter(station__in=stations).order_by("pk")
    spared = list(held.values_list("pk", "station_id"))
    ids = [pk for pk, _station in spared]
    AssignmentEntry.objects.bulk_create(
        AssignmentEntry(assignment_id=pk, at=now, by=by, act="join", note=note)
        for pk in ids
    )
    Assignment.objects.filter(pk__in=ids).update(
        state=Assignment.State.WITHDRAWN, version=F("version") + 1
    )
    signing.settled(ids)
    if not directive.assignments.exclude(state__in=GONE).exists():
        directive.state = step(DIRECTIVE, "withdraw", directive.state).target
    directive.version += 1
    directive.save(update_fields=["state", "version"])
    audit.record(
        "directive.fold_in",
        by=by,
        subject=directive,
        unit=directive.department.code if directive.department else "",
        reason=note,
        stations=len(spared),
    )
    return spared
