"""The arrays a sweep reads and writes; shapes and units stand in the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..facts import Kind

Ints = NDArray[np.int64]
Grid = NDArray[np.int64]
Shorts = NDArray[np.int32]
Bytes = NDArray[np.int8]
Flags = NDArray[np.bool_]

MISSING = -(2**62)
UNESTIMATED = -1
UNLIMITED = -1
UNKNOWN_CAPACITY = -1
YES, NO, CANNOT_SAY = 1, 0, -1
KINDS: tuple[Kind, ...] = ("deadline", "clash", "displacement")


class Work(NamedTuple):
    """The demands of all stations, by station."""

    at: Ints
    id: Ints
    release: Ints
    due: Ints
    effort: Ints
    limit: Ints
    priority: Shorts
    department: Shorts


class Capacity(NamedTuple):
    """Profiles of periods, and the profile of each station."""

    of: Shorts
    at: Ints
    start: Ints
    end: Ints
    net: Ints
    present: Ints


class Events(NamedTuple):
    """Fixed appointments of all stations, by station, with the people they name."""

    at: Ints
    id: Ints
    start: Ints
    end: Ints
    officers: Ints
    department: Shorts
    people_at: Ints
    people: Ints


class Blocks(NamedTuple):
    """Protected time of all stations, by station."""

    at: Ints
    id: Ints
    start: Ints
    end: Ints
    officers: Ints


@dataclass(frozen=True, slots=True)
class Names:
    """Texts of ids that are no numbers, each list ascending."""

    work: Sequence[str]
    events: Sequence[str]
    blocks: Sequence[str]
    people: Sequence[str]


@dataclass(frozen=True, slots=True)
class Stations:
    """Everything a sweep reads. Raises ValueError where the arrays cannot be meant."""

    codes: tuple[str, ...]
    own: Shorts
    capacity: Capacity
    work: Work
    events: Events | None = None
    blocks: Blocks | None = None
    names: Names | None = None

    def __post_init__(self) -> None:
        if list(self.codes) != sorted(set(self.codes)):
            raise ValueError("codes must ascend and not repeat")
        count = len(self.own)
        parts = {"work": self.work, "events": self.events, "blocks": self.blocks}
        for name, part in parts.items():
            if part is not None:
                _rows(name, part, count)
        _rows("capacity", self.capacity, len(self.capacity.at) - 1)
        if len(self.capacity.of) != count:
            raise ValueError("capacity.of must name a profile for every station")
        if count and int(self.capacity.of.max()) >= len(self.capacity.at) - 1:
            raise ValueError("capacity.of names a profile that does not exist")
        if self.names is None and len(self.work.id) and int(self.work.id.min()) < 0:
            raise ValueError("ids are numbers of decimal text: none is negative")

    def __len__(self) -> int:
        return len(self.own)


def _rows(name: str, part: Any, count: int) -> None:
    """Offsets that lead through exactly the rows of every column."""
    at = part.at
    if len(at) != count + 1 or at[0] != 0 or not ascends(at):
        raise ValueError(f"{name}.at must be {count + 1} offsets from 0 upwards")
    for field, column in part._asdict().items():
        if field in ("at", "of", "people", "people_at"):
            continue
        if len(column) != at[-1]:
            raise ValueError(f"{name}.{field} has {len(column)} rows, not {at[-1]}")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a sweep says of the stations [first, last)."""

    first: int
    last: int
    as_of: int
    now: int
    feasible: Bytes
    deficit: Ints
    overdue: Ints
    overdue_units: Ints
    exact: Flags
    station: Ints
    kind: Bytes
    start: Ints
    end: Ints
    release: Ints
    due: Ints
    demand: Ints
    capacity: Ints
    displaces: Flags
    overload: Flags
    victims_at: Ints
    victims: Ints
    members_at: Ints
    member: Ints
    member_department: Shorts
    member_units: Ints
    member_minimal: Flags
    member_event: Flags
    departments_at: Ints
    departments: Shorts
    overloads: Flags

    def __len__(self) -> int:
        """How many conflicts."""
        return len(self.station)


ONE: dict[str, Any] = {
    "station": np.int64,
    "kind": np.int8,
    "start": np.int64,
    "end": np.int64,
    "release": np.int64,
    "due": np.int64,
    "demand": np.int64,
    "capacity": np.int64,
    "displaces": np.bool_,
    "overload": np.bool_,
}
MANY: dict[str, dict[str, Any]] = {
    "victims_at": {"victims": np.int64},
    "members_at": {
        "member": np.int64,
        "member_department": np.int32,
        "member_units": np.int64,
        "member_minimal": np.bool_,
        "member_event": np.bool_,
    },
    "departments_at": {"departments": np.int32, "overloads": np.bool_},
}
"""Types of the columns with one entry per conflict, and, by the name of their
offsets, of those with many."""


def work_of(
    at: Any,
    *,
    id: Any,
    release: Any,
    due: Any,
    effort: Any,
    department: Any,
    limit: Any = None,
    priority: Any = None,
) -> Work:
    """Work from columns that are grouped by station already, in the right types."""
    count = len(id)
    if limit is None:
        limit = np.full(count, UNLIMITED, np.int64)
    if priority is None:
        priority = np.zeros(count, np.int32)
    return Work(
        at=ints(at),
        id=ints(id),
        release=ints(release),
        due=ints(due),
        effort=ints(effort),
        limit=ints(limit),
        priority=shorts(priority),
        department=shorts(department),
    )


def grouped(station: Any, count: int) -> tuple[Ints, NDArray[np.intp]]:
    """(offsets[count + 1], order) of rows that belong to station[i] in 0..count - 1.

    `column[order]` is the column by station; rows of one station keep their order.
    """
    rows = np.asarray(station)
    at = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=count), out=at[1:])
    if ascends(rows):
        return at, np.arange(len(rows))
    return at, np.argsort(rows, kind="stable")


def ascends(values: Any) -> bool:
    """Whether none is smaller than the one before."""
    return bool((np.diff(values) >= 0).all())


def ints(values: Any) -> Ints:
    """As the compiled loops want it: int64 in one piece."""
    return np.ascontiguousarray(values, np.int64)


def shorts(values: Any) -> Shorts:
    """As the compiled loops want it: int32 in one piece."""
    return np.ascontiguousarray(values, np.int32)
