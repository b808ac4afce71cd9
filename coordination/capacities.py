"""What stations have to give: as the last check stored it, or reckoned from the rows.

A check of changed work need not ask again who is posted where and on leave: that is
most of what a check reads. The stored capacity holds as long as no mark says that
officers, duty hours, the calendar or protected time have changed.
"""

from __future__ import annotations

import datetime as dt
import json
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import connection
from django.utils import timezone

from coordination.capacity import columns
from coordination.core.facts import Block, Period, minute_up
from coordination.prepared import Prepared
from personnel.presence import (
    Moves,
    Recorded,
    Strength,
    minute_of,
    recorded,
    strengths,
)

# How far a stored capacity reaches beyond what its check needed, so that later work
# and trial runs with later dates find it long enough.
AHEAD = dt.timedelta(days=240)
COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Held:
    """Capacity of one station from the day that starts at `since` up to `until`.

    `known` is False where nobody was ever posted; `open_on` is the first day without
    duty hours. `packed` are int32 columns one after the other: start and end minute,
    net and present milli-officers. `stored` tells whether the database has it already.
    """

    since: dt.datetime
    until: dt.date
    known: bool
    open_on: dt.date | None
    packed: bytes
    blocks: tuple[Block, ...]
    stored: bool

    def periods(self, since: int, until: dt.date) -> tuple[Period, ...]:
        """The working periods from the minute `since` on that begin before `until`."""
        table = array("i", self.packed)
        rows = len(table) // COLUMNS
        first = bisect_right(table, since, rows, 2 * rows) - rows
        last = bisect_left(table, minute_of(until), 0, rows)
        return tuple(
            Period(max(start, since), end, net, present)
            for start, end, net, present in zip(
                *(table[n * rows + first : n * rows + last] for n in range(COLUMNS)),
                strict=True,
            )
        )

    def answers(self, last: dt.date) -> bool:
        """Whether hours are known on every day up to `last`."""
        return self.known and (self.open_on is None or self.open_on > last)


def held(
    reach: Mapping[int, dt.date],
    as_of: dt.datetime,
    *,
    fresh: bool = False,
    moves: Moves = (),
) -> dict[int, Held]:
    """Capacity of each station from `as_of` to at least its `reach` (a local day).

    One query where the stored ones suffice, six otherwise; `fresh` looks at the rows
    whatever is stored, and so it is where `moves` are supposed. What was reckoned on
    an earlier day holds today: a week's deduction does not depend on the day on which
    one asks.
    """
    found = {} if fresh or moves else _stored(reach, as_of)
    missing = [pk for pk in reach if pk not in found]
    if missing:
        until = max(reach[pk] for pk in missing) + AHEAD
        found |= _Rows.read(missing, as_of, until).reckoned(moves)
    return found


def held_and_supposed(
    reach: Mapping[int, dt.date], as_of: dt.datetime, moves: Moves
) -> tuple[dict[int, Held], dict[int, Held]]:
    """As it is, and with `moves` supposed, from one look at the rows; four queries."""
    rows = _Rows.read(list(reach), as_of, max(reach.values()) + AHEAD)
    return rows.reckoned(()), rows.reckoned(moves)


def held_and_bare(
    reach: Mapping[int, dt.date], as_of: dt.datetime
) -> tuple[dict[int, Held], dict[int, Held]]:
    """As it is, and as if nothing were protected, from one look at the rows; four
    queries."""
    rows = _Rows.read(list(reach), as_of, max(reach.values()) + AHEAD)
    bare = replace(rows, blocks={pk: [] for pk in reach})
    return rows.reckoned(()), bare.reckoned(())


# One statement: capacity and marks are seen at the same instant, whatever the
# transaction's isolation.
_STORED = Prepared(
    "stored_capacity",
    "bigint[], timestamptz, date",
    """
SELECT station_id, as_of, until, known, open_on, periods, blocks
FROM coordination_stationcapacity c
WHERE station_id = ANY($1) AND as_of <= $2 AND (open_on IS NULL OR open_on >= $3)
AND NOT EXISTS (
    SELECT FROM coordination_dirtystation d
    WHERE d.station_id = c.station_id AND d.capacity)
""",
)


def _stored(reach: Mapping[int, dt.date], as_of: dt.datetime) -> dict[int, Held]:
    with connection.cursor() as cursor:
        _STORED.execute(cursor, [list(reach), as_of, timezone.localdate(as_of)])
        rows = cursor.fetchall()
    return {
        pk: Held(since, until, known, open_on, bytes(periods), _unpacked(blocks), True)
        for pk, since, until, known, open_on, periods, blocks in rows
        if until >= reach[pk]
    }


def _unpacked(blocks: str) -> tuple[Block, ...]:
    return () if blocks == "[]" else tuple(Block(*row) for row in json.loads(blocks))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Postings, leave, duty hours, calendar and protected time of some stations."""

    stations: list[int]
    as_of: dt.datetime
    until: dt.date
    recorded: Recorded
    blocks: dict[int, list[Block]]

    @classmethod
    def read(cls, stations: list[int], as_of: dt.datetime, until: dt.date) -> _Rows:
        """Whole weeks: what is deducted from a week must not fall on a part of it."""
        today = timezone.localdate(as_of)
        monday = today - dt.timedelta(days=today.weekday())
        until += dt.timedelta(days=-until.weekday() % 7)
        known = recorded(stations, monday, until)
        return cls(stations, as_of, until, known, blocks_of(stations, monday))

    def reckoned(self, moves: Moves) -> dict[int, Held]:
        today = dict.fromkeys(self.stations, timezone.localdate(self.as_of))
        present = self.recorded.strengths(today, moves)
        return {pk: self._held(pk, present[pk]) for pk in self.stations}

    def _held(self, pk: int, known: Strength | None) -> Held:
        blocks, since = self.blocks[pk], minute_up(self.as_of)
        return Held(
            self.as_of,
            self.until,
            known is not None,
            known.open_on if known else None,
            _packed(columns(known, blocks, since=since) if known else ()),
            tuple(block for block in blocks if block.end > since),
            stored=False,
        )


def given(
    stations: list[int], first: dt.date, end: dt.date, moves: Moves = ()
) -> dict[int, int | None]:
    """Units that each station has for orders on the days [first, end), as the rows say;
    None where that is not known. Four queries for any number of stations."""
    monday = first - dt.timedelta(days=first.weekday())
    until = end + dt.timedelta(days=-end.weekday() % 7)
    present = strengths(dict.fromkeys(stations, first), monday, until, moves)
    blocks = blocks_of(stations, monday)
    since, last = minute_of(first), end - dt.timedelta(days=1)
    found: dict[int, int | None] = {}
    for pk in stations:
        known = present[pk]
        found[pk] = None
        if known is not None and known.answers(last):
            table = zip(*columns(known, blocks[pk], since=since), strict=True)
            ours = (row for row in table if row[0] < minute_of(end))
            found[pk] = sum((to - begin) * net for begin, to, net, _present in ours)
    return found


def _packed(columns: Iterable[array[int]]) -> bytes:
    return b"".join(column.tobytes() for column in columns)


_BLOCKS = """
SELECT station_id, 'b' || id, title, ceil(extract(epoch FROM start) / 60)::bigint,
       floor(extract(epoch FROM "end") / 60)::bigint, trunc(officers * 1000)::bigint
FROM tasking_protectedblock WHERE station_id = ANY(%s) AND "end" > %s ORDER BY id
"""


def blocks_of(stations: list[int], since: dt.date) -> dict[int, list[Block]]:
    """Protected time of each station that ends on or after the day `since`."""
    found: dict[int, list[Block]] = defaultdict(list)
    begins = dt.datetime.fromtimestamp(minute_of(since) * 60, dt.UTC)
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKS, [stations, begins])
        for station, *values in cursor.fetchall():
            found[station].append(Block(*values))
    return found
