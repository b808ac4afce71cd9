"""Columns of conflicts: written one by one, put together, brought into order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..facts import Conflict
from .arrays import KINDS, MANY, ONE, Ints, Stations, ascends
from .facing import number

Columns = dict[str, Any]
"""Columns of `Findings` by name."""


def described(stations: Stations, found: Sequence[tuple[int, Conflict]]) -> Columns:
    """Conflicts as columns, each with its station."""
    conflicts = [conflict for _, conflict in found]
    names = stations.names
    work = names.work if names else None
    events = names.events if names else None
    blocks = names.blocks if names else None
    hurt = {"deadline": work, "clash": events, "displacement": blocks}
    members = [member for each in conflicts for member in each.members]
    named = [(each, code) for each in conflicts for code in each.departments]
    values: Columns = {
        "station": [station for station, _ in found],
        "kind": [KINDS.index(each.kind) for each in conflicts],
        "overload": [each.scope == "overload" for each in conflicts],
        "victims_at": [len(each.victims) for each in conflicts],
        "victims": [
            number(hurt[each.kind], v) for each in conflicts for v in each.victims
        ],
        "members_at": [len(each.members) for each in conflicts],
        "member": [number(events if m.event else work, m.id) for m in members],
        "member_department": [
            bisect_left(stations.codes, m.department) for m in members
        ],
        "member_units": [m.units for m in members],
        "member_minimal": [m.minimal for m in members],
        "member_event": [m.event for m in members],
        "departments_at": [len(each.departments) for each in conflicts],
        "departments": [bisect_left(stations.codes, code) for _, code in named],
        "overloads": [code in each.overloaded_by for each, code in named],
    }
    for name in ("start", "end", "release", "due", "demand", "capacity", "displaces"):
        values[name] = [getattr(each, name) for each in conflicts]
    columns: Columns = {
        name: np.array(values[name], kind) for name, kind in ONE.items()
    }
    for at, rows in MANY.items():
        columns[at] = _offsets(np.array(values[at], np.int64))
        columns |= {name: np.array(values[name], kind) for name, kind in rows.items()}
    return columns


def gathered(parts: Sequence[Columns]) -> Columns:
    """All parts as one, by station; conflicts of one station keep their order."""
    joined: Columns = {
        name: np.concatenate([np.zeros(0, kind), *(part[name] for part in parts)])
        for name, kind in ONE.items()
    }
    for at, rows in MANY.items():
        lengths = [np.zeros(0, np.int64), *(np.diff(part[at]) for part in parts)]
        joined[at] = _offsets(np.concatenate(lengths))
        for name, kind in rows.items():
            columns = [np.zeros(0, kind), *(part[name] for part in parts)]
            joined[name] = np.concatenate(columns)
    if ascends(joined["station"]):
        return joined
    return _ordered(joined, np.argsort(joined["station"], kind="stable"))


def _ordered(columns: Columns, order: Ints) -> Columns:
    result = {name: columns[name][order] for name in ONE}
    for at, rows in MANY.items():
        lengths = np.diff(columns[at])[order]
        result[at] = _offsets(lengths)
        shift = columns[at][:-1][order] - result[at][:-1]
        picked = np.arange(result[at][-1]) + np.repeat(shift, lengths)
        result |= {name: columns[name][picked] for name in rows}
    return result


def _offsets(lengths: Ints) -> Ints:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
