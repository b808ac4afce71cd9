"""From rows to the engine's facts, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from coordination.capacities import Held, held, held_and_bare, held_and_supposed
from coordination.core.facts import Demand, Event, StationFacts, minute_up
from coordination.core.ways import all_counted
from coordination.prepared import Prepared
from organization.models import Station
from organization.wall import lifted
from personnel.presence import Moves
from tasking.models import LIVE_STATES, RESERVED

# Beyond the last due nothing can go wrong; a little more room lets a trial run name
# the earliest date on which something would still fit. Profiles look as far ahead.
ROOM = dt.timedelta(days=120)
# A verdict asks for no date: the whole week of the last due is enough.
WEEK_OF_DUE = dt.timedelta(days=14)
FARTHEST = dt.timedelta(days=3 * 366)


def start_of_day(now: dt.datetime) -> dt.datetime:
    """Today 00:00 local: the instant stored verdicts speak of."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts of one station and the capacity they were made from, up to `reach`."""

    facts: StationFacts
    capacity: Held
    reach: dt.date


@lifted("a station's load is reckoned from all that is asked of it")
def snapshot(
    stations: Iterable[int],
    *,
    as_of: dt.datetime,
    until: dt.datetime | None = None,
    codes: Mapping[int, str] | None = None,
    room: dt.timedelta = ROOM,
    fresh: bool = False,
) -> dict[int, StationFacts]:
    """Facts of the given stations, keyed by id, ordered by id inside.

    Three queries for any number of stations, eight where the capacity of one has
    changed since its last check, one fewer when the caller knows their `codes`.
    `until` stretches the horizon to cover a demand that is not stored yet, `room`
    is how far it reaches beyond the last due; at least it reaches as far as profiles
    do. `fresh` reckons every capacity anew.
    """
    ids = sorted(set(stations))
    if codes is None:
        codes = dict(Station.objects.filter(pk__in=ids).values_list("pk", "code"))
    work = assignments(ids, codes)
    found = read(codes, work, as_of=as_of, until=until, room=room, fresh=fresh)
    return {pk: reading.facts for pk, reading in found.items()}


Work = Mapping[int, list[Demand | Event]]


def read(
    codes: Mapping[int, str],
    work: Work,
    *,
    as_of: dt.datetime,
    until: dt.datetime | None = None,
    room: dt.timedelta,
    fresh: bool = False,
    moves: Moves = (),
) -> dict[int, Reading]:
    """Work and capacity brought together, per station in `codes`; `moves` of officers
    are supposed, not recorded."""
    span = _Span.of(codes, work, as_of, until, room)
    return span.readings(held(span.reach, as_of, fresh=fresh, moves=moves))


def read_and_suppose(
    codes: Mapping[int, str],
    work: Work,
    *,
    as_of: dt.datetime,
    until: dt.datetime,
    moves: Moves,
) -> tuple[dict[int, Reading], dict[int, Reading]]:
    """As it is and with `moves`, from one look at the rows."""
    span = _Span.of(codes, work, as_of, until, ROOM)
    was, will = held_and_supposed(span.reach, as_of, moves)
    return span.readings(was), span.readings(will)


def read_and_bare(
    codes: Mapping[int, str], work: Work, *, as_of: dt.datetime
) -> tuple[dict[int, Reading], dict[int, Reading]]:
    """As it is and as if the stations protected nothing, from one look at the rows."""
    span = _Span.of(codes, work, as_of, None, ROOM)
    was, bare = held_and_bare(span.reach, as_of)
    return span.readings(was), span.readings(bare)


@dataclass(frozen=True, slots=True)
class _Span:
    """The work of stations with its last dues, and per station the day up to which its
    hours are asked for."""

    codes: Mapping[int, str]
    work: Work
    as_of: dt.datetime
    last: dict[int, dt.datetime]
    reach: dict[int, dt.date]

    @classmethod
    def of(
        cls,
        codes: Mapping[int, str],
        work: Work,
        as_of: dt.datetime,
        until: dt.datetime | None,
        room: dt.timedelta,
    ) -> _Span:
        last = {pk: _last(work[pk], as_of, until) for pk in codes}
        ahead = as_of + ROOM
        reach = {
            pk: timezone.localdate(_bounded(max(last[pk] + room, ahead), as_of))
            for pk in codes
        }
        return cls(codes, work, as_of, last, reach)

    def readings(self, have: Mapping[int, Held]) -> dict[int, Reading]:
        since = minute_up(self.as_of)
        # A due at midnight asks for nothing of the day it begins.
        ends = {
            pk: max(self.as_of, _bounded(last, self.as_of) - dt.timedelta(minutes=1))
            for pk, last in self.last.items()
        }
        return {
            pk: Reading(
                _facts(code, have[pk], self.work[pk], self.reach[pk], ends[pk], since),
                have[pk],
                self.reach[pk],
            )
            for pk, code in sorted(self.codes.items())
        }


def _facts(
    code: str,
    have: Held,
    work: list[Demand | Event],
    reach: dt.date,
    needed: dt.datetime,
    since: int,
) -> StationFacts:
    known = have.answers(timezone.localdate(needed))
    capacity = have.periods(since, reach) if known else None
    events = [w for w in work if isinstance(w, Event) and w.end > since]
    return StationFacts(
        code=code,
        capacity=capacity,
        demands=tuple(w for w in work if isinstance(w, Demand)),
        events=all_counted(events, capacity),
        blocks=tuple(block for block in have.blocks if block.end > since),
    )


# Releases round up to the minute, dues down; in floating point, which is exact for
# microseconds of this millennium. Ordered by id: a plan's row order is nobody's
# promise.
_ASSIGNMENTS = Prepared(
    "live_work",
    "bigint[], text[], text",
    """
SELECT a.station_id, a.id::text,
       CASE WHEN d.reserved THEN $3 ELSE p.code END, a.is_event,
       ceil(date_part('epoch', a.release) / 60)::bigint,
       floor(date_part('epoch', a.due) / 60)::bigint,
       a.remaining_units, trunc(a.max_officers * 1000)::bigint, a.priority,
       trunc(a.officers * 1000)::bigint, a.attendees, coalesce(a.travel, 0)
FROM tasking_assignment a JOIN tasking_directive d ON d.id = a.directive_id
LEFT JOIN organization_department p ON p.id = a.department_id
WHERE a.station_id = ANY($1) AND a.state = ANY($2)
ORDER BY a.id
""",
)


def assignments(ids: list[int], codes: Mapping[int, str]) -> Work:
    """Live work per station. What nobody at HQ asked for is the station's own."""
    found: dict[int, list[Demand | Event]] = defaultdict(list)
    with connection.cursor() as cursor:
        _ASSIGNMENTS.execute(cursor, [ids, list(LIVE_STATES), RESERVED])
        rows = cursor.fetchall()
    for station, pk, code, event, start, end, *rest in rows:
        effort, limit, rank, need, names, way = rest
        who = code or codes[station]
        found[station].append(
            Event(pk, who, start, end, need or 0, tuple(names)).on_the_way(way)
            if event
            else Demand(pk, who, start, end, effort, limit, rank)
        )
    return found


def _last(
    work: list[Demand | Event], as_of: dt.datetime, until: dt.datetime | None
) -> dt.datetime:
    """The last due anybody asks about, not before `as_of`."""
    dues = [(w.end if isinstance(w, Event) else w.due) or 0 for w in work]
    last = dt.datetime.fromtimestamp(max(dues, default=0) * 60, dt.UTC)
    return max(as_of, last, until or as_of)


def _bounded(moment: dt.datetime, as_of: dt.datetime) -> dt.datetime:
    return min(moment, as_of + FARTHEST)


def milli(officers: Decimal | None) -> int | None:
    """Officers with at most three decimals as whole milli-officers."""
    return None if officers is None else int(officers * 1000)
