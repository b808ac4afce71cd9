"""Gross officer-hours: who is at work at a station in each working period."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from django.db import connection

from organization.calendar import WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Presence:
    """One working period. Minutes since the epoch, milli-officers, one local day.

    `standing_units` is the work planned per week for standing duties, in
    milli-officer-minutes; `standing_mille` the share of the week's gross hours, in
    thousandths.
    """

    day: dt.date
    start: int
    end: int
    present: int
    standing_mille: int
    standing_units: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """Heads behind a day's presence: posted, and of these on leave."""

    posted: int
    away: int


# Only police officers count: an auxiliary may not act alone. Days are clipped to the
# horizon in SQL so that open-ended postings need no special case. The third part tells
# a station whose officers have left from one of which nobody knows anything.
_HEADS = """
WITH posted AS (
    SELECT p.station_id, p.officer_id, p.during
    FROM personnel_posting p JOIN personnel_officer o ON o.id = p.officer_id
    WHERE p.station_id = ANY(%(ids)s) AND o.category = 'police'),
clipped AS (
    SELECT 'posted' AS what, station_id,
           during * daterange(%(start)s, %(end)s) AS during FROM posted
    UNION ALL
    SELECT 'away', p.station_id, p.during * l.during * daterange(%(start)s, %(end)s)
    FROM posted p JOIN personnel_leave l
      ON l.officer_id = p.officer_id AND l.during && p.during)
SELECT what, station_id, lower(during), upper(during)
FROM clipped WHERE NOT isempty(during)
UNION ALL
SELECT DISTINCT 'known', station_id, NULL::date, NULL::date FROM posted
"""


@dataclass(frozen=True)
class Heads:
    """Daily head counts of some stations from `start` on, and which are known."""

    start: dt.date
    counts: dict[int, list[DayCount]]
    known: frozenset[int]


Needed = Mapping[int, tuple[dt.date, dt.date]]
"""Per station the first and the last day on which somebody asks for its hours."""


@dataclass(frozen=True, slots=True)
class Strength:
    """Working periods of one station.

    `open_on` is the first day from which on no duty hours are entered, None when
    every day has some: no hours entered are not zero hours.
    """

    periods: list[Presence]
    open_on: dt.date | None

    def answers(self, last: dt.date) -> bool:
        """Whether hours are known on every day up to `last`."""
        return self.open_on is None or self.open_on > last


def presence(
    stations: Iterable[int], start: dt.date, end: dt.date, needed: Needed | None = None
) -> dict[int, list[Presence] | None]:
    """Working periods of [start, end) per station; None where nothing is known.

    A station is unknown where nobody was ever posted, and where its duty regimes
    leave a day open between the first and the last that is `needed` (by default all
    of them). One whose officers have all left is a known zero. Three queries for any
    number of stations.
    """
    last = end - dt.timedelta(days=1)
    wanted = {pk: (needed or {}).get(pk, (start, last)) for pk in stations}
    since = {pk: first for pk, (first, _) in wanted.items()}
    found: dict[int, list[Presence] | None] = {}
    for pk, known in strengths(since, start, end).items():
        if known is not None and known.answers(wanted[pk][1]):
            found[pk] = known.periods
        else:
            found[pk] = None
    return found


def strengths(
    since: Mapping[int, dt.date], start: dt.date, end: dt.date
) -> dict[int, Strength | None]:
    """Working periods of [start, end) per station; None where nobody was ever posted.

    `since` names the stations, each with the first day whose hours are asked for.
    Three queries for any number of stations.
    """
    ids = list(since)
    calendar = WorkCalendar.load(start, end)
    heads = head_counts(ids, start, end)
    regimes = _regimes(ids, start, end)
    workdays = list(calendar.workdays(start, end))
    return {
        pk: Strength(
            _periods(regimes[pk], workdays, heads.counts[pk], start),
            _open_on(regimes[pk], first, end),
        )
        if pk in heads.known
        else None
        for pk, first in since.items()
    }


@dataclass(frozen=True, slots=True)
class Regime:
    """A duty regime with its shares in thousandths and its standing work in units."""

    first: dt.date | None
    end: dt.date | None
    hours: list[tuple[int, int]]
    roster: int
    standing: int
    units: int


# Plain SQL: every check of changed capacity reads it. Shares have three decimals, so
# in thousandths they are whole numbers.
_REGIMES = """
SELECT station_id, lower(during), upper(during), hours, (roster_share * 1000)::int,
       (standing_share * 1000)::int, trunc(standing_hours * 60000)::bigint
FROM personnel_dutyregime
WHERE station_id = ANY(%s) AND during && daterange(%s, %s)
ORDER BY station_id, during
"""


def _regimes(ids: list[int], start: dt.date, end: dt.date) -> dict[int, list[Regime]]:
    found: dict[int, list[Regime]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_REGIMES, [ids, start, end])
        for station, first, last, hours, *shares in cursor.fetchall():
            pairs = list(zip(hours[::2], hours[1::2], strict=True))
            found[station].append(Regime(first, last, pairs, *shares))
    return found


def _open_on(regimes: list[Regime], first: dt.date, end: dt.date) -> dt.date | None:
    """The first day of [first, end) that the regimes, in order, leave open."""
    reached = first
    for regime in regimes:
        if regime.first is not None and regime.first > reached:
            break
        if regime.end is None:
            return None
        reached = max(reached, regime.end)
    return reached if reached < end else None


def head_counts(ids: list[int], start: dt.date, end: dt.date) -> Heads:
    """Officers posted and away per station and day of [start, end). One query."""
    length = (end - start).days
    steps = {
        what: {pk: [0] * (length + 1) for pk in ids} for what in ("posted", "away")
    }
    known = set()
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, {"ids": ids, "start": start, "end": end})
        for what, station, first, last in cursor.fetchall():
            if what == "known":
                known.add(station)
                continue
            steps[what][station][(first - start).days] += 1
            steps[what][station][(last - start).days] -= 1
    counts = {
        pk: [
            DayCount(posted, away)
            for posted, away in zip(
                accumulate(steps["posted"][pk][:length]),
                accumulate(steps["away"][pk][:length]),
                strict=True,
            )
        ]
        for pk in ids
    }
    return Heads(start, counts, frozenset(known))


def _periods(
    regimes: list[Regime],
    workdays: list[dt.date],
    counts: list[DayCount],
    start: dt.date,
) -> list[Presence]:
    found = []
    for regime in regimes:
        first, last = regime.first, regime.end
        for day in workdays:
            if (first and day < first) or (last and day >= last):
                continue
            count = counts[(day - start).days]
            rate = (count.posted - count.away) * regime.roster
            midnight = minute_of(day)
            for begin, finish in regime.hours:
                found.append(
                    Presence(
                        day,
                        midnight + begin,
                        midnight + finish,
                        rate,
                        regime.standing,
                        regime.units,
                    )
                )
    return found


@lru_cache(maxsize=4096)
def minute_of(day: dt.date) -> int:
    """Minutes since the epoch of the local start of a day."""
    local = dt.datetime.combine(day, dt.time(), ZONE)
    return int((local - _EPOCH) // dt.timedelta(minutes=1))
