"""Keeping the stored conflicts of a station equal to what a check found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

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

FEW = 2


@dataclass
class Changes:
    """Conflicts by what the check did to them; falsy when nothing changed."""

    new: list[Conflict] = field(default_factory=list)
    changed: list[Conflict] = field(default_factory=list)
    settled: list[Conflict] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.settled)


def record_findings(
    station: int,
    found: Sequence[facts.Conflict],
    *,
    now: dt.datetime,
    revision: int,
) -> Changes:
    """Adopt, update, add and settle; at most six statements.

    An open conflict keeps its id as long as a finding adopts it, so whatever people
    decided about it stays attached. What no finding adopts is settled.
    """
    open_rows = {c.pk: c for c in Conflict.objects.filter(station=station).open()}
    old = [
        OldConflict(
            id=pk,
            kind=row.kind,  # type: ignore[arg-type]
            victims=_victims(row),
            members=frozenset(m["assignment"] for m in row.members),
        )
        for pk, row in sorted(open_rows.items())
    ]
    changes = Changes()
    adopted = adopt(old, found)
    for finding, pk in zip(found, adopted, strict=True):
        values = described(finding)
        if pk is None:
            changes.new.append(_new(station, finding, values, now, revision))
        elif _differs(open_rows[pk], values):
            row = open_rows[pk]
            for name, value in values.items():
                setattr(row, name, value)
            row.changed_at, row.revision = now, revision
            changes.changed.append(row)
    kept = set(adopted)
    for pk, row in open_rows.items():
        if pk not in kept:
            row.state, row.settled_at = Conflict.State.SETTLED, now
            row.changed_at, row.revision = now, revision
            changes.settled.append(row)
    _store(changes)
    return changes


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
        "misses": [int(v) for v in finding.victims if v.isdigit()],
        "departments": list(finding.departments),
        "scope": finding.scope,
        "overloaded_by": list(finding.overloaded_by),
        "displaces": finding.displaces,
    }


def _victims(row: Conflict) -> tuple[str, ...]:
    return tuple(str(pk) for pk in row.misses)


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


def _differs(row: Conflict, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _store(changes: Changes) -> None:
    if changes.new:
        Conflict.objects.bulk_create(changes.new)
    _update(changes.changed, [*FIELDS, "changed_at", "revision"])
    _update(changes.settled, ["state", "settled_at", "changed_at", "revision"])


def _update(rows: list[Conflict], fields: list[str]) -> None:
    """One by one while they are few: a bulk update of one row costs four times more."""
    if len(rows) > FEW:
        Conflict.objects.bulk_update(rows, fields)
        return
    for row in rows:
        row.save(update_fields=fields)
