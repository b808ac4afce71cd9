"""One task asks for more, or for less, at stations that have it already.

Only coordination calls this: the departments have agreed, and it looks at what the
change does to the stations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from organization import audit
from organization.models import User
from tasking.content import Targets
from tasking.models import (
    LIVE_STATES,
    Assignment,
    AssignmentEntry,
    Directive,
    DirectiveTarget,
)
from tasking.summons import summons


@transaction.atomic
def extend(
    *,
    by: User,
    directive: Directive,
    items: Sequence[str],
    units: Mapping[int, int],
    new: Mapping[int, int | None],
    officers: Decimal | None,
    note: str,
    now: dt.datetime,
) -> dict[int, Assignment]:
    """Ask for these items too; returns what changed or came, by station.

    `units` is the additional work by station, `new` the whole work (None: nobody has
    estimated it) at stations that did not have the task; `officers`, of an appointment,
    how many it takes from now on. The caller holds the directive's row.
    """
    directive.data_items = [*directive.data_items, *items]
    found = _changed(by, directive, units, officers, "extend", note, now)
    for row in _sent(by, directive, new, officers, note, now):
        found[row.station_id] = row
    _kept(by, directive, "extend", note, units, new)
    return found


@transaction.atomic
def reduce(
    *,
    by: User,
    directive: Directive,
    items: Sequence[str],
    units: Mapping[int, int],
    note: str,
    now: dt.datetime,
) -> dict[int, Assignment]:
    """Ask for these items alone from now on; `units` is the work spared by station.

    Returns what changed, by station. The caller holds the directive's row.
    """
    directive.data_items = list(items)
    less = {station: -spared for station, spared in units.items()}
    found = _changed(by, directive, less, None, "reduce", note, now)
    _kept(by, directive, "reduce", note, less, {})
    return found


def _changed(
    by: User,
    directive: Directive,
    units: Mapping[int, int],
    officers: Decimal | None,
    act: str,
    note: str,
    now: dt.datetime,
) -> dict[int, Assignment]:
    """What was done stays done: the whole and what is left differ by the same."""
    held = directive.assignments.select_for_update(of=("self",)).filter(
        station__in=list(units), state__in=LIVE_STATES
    )
    rows = list(held.select_related("station").order_by("pk"))
    entries = []
    for row in rows:
        before, more = row.remaining_units, units[row.station_id]
        if row.effort_units is not None:
            row.effort_units = max(0, row.effort_units + more)
        if before is not None:
            row.remaining_units = max(0, before + more)
        row.officers = row.officers if officers is None else officers
        row.version += 1
        entries.append(_entry(row, by, act, note, now, before))
    fields = ("effort_units", "remaining_units", "officers", "version")
    Assignment.objects.bulk_update(rows, fields, batch_size=500)
    AssignmentEntry.objects.bulk_create(entries)
    return {row.station_id: row for row in rows}


def _sent(
    by: User,
    directive: Directive,
    new: Mapping[int, int | None],
    officers: Decimal | None,
    note: str,
    now: dt.datetime,
) -> list[Assignment]:
    """The task at stations that did not have it, to be signed for."""
    asked = summons(
        directive, Targets(tuple(new)), department=directive.requester_code, on=now
    )
    usual = directive.officers if officers is None else officers
    rows = Assignment.objects.bulk_create(
        Assignment(
            directive=directive,
            station_id=station,
            department=directive.department,
            is_event=directive.is_event,
            release=directive.release,
            due=directive.due,
            effort_units=effort,
            remaining_units=effort,
            max_officers=directive.max_officers,
            officers=max(
                filter(None, (usual, asked.officers.get(station))), default=None
            ),
            attendees=directive.attendees,
            travel=asked.travel.get(station),
            priority=directive.priority,
            deadline_class=directive.deadline_class,
        )
        for station, effort in sorted(new.items())
    )
    entries = [_entry(row, by, "extend", note, now, None) for row in rows]
    AssignmentEntry.objects.bulk_create(entries)
    return rows


def _entry(
    row: Assignment,
    by: User,
    act: str,
    note: str,
    now: dt.datetime,
    before: int | None,
) -> AssignmentEntry:
    return AssignmentEntry(
        assignment=row,
        at=now,
        by=by,
        act=act,
        remaining_before=before,
        remaining_after=row.remaining_units,
        note=note,
    )


def _kept(
    by: User,
    directive: Directive,
    act: str,
    note: str,
    units: Mapping[int, int],
    new: Mapping[int, int | None],
) -> None:
    """The directive, and of its stations what a later draft of it begins with."""
    usual = directive.effort_units or 0
    rows = list(directive.targets.filter(station__in=list(units)))
    for row in rows:
        own = usual if row.effort_units is None else row.effort_units
        row.effort_units = max(0, own + units[row.station_id])
    if directive.effort_units is not None:
        DirectiveTarget.objects.bulk_update(rows, ["effort_units"], batch_size=500)
    DirectiveTarget.objects.bulk_create(
        (
            DirectiveTarget(directive=directive, station_id=pk, effort_units=effort)
            for pk, effort in new.items()
        ),
        ignore_conflicts=True,
    )
    directive.version += 1
    directive.save(update_fields=["data_items", "version"])
    audit.record(
        f"directive.{act}",
        by=by,
        subject=directive,
        unit=directive.requester_code,
        reason=note,
        stations=len(units) + len(new),
    )
