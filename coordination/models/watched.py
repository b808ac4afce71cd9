"""Triggers on every table the detector reads.

Each statement that touches such a table marks the stations it concerns, the old and
the new one, in the same transaction: bulk updates, raw SQL and imports included.
Proxy models keep these triggers in this room although the tables belong to others.
PostgreSQL allows a transition table for one kind of event only: hence three each.
"""

from __future__ import annotations

import pgtrigger

from organization.models import Department, Station, WorkdayOverride
from personnel.models import (
    AlertLevel,
    DutyRegime,
    Leave,
    Officer,
    PlannedStanding,
    Posting,
)
from tasking.models import Assignment, Directive, ProtectedBlock

_OFFICERS = "SELECT officer_id FROM {rows}"
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
_BY_DIRECTIVE = (
    "SELECT DISTINCT a.station_id FROM {rows} r JOIN tasking_assignment a"
    " ON a.directive_id = r.id"
)
_BY_DEPARTMENT = (
    "SELECT DISTINCT a.station_id FROM {rows} r JOIN tasking_assignment a"
    " ON a.department_id = r.id"
)
# A level holds at every station below its bureau.
_BELOW = (
    "SELECT s.id FROM {rows} r JOIN organization_bureau a ON a.id = r.bureau_id"
    " JOIN organization_bureau b ON starts_with(b.path, a.path)"
    " JOIN organization_station s ON s.bureau_id = b.id"
)
# Those that are closed too: what is left there to do is still counted.
_EVERY = "SELECT s.id FROM organization_station s WHERE EXISTS (SELECT 1 FROM {rows})"
# A leave and a posting of one officer, entered at the same moment, do not see each
# other. Both lock the officer first: the later one waits, and then marks with open
# eyes. Otherwise the station could be checked in between and never again.
_ONE_AT_A_TIME = (
    "PERFORM 1 FROM personnel_officer"
    " WHERE id IN ({officers}) ORDER BY id FOR NO KEY UPDATE; "
)
# A station that is being founded and a change of the calendar, or an alert level, do
# not see each other either: stations wait for those, those for stations, no one for
# their like.
_AS_A_STATION = "PERFORM pg_advisory_xact_lock_shared(7160003, 0); "
_BEFORE_THE_STATIONS = "PERFORM pg_advisory_xact_lock(7160003, 0); "
# The notification is delivered when the transaction commits, once however many
# statements it had: the dispatcher wakes without anybody having to remember it.
_MARK = (
    "INSERT INTO coordination_dirtystation (station_id, capacity)"
    " SELECT marked.id, {capacity} FROM ({select}) AS marked (id);"
    " PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;"
)


def _marks(
    select: str, *, first: str = "", capacity: bool = True
) -> list[pgtrigger.Trigger]:
    """Three statement-level triggers that mark the stations found by `select`.

    `first` is what they wait for, so that the query sees all it must see.
    `capacity` says whether the table decides what the stations have to give; work
    alone leaves that untouched.
    """
    plan = [
        ("insert", pgtrigger.Insert, {"new": "new_rows"}),
        ("update", pgtrigger.Update, {"old": "old_rows", "new": "new_rows"}),
        ("delete", pgtrigger.Delete, {"old": "old_rows"}),
    ]
    return [
        pgtrigger.Trigger(
            name=f"mark_dirty_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**rows),
            func=(first + _MARK).format(
                select=_either(select, rows),
                officers=_either(_OFFICERS, rows),
                capacity=str(capacity).lower(),
            ),
        )
        for name, operation, rows in plan
    ]


def _either(select: str, rows: dict[str, str]) -> str:
    """The query over the new rows, the old ones, or both."""
    tables = reversed(rows.values())
    return " UNION ".join(select.format(rows=table) for table in tables)


class WatchedAssignment(Assignment):
    class Meta:
        proxy = True
        triggers = _marks(_OWN, capacity=False)


class WatchedDirective(Directive):
    """Whether strength is reserved decides under which name the work is counted."""

    class Meta:
        proxy = True
        triggers = _marks(_BY_DIRECTIVE, capacity=False)[1:2]


class WatchedDepartment(Department):
    """Its code stands in the findings."""

    class Meta:
        proxy = True
        triggers = _marks(_BY_DEPARTMENT, capacity=False)[1:2]


class WatchedBlock(ProtectedBlock):
    class Meta:
        proxy = True
        triggers = _marks(_OWN)


class WatchedPosting(Posting):
    class Meta:
        proxy = True
        triggers = _marks(_OWN, first=_ONE_AT_A_TIME)


class WatchedRegime(DutyRegime):
    class Meta:
        proxy = True
        triggers = _marks(_OWN)


class WatchedPlan(PlannedStanding):
    """What the station's own plan says of its standing work."""

    class Meta:
        proxy = True
        triggers = _marks(_OWN)


class WatchedAlert(AlertLevel):
    class Meta:
        proxy = True
        triggers = _marks(_BELOW, first=_BEFORE_THE_STATIONS)


class WatchedLeave(Leave):
    class Meta:
        proxy = True
        triggers = _marks(_BY_LEAVE, first=_ONE_AT_A_TIME)


class WatchedOfficer(Officer):
    class Meta:
        proxy = True
        triggers = _marks(_BY_OFFICER)


class WatchedStation(Station):
    class Meta:
        proxy = True
        triggers = _marks(_SELF, first=_AS_A_STATION)


class WatchedCalendar(WorkdayOverride):
    class Meta:
        proxy = True
        triggers = _marks(_EVERY, first=_BEFORE_THE_STATIONS)
