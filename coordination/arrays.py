"""From rows to the engine's arrays: many stations in a few statements.

What a check reads of one station row by row, a sweep reads of many in the binary form
in which PostgreSQL copies tables: numpy takes the columns from it as they lie there.
Imports numpy: only what sweeps may import this.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from coordination.arrays_ways import counted_ways
from coordination.capacities import COLUMNS, Held, held
from coordination.copied import HEAD, TAIL, columns_of, copied, rows_of
from coordination.core import force
from coordination.core.facts import minute_up
from coordination.core.force.arrays import ints, shorts
from coordination.snapshot import FARTHEST, ROOM, WEEK_OF_DUE
from personnel.presence import minute_of
from tasking.models import LIVE_STATES, RESERVED

# PostgreSQL counts microseconds from 2000, the engine minutes from 1970.
_MINUTE = 60_000_000
_MILLENNIUM = 946_684_800 // 60
_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Loaded:
    """Some stations as arrays: `ids[s]` is the key of station s.

    `reckoned` are the capacities that were not stored, by key; `until` the minute up
    to which the capacity of each station is known, as its profile says.
    """

    ids: tuple[int, ...]
    stations: force.Stations
    reckoned: dict[int, Held]
    until: NDArray[np.int64]
    codes: Codes


def load(ids: Sequence[int], *, as_of: dt.datetime, fresh: bool = False) -> Loaded:
    """Everything a sweep of the given stations reads.

    Eight queries or fewer for any number of stations, six more where capacities must be
    reckoned; `fresh` reckons all of them. One view of the rows is the caller's care.
    """
    keys = np.array(sorted(set(ids)), np.int64)
    codes = Codes(keys)
    return _loaded(keys, codes, _work(keys, codes), as_of, fresh)


def as_of_another_day(loaded: Loaded, as_of: dt.datetime, *, fresh: bool) -> Loaded:
    """The same stations; their work, which hangs on no day, is not read again."""
    keys = np.array(loaded.ids, np.int64)
    return _loaded(keys, loaded.codes, loaded.stations.work, as_of, fresh)


def _loaded(
    keys: NDArray[np.int64],
    codes: Codes,
    work: force.Work,
    as_of: dt.datetime,
    fresh: bool,
) -> Loaded:
    events, ways = _events(keys, codes, as_of)
    last = _last_dues(len(keys), work, events)
    capacity, reckoned, until = _capacity(keys, last, as_of, fresh)
    events = counted_ways(events, ways, capacity, minute_up(as_of))
    blocks = _blocks(keys[np.diff(events.at) > 0], keys, as_of)
    stations = force.Stations(codes.all, codes.own, capacity, work, events, blocks)
    return Loaded(tuple(keys.tolist()), stations, reckoned, until, codes)


class Codes:
    """The codes under which work is counted, and where to find them."""

    def __init__(self, keys: NDArray[np.int64]) -> None:
        rows = rows_of(
            "SELECT id, code FROM organization_station WHERE id = ANY(%s)",
            [keys.tolist()],
        )
        stations = dict(rows)
        departments = dict(rows_of("SELECT id, code FROM organization_department", []))
        every = {*stations.values(), *departments.values(), RESERVED}
        self.all = tuple(sorted(every))
        place = {code: n for n, code in enumerate(self.all)}
        self.own = shorts([place[stations[pk]] for pk in keys.tolist()])
        self.reserved = place[RESERVED]
        self._keys = np.array(sorted(departments), np.int64)
        self._places = shorts([place[departments[pk]] for pk in sorted(departments)])

    def of(self, department: Any, station: Any, reserved: Any) -> NDArray[np.int32]:
        """Code of each row: the department's, the station's own where it has none
        (-1), and the one that stands for a sponsor who must not be named."""
        found: NDArray[np.int32] = self.own[station]
        named = department >= 0
        found[named] = self._places[np.searchsorted(self._keys, department[named])]
        found[reserved] = self.reserved
        return found


_WORK = """
SELECT station_id, string_agg(int8send(id), ''),
       string_agg(int8send(coalesce(department_id, -1)), ''),
       string_agg(timestamptz_send(coalesce(release, '-infinity')), ''),
       string_agg(timestamptz_send(coalesce(due, '-infinity')), ''),
       string_agg(int8send(coalesce(remaining_units, -1)), ''),
       string_agg(int8send(CASE WHEN max_officers IS NULL THEN -1
                           ELSE trunc(max_officers * 1000)::int8 END), ''),
       string_agg(int8send(priority), '')
FROM tasking_assignment
WHERE station_id = ANY(%s) AND state = ANY(%s) AND NOT is_event GROUP BY station_id
"""


def _work(keys: NDArray[np.int64], codes: Codes) -> force.Work:
    stations, live = keys.tolist(), list(LIVE_STATES)
    at, table = columns_of(_WORK, [stations, live], keys, 7)
    id_, department, release, due, effort, limit, priority = table
    station = np.repeat(np.arange(len(keys)), np.diff(at))
    secret = np.isin(id_, _reserved(stations, live))
    return force.work_of(
        at,
        id=id_,
        release=_minutes(release, up=True),
        due=_minutes(due, up=False),
        effort=effort,
        limit=limit,
        priority=priority,
        department=codes.of(department, station, secret),
    )


# From the few such directives to their rows, not the other way round.
_RESERVED = """
SELECT a.id FROM tasking_directive d JOIN tasking_assignment a ON a.directive_id = d.id
WHERE d.reserved AND a.station_id = ANY(%s) AND a.state = ANY(%s)
"""


def _reserved(stations: list[int], live: list[str]) -> list[int]:
    return [pk for (pk,) in rows_of(_RESERVED, [stations, live])]


_EVENTS = """
SELECT a.station_id, a.id, coalesce(a.department_id, -1),
       ceil(extract(epoch FROM a.release) / 60)::bigint - coalesce(a.travel, 0),
       floor(extract(epoch FROM a.due) / 60)::bigint + coalesce(a.travel, 0),
       coalesce(trunc(a.officers * 1000)::bigint, 0), a.attendees, d.reserved,
       coalesce(a.travel, 0)
FROM tasking_assignment a JOIN tasking_directive d ON d.id = a.directive_id
WHERE a.station_id = ANY(%s) AND a.state = ANY(%s) AND a.is_event
AND a.due + make_interval(mins => coalesce(a.travel, 0)) > %s
ORDER BY a.id
"""


def _events(
    keys: NDArray[np.int64], codes: Codes, as_of: dt.datetime
) -> tuple[force.Events, NDArray[np.int64]]:
    """Each with its whole way at both ends, and how long that is."""
    since = minute_up(as_of)
    rows = rows_of(_EVENTS, [keys.tolist(), list(LIVE_STATES), as_of])
    rows = [row for row in rows if row[4] > since]
    place = np.searchsorted(keys, np.array([row[0] for row in rows], np.int64))
    at, order = force.grouped(place, len(keys))
    rows = [rows[n] for n in order.tolist()]
    people: dict[str, int] = {}
    named = [[people.setdefault(n, len(people)) for n in row[6]] for row in rows]
    department = ints([row[2] for row in rows])
    secret = np.array([row[7] for row in rows], np.bool_)
    events = force.Events(
        at=at,
        id=ints([row[1] for row in rows]),
        start=ints([row[3] for row in rows]),
        end=ints([row[4] for row in rows]),
        officers=ints([row[5] for row in rows]),
        department=codes.of(department, place[order], secret),
        people_at=ints(np.cumsum([0, *map(len, named)])),
        people=ints([number for names in named for number in names]),
    )
    return events, ints([row[8] for row in rows])


_BLOCKS = """
SELECT station_id, id, ceil(extract(epoch FROM start) / 60)::bigint,
       floor(extract(epoch FROM "end") / 60)::bigint, trunc(officers * 1000)::bigint
FROM tasking_protectedblock WHERE station_id = ANY(%s) AND "end" > %s ORDER BY id
"""


def _blocks(
    asked: NDArray[np.int64], keys: NDArray[np.int64], as_of: dt.datetime
) -> force.Blocks:
    """Protected time, where an event could displace it."""
    since = minute_up(as_of)
    rows = rows_of(_BLOCKS, [asked.tolist(), as_of]) if len(asked) else []
    rows = [row for row in rows if row[3] > since]
    place = np.searchsorted(keys, np.array([row[0] for row in rows], np.int64))
    at, order = force.grouped(place, len(keys))
    columns = [ints([row[n] for row in rows])[order] for n in range(1, 5)]
    return force.Blocks(at, *columns)


def _last_dues(count: int, work: force.Work, events: force.Events) -> NDArray[np.int64]:
    """The last due of each station, 0 where there is none."""
    found = np.zeros(count, np.int64)
    for at, ends in ((work.at, work.due), (events.at, events.end)):
        busy = np.flatnonzero(np.diff(at))
        if len(busy):
            latest = np.maximum.reduceat(ends, at[busy])
            found[busy] = np.maximum(found[busy], latest)
    return found


_CAPACITY = """
SELECT c.station_id, (c.until - DATE '1970-01-01')::int8, c.known::int::int8,
       coalesce((c.open_on - DATE '1970-01-01')::int8, -1), c.periods
FROM coordination_stationcapacity c
WHERE c.station_id = ANY(%s) AND c.as_of <= %s
AND (c.open_on IS NULL OR c.open_on >= %s) AND NOT EXISTS (
    SELECT FROM coordination_dirtystation d
    WHERE d.station_id = c.station_id AND d.capacity)
"""


def _capacity(
    keys: NDArray[np.int64], last: NDArray[np.int64], as_of: dt.datetime, fresh: bool
) -> tuple[force.Capacity, dict[int, Held], NDArray[np.int64]]:
    """One profile per station that has any, the stored one where it holds; and up to
    which minute it is known."""
    reach, needed = _horizons(last, as_of)
    until = {day: minute_of(day) for day in set(reach)}
    ends = ints([until[day] for day in reach])
    place = {pk: n for n, pk in enumerate(keys.tolist())}
    tables: list[NDArray[np.int32] | None] = [None] * len(keys)
    missing = dict(zip(place, reach, strict=True))
    stored = [] if fresh else _capacities(keys, as_of)
    for pk, known_to, known, open_on, packed in stored:
        n = place[pk]
        if known_to < reach[n]:
            continue
        del missing[pk]
        if known and (open_on is None or open_on > needed[n]):
            tables[n] = _table(packed, until[reach[n]])
        if open_on is not None:
            ends[n] = min(ends[n], minute_of(open_on))
    reckoned = held(missing, as_of, fresh=True)
    for pk, have in reckoned.items():
        n = place[pk]
        if have.answers(needed[n]):
            tables[n] = _table(have.packed, until[reach[n]])
        if have.open_on is not None:
            ends[n] = min(ends[n], minute_of(have.open_on))
    return _gathered(tables, minute_up(as_of)), reckoned, ends


def _horizons(
    last: NDArray[np.int64], as_of: dt.datetime
) -> tuple[list[dt.date], list[dt.date]]:
    """Per station how far its capacity must reach, and the last day that counts.

    At least as far as `coordination.snapshot.read` has it for a check, and as far as
    profiles look ahead. Few dues are distinct.
    """
    known: dict[int, tuple[dt.date, dt.date]] = {}
    for minute in np.unique(last).tolist():
        latest = max(as_of, dt.datetime.fromtimestamp(minute * 60, dt.UTC))
        reach = min(max(latest + WEEK_OF_DUE, as_of + ROOM), as_of + FARTHEST)
        ends = min(latest, as_of + FARTHEST) - dt.timedelta(minutes=1)
        needed = timezone.localdate(max(as_of, ends))
        known[minute] = timezone.localdate(reach), needed
    both = [known[minute] for minute in last.tolist()]
    return [reach for reach, _ in both], [needed for _, needed in both]


def _capacities(
    keys: NDArray[np.int64], as_of: dt.datetime
) -> Iterator[tuple[int, dt.date, bool, dt.date | None, bytes]]:
    """Rows of stored capacities; the last column differs in length, so row by row."""
    today = timezone.localdate(as_of)
    raw = copied(_CAPACITY, [keys.tolist(), as_of, today])
    head = struct.Struct(">h" + "iq" * 4 + "i")
    at, end = HEAD, len(raw) - TAIL
    while at < end:
        _, _, pk, _, until, _, known, _, open_on, size = head.unpack_from(raw, at)
        at += head.size
        gap = None if open_on < 0 else _day(open_on)
        yield pk, _day(until), bool(known), gap, raw[at : at + size]
        at += size


_FIRST = dt.date(1970, 1, 1)


@cache
def _day(number: int) -> dt.date:
    return _FIRST + dt.timedelta(days=number)


def _table(packed: bytes, until: int) -> NDArray[np.int32]:
    """The periods that begin before the minute `until`, as columns."""
    table = np.frombuffer(packed, np.int32).reshape(COLUMNS, -1)
    return table[:, : table[0].searchsorted(until)]


def _gathered(tables: Sequence[NDArray[np.int32] | None], since: int) -> force.Capacity:
    of = np.full(len(tables), force.UNKNOWN_CAPACITY, np.int32)
    known = [table for table in tables if table is not None]
    of[[n for n, table in enumerate(tables) if table is not None]] = range(len(known))
    at = np.zeros(len(known) + 1, np.int64)
    np.cumsum([table.shape[1] for table in known], out=at[1:])
    if not known:
        known = [np.zeros((COLUMNS, 0), np.int32)]
    start, end, net, present = np.concatenate(known, axis=1).astype(np.int64)
    return force.Capacity(of, at, start, end, net, present)


def overdue(
    work: force.Work, minute: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(how many, units left) of what is late at each station by the given minute."""
    late = (work.due <= minute) & (work.due != force.MISSING) & (work.effort != 0)
    left = np.where(late, np.maximum(work.effort, 0), 0)
    return _summed(late.astype(np.int64), work.at), _summed(left, work.at)


def _summed(column: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sum over each station's rows."""
    return np.diff(np.concatenate(([0], np.cumsum(column)))[at])


def _minutes(moments: NDArray[np.int64], *, up: bool) -> NDArray[np.int64]:
    """Minutes since 1970 of PostgreSQL's instants; never becomes MISSING."""
    found = -(-moments // _MINUTE) if up else moments // _MINUTE
    found += _MILLENNIUM
    found[moments == _NEVER] = force.MISSING
    return found
