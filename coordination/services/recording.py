"""Keeping the stored conflicts of stations equal to what a check found."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from coordination.capacities import Held
from coordination.core import facts
from coordination.core.identity import OldConflict, adopt
from coordination.models import Conflict
from coordination.moments import instant

# What a finding says; all of it is overwritten by the next check.
FIELDS = (
    "window_start",
    "window_end",
    "release",
    "due",
    "demand_units",
    "capacity_units",
    "shortfall_units",
    "members",
    "misses",
    "departments",
    "scope",
    "overloaded_by",
    "displaces",
)


@dataclass
class Changes:
    """Conflicts by what a check did to them; falsy when nothing changed."""

    new: list[Conflict] = field(default_factory=list)
    changed: list[Conflict] = field(default_factory=list)
    settled: list[Conflict] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.settled)

    def stations(self) -> set[int]:
        """The stations in question."""
        return {c.station_id for c in (*self.new, *self.changed, *self.settled)}


Found = Mapping[int, Sequence[facts.Conflict]]
Stored = Mapping[int, Mapping[int, dict[str, Any]]]
"""Per station the open conflicts as they are stored, by id."""


def record_findings(
    found: Found, *, now: dt.datetime, revisions: Mapping[int, int]
) -> Changes:
    """Adopt, update, add and settle at the given stations; at most five statements.

    Called under the lock on the stations' state rows.
    """
    changes = compared(found, open_rows(found), now=now, revisions=revisions)
    store_changes(changes)
    return changes


def compared(
    found: Found, stored: Stored, *, now: dt.datetime, revisions: Mapping[int, int]
) -> Changes:
    """What the findings change. Nothing is written.

    An open conflict keeps its id as long as a finding adopts it, so whatever people
    decided about it stays attached. What no finding adopts is settled.
    """
    changes = Changes()
    for station, findings in found.items():
        rows, revision = stored.get(station, {}), revisions[station]
        adopted = adopt([_old(row) for row in rows.values()], findings)
        for finding, pk in zip(findings, adopted, strict=True):
            values = described(finding)
            if pk is None:
                changes.new.append(_new(station, finding, values, now, revision))
            elif any(rows[pk][name] != value for name, value in values.items()):
                row = _again(station, rows[pk] | values, now, revision)
                changes.changed.append(row)
        for pk in rows.keys() - set(adopted):
            row = _again(station, rows[pk], now, revision)
            row.state, row.settled_at = Conflict.State.SETTLED, now
            changes.settled.append(row)
    return changes


def _old(row: Mapping[str, Any]) -> OldConflict:
    return OldConflict(
        id=row["id"],
        kind=row["kind"],
        victims=tuple(map(str, row["misses"])),
        members=frozenset(m["assignment"] for m in row["members"]),
        demand=row["demand_units"],
    )


# Plain SQL: each check reads it, mostly to find nothing.
_COLUMNS = ("id", "station_id", "kind", "state", "first_seen_at", *FIELDS)
_OPEN = (
    f"SELECT {', '.join(_COLUMNS)} FROM coordination_conflict"  # noqa: S608 - constants
    " WHERE station_id = ANY(%s) AND state <> 'settled' ORDER BY id"
)


def open_rows(stations: Iterable[int]) -> dict[int, dict[int, dict[str, Any]]]:
    """The open conflicts of each station as they are stored, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [list(stations)])
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        row["members"] = json.loads(row["members"])
        found[row.pop("station_id")][row["id"]] = row
    return found


def _again(
    station: int, values: dict[str, Any], now: dt.datetime, revision: int
) -> Conflict:
    """A stored conflict with the values it shall have from now on."""
    return Conflict(
        station_id=station, **{**values, "changed_at": now, "revision": revision}
    )


def described(finding: facts.Conflict) -> dict[str, Any]:
    """A finding as the columns that hold it."""
    return {
        "window_start": instant(finding.start),
        "window_end": instant(finding.end),
        "release": instant(finding.release),
        "due": instant(finding.due),
        "demand_units": finding.demand,
        "capacity_units": finding.capacity,
        "shortfall_units": finding.shortfall,
        "members": [
            {
                "assignment": m.id,
                "department": m.department,
                "units": m.units,
                "minimal": m.minimal,
                "event": m.event,
            }
            for m in finding.members
        ],
        "misses": _misses(finding),
        "departments": list(finding.departments),
        "scope": finding.scope,
        "overloaded_by": list(finding.overloaded_by),
        "displaces": finding.displaces,
    }


def _misses(finding: facts.Conflict) -> list[int]:
    """The assignments that fail; what an order displaces is none."""
    if finding.kind == "displacement":
        return []
    return [int(victim) for victim in finding.victims]


def _new(
    station: int,
    finding: facts.Conflict,
    values: dict[str, Any],
    now: dt.datetime,
    revision: int,
) -> Conflict:
    return Conflict(
        station_id=station,
        kind=finding.kind,
        first_seen_at=now,
        changed_at=now,
        revision=revision,
        **values,
    )


def store_changes(changes: Changes) -> None:
    """Write what `compared` found; at most three statements and one per thousand."""
    if changes.new:
        Conflict.objects.bulk_create(changes.new, batch_size=MANY)
    for n in range(0, len(changes.changed), MANY):
        _update(changes.changed[n : n + MANY])
    if changes.settled:
        fields = ["state", "settled_at", "changed_at", "revision"]
        Conflict.objects.bulk_update(changes.settled, fields, batch_size=MANY)


MANY = 1000
_TYPES = {
    "id": "bigint",
    "window_start": "timestamptz",
    "window_end": "timestamptz",
    "release": "timestamptz",
    "due": "timestamptz",
    "demand_units": "bigint",
    "capacity_units": "bigint",
    "shortfall_units": "bigint",
    "members": "jsonb",
    "misses": "bigint[]",
    "departments": "text[]",
    "scope": "text",
    "overloaded_by": "text[]",
    "displaces": "boolean",
    "changed_at": "timestamptz",
    "revision": "bigint",
}
_ROW = f"({', '.join(f'%s::{kind}' for kind in _TYPES.values())})"
_SET = ", ".join(f"{name} = said.{name}" for name in _TYPES if name != "id")


def _update(rows: list[Conflict]) -> None:
    """All changed ones in one statement; the ORM's takes four times as long."""
    values = [
        json.dumps(row.members, ensure_ascii=False)
        if name == "members"
        else getattr(row, name)
        for row in rows
        for name in _TYPES
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE coordination_conflict SET {_SET}"  # noqa: S608 - constants
            f" FROM (VALUES {', '.join([_ROW] * len(rows))}) said ({', '.join(_TYPES)})"
            " WHERE coordination_conflict.id = said.id",
            values,
        )


_STORE_CAPACITY = """
INSERT INTO coordination_stationcapacity
    (station_id, as_of, until, known, open_on, periods, blocks)
VALUES {rows} ON CONFLICT (station_id) DO UPDATE
SET as_of = excluded.as_of, until = excluded.until, known = excluded.known,
    open_on = excluded.open_on, periods = excluded.periods, blocks = excluded.blocks
"""


def record_capacities(reckoned: Mapping[int, Held]) -> None:
    """Keep them for the next check. Only under the lock on the stations' state."""
    values: list[Any] = []
    for station, capacity in reckoned.items():
        if not capacity.stored:
            blocks = [
                [b.id, b.title, b.start, b.end, b.officers] for b in capacity.blocks
            ]
            values += [station, capacity.since, capacity.until, capacity.known]
            values += [capacity.open_on, capacity.packed, json.dumps(blocks)]
    if values:
        rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * (len(values) // 7))
        with connection.cursor() as cursor:
            cursor.execute(_STORE_CAPACITY.format(rows=rows), values)
