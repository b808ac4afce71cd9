"""The force that engine and peers are measured on: arrays in files, the same for all.

    at id release due effort department priority   every piece of work by station
    event_* capacity_*                             appointments and working periods
    peer_station peer_start peer_end peer_effort   the work on the capacity clock

The peers get the last four: reading the calendar and the clock is done for them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coordination.generating.assigning import CHUNK, free_clock
from coordination.generating.build import Build, build
from coordination.generating.facts import MINUTES_A_DAY, Packed, midnight, pack
from coordination.generating.people import HOURS, rates, workdays

AS_OF = dt.date(2026, 11, 23)
SEED = 7
CODES = "codes.txt"
LEAST_WINDOW = 7 * MINUTES_A_DAY  # of scattered work that begins later
SCATTERED_LATER = 0.6  # share of the scattered work that begins later than today


@dataclass(frozen=True)
class Ground:
    """A laid force: where its arrays are, and how large it is."""

    folder: Path
    stations: int
    open: int

    @property
    def rows(self) -> int:
        return self.stations * self.open


def lay(folder: Path, stations: int, open_: int) -> Ground:
    """Build a force and write its arrays into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    made = build(stations, open_, SEED, as_of=AS_OF)
    packed = pack(made)
    codes, place, own = _codes(made)
    columns = {
        **_work(made, packed, place),
        **_events(made, packed, place),
        **_capacity(made),
        **_clocked(made, packed),
        "own": own,
    }
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", column)
    (folder / CODES).write_text("\n".join(codes))
    return Ground(folder, stations, open_)


def scatter(ground: Ground, folder: Path) -> Ground:
    """The same force with a release and a due of its own for every piece of work.

    Nothing is shared any more that a grouping could use; appointments are left out.
    Minutes are drawn evenly; what begins later has at least a week.
    """
    folder.mkdir(parents=True, exist_ok=True)
    read = {path.stem: np.load(path) for path in ground.folder.glob("*.npy")}
    rng = np.random.default_rng(SEED)
    since, live = as_of(), read["due"] > as_of() + 2 * MINUTES_A_DAY
    due = read["due"] - rng.integers(0, MINUTES_A_DAY * 3 // 2, len(read["due"]))
    due = np.where(live, np.maximum(due, since + MINUTES_A_DAY), read["due"])
    span = np.maximum(due - since - LEAST_WINDOW, 0)
    later = since + (rng.random(len(due)) * span).astype(np.int64)
    release = np.where(live & (rng.random(len(due)) < SCATTERED_LATER), later, since)
    work = {
        "release": np.minimum(release, due),
        "due": due,
        "effort": read["effort"],
    }
    none = {name: read[name][:0] for name in read if name.startswith("event_")}
    at = np.zeros_like(read["event_at"])
    none |= {"event_at": at, "event_people_at": at[:1]}
    both = {**read, **work, **none}
    for name, column in (both | _read_on_clock(both)).items():
        np.save(folder / f"{name}.npy", column)
    (folder / CODES).write_text((ground.folder / CODES).read_text())
    return Ground(folder, ground.stations, ground.open)


def _read_on_clock(read: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The peers' columns of work without appointments."""
    station = np.repeat(np.arange(len(read["own"])), np.diff(read["at"]))
    rows = np.flatnonzero((read["due"] > as_of()) & (read["capacity_of"][station] >= 0))
    where, periods = station[rows], int(read["capacity_at"][1])
    shape = (-1, periods)
    start = read["capacity_start"][:periods]
    length = read["capacity_end"][:periods] - start
    rate = read["capacity_net"].reshape(shape)
    reached = np.zeros((len(rate), periods + 1), np.int64)
    np.cumsum(rate * length, axis=1, out=reached[:, 1:])

    def at(minute: np.ndarray) -> np.ndarray:
        place = np.maximum(np.searchsorted(start, minute, side="right") - 1, 0)
        inside = np.clip(minute - start[place], 0, length[place])
        return reached[where, place] + rate[where, place] * inside

    return {
        "peer_station": where,
        "peer_start": at(read["release"][rows]),
        "peer_end": at(read["due"][rows]),
        "peer_effort": read["effort"][rows],
    }


def as_of() -> int:
    """The start of the day all verdicts speak of, in minutes since the epoch."""
    return midnight(AS_OF)


def _codes(made: Build) -> tuple[list[str], np.ndarray, np.ndarray]:
    """All codes in order; place of each department's, then of each station's own."""
    departments = [row.code for row in made.units.departments]
    stations = [row.code for row in made.units.stations]
    codes = sorted({*departments, *stations})
    index = {code: n for n, code in enumerate(codes)}
    place = np.array([index[code] for code in departments], np.int32)
    return codes, place, np.array([index[code] for code in stations], np.int32)


def _department(made: Build, packed: Packed, place: np.ndarray) -> np.ndarray:
    """Of each piece of work the place of its department; own plans come below."""
    named = np.maximum(packed.department, 0)
    return np.where(packed.department < 0, -1, place[named]).astype(np.int32)


def _by_station(station: np.ndarray, count: int) -> np.ndarray:
    at = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(station, minlength=count), out=at[1:])
    return at


def _work(made: Build, packed: Packed, place: np.ndarray) -> dict[str, np.ndarray]:
    rows = np.flatnonzero(packed.officers == 0)
    return {
        "at": _by_station(packed.station[rows], made.stations),
        "id": rows + 1,
        "release": packed.release[rows],
        "due": packed.due[rows],
        "effort": packed.effort[rows],
        "department": _department(made, packed, place)[rows],
        "priority": packed.priority[rows].astype(np.int32),
    }


def _events(made: Build, packed: Packed, place: np.ndarray) -> dict[str, np.ndarray]:
    rows = np.flatnonzero(packed.officers > 0)
    chief = packed.chief[rows]
    return {
        "event_at": _by_station(packed.station[rows], made.stations),
        "event_id": rows + 1,
        "event_start": packed.release[rows],
        "event_end": packed.due[rows],
        "event_officers": packed.officers[rows],
        "event_department": _department(made, packed, place)[rows],
        "event_people_at": np.concatenate(([0], np.cumsum(chief))).astype(np.int64),
        "event_people": np.zeros(int(chief.sum()), np.int64),
    }


def _capacity(made: Build) -> dict[str, np.ndarray]:
    """One profile per station; one that knows nothing about its people has none."""
    works = workdays(made.as_of, made.is_workday)
    days = np.flatnonzero(works)
    starts = np.array([begin for begin, _end in HOURS])
    lengths = np.array([end - begin for begin, end in HOURS])
    start = midnight(made.as_of) + days[:, None] * MINUTES_A_DAY + starts
    net, present = [], []
    for low in range(0, made.stations, CHUNK):
        high = min(low + CHUNK, made.stations)
        some, there = rates(made.people, works, low, high)
        net.append(np.repeat(some[:, days], len(HOURS), axis=1))
        present.append(np.repeat(there[:, days], len(HOURS), axis=1))
    profile = np.arange(made.stations, dtype=np.int32)
    periods = start.size
    return {
        "capacity_of": np.where(made.people.strength > 0, profile, -1).astype(np.int32),
        "capacity_at": np.arange(made.stations + 1, dtype=np.int64) * periods,
        "capacity_start": np.tile(start.ravel(), made.stations),
        "capacity_end": np.tile((start + lengths).ravel(), made.stations),
        "capacity_net": np.concatenate(net).ravel(),
        "capacity_present": np.concatenate(present).ravel(),
    }


def _clocked(made: Build, packed: Packed) -> dict[str, np.ndarray]:
    """What constrains: live work of stations whose capacity is known."""
    works = workdays(made.as_of, made.is_workday)
    orders, matrix = made.orders, made.assigned.directive.astype(np.int64)
    parts: list[list[np.ndarray]] = []
    for low in range(0, made.stations, CHUNK):
        part = matrix[low : low + CHUNK]
        clock = free_clock(made.people, orders, part, works, low)
        row, column = np.nonzero(
            ~orders.is_event[part]
            & (orders.due[part] >= 0)
            & (made.people.strength[low : low + CHUNK, None] > 0)
        )
        which = part[row, column]
        begin = clock[row, orders.release[which]]
        end = clock[row, orders.due[which] + 1]
        effort = made.assigned.remaining[low + row, column]
        parts.append([low + row, begin, end, effort])
    names = ("peer_station", "peer_start", "peer_end", "peer_effort")
    joined = [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    return dict(zip(names, joined, strict=True))
