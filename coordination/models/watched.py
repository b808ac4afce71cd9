"""Triggers on every table the detector reads.

Each statement that touches such a table marks the stations it concerns, the old and
the new one, in the same transaction: bulk updates, raw SQL and imports included.
Proxy models keep these triggers in this room although the tables belong to others.
PostgreSQL allows a transition table for one kind of event only: hence three each.
"""

from __future__ import annotations

import pgtrigger

from organization.models import Station, WorkdayOverride
from personnel.models import DutyRegime, Leave, Officer, Posting
from tasking.models import Assignment, ProtectedBlock

_OWN = "SELECT DISTINCT station_id FROM {rows} WHERE station_id IS NOT NULL"
_SELF = "SELECT id FROM {rows}"
_BY_LEAVE = (
    "SELECT DISTINCT p.station_id FROM {rows} r JOIN personnel_posting p"
    " ON p.officer_id = r.officer_id AND p.during && r.during"
    " WHERE p.station_id IS NOT NULL"
)
_BY_OFFICER = (
    "SELECT DISTINCT p.station_id FROM {rows} r JOIN personnel_posting p"
    " ON p.officer_id = r.id WHERE p.station_id IS NOT NULL"
)
_EVERY = (
    "SELECT s.id FROM organization_station s"
    " WHERE s.closed_on IS NULL AND EXISTS (SELECT 1 FROM {rows})"
)
# The notification is delivered when the transaction commits, once however many
# statements it had: the dispatcher wakes without anybody having to remember it.
_MARK = (
    "INSERT INTO coordination_dirtystation (station_id) {select};"
    " PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;"
)


def _marks(select: str) -> list[pgtrigger.Trigger]:
    """Three statement-level triggers that mark the stations found by `select`."""
    new, old = select.format(rows="new_rows"), select.format(rows="old_rows")
    both = f"{new} UNION {old}"
    plan = [
        ("insert", pgtrigger.Insert, pgtrigger.Referencing(new="new_rows"), new),
        (
            "update",
            pgtrigger.Update,
            pgtrigger.Referencing(old="old_rows", new="new_rows"),
            both,
        ),
        ("delete", pgtrigger.Delete, pgtrigger.Referencing(old="old_rows"), old),
    ]
    return [
        pgtrigger.Trigger(
            name=f"mark_dirty_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            func=_MARK.format(select=query),
        )
        for name, operation, referencing, query in plan
    ]


class WatchedAssignment(Assignment):
    class Meta:
        proxy = True
        triggers = _marks(_OWN)


class WatchedBlock(ProtectedBlock):
    class Meta:
        proxy = True
        triggers = _marks(_OWN)


class WatchedPosting(Posting):
    class Meta:
        proxy = True
        triggers = _marks(_OWN)


class WatchedRegime(DutyRegime):
    class Meta:
        proxy = True
        triggers = _marks(_OWN)


class WatchedLeave(Leave):
    class Meta:
        proxy = True
        triggers = _marks(_BY_LEAVE)


class WatchedOfficer(Officer):
    class Meta:
        proxy = True
        triggers = _marks(_BY_OFFICER)


class WatchedStation(Station):
    class Meta:
        proxy = True
        triggers = _marks(_SELF)


class WatchedCalendar(WorkdayOverride):
    class Meta:
        proxy = True
        triggers = _marks(_EVERY)
