"""Gross officer-hours: who is at work at a station in each working period."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from django.db import connection

from organization.calendar import WorkCalendar
from personnel.models import DutyRegime

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


def presence(
    stations: Iterable[int], start: dt.date, end: dt.date, needed: Needed | None = None
) -> dict[int, list[Presence] | None]:
    """Working periods of [start, end) per station; None where nothing is known.

    A station is unknown where nobody was ever posted, and where its duty regimes
    leave a day open between the first and the last that is `needed` (by default all
    of them): no hours entered are not zero hours. One whose officers have all left
    is a known zero. Three queries for any number of stations.
    """
    ids = list(stations)
    calendar = WorkCalendar.load(start, end)
    heads = head_counts(ids, start, end)
    regimes: dict[int, list[DutyRegime]] = defaultdict(list)
    for regime in DutyRegime.objects.filter(
        station__in=ids, during__overlap=(start, end)
    ).order_by("station_id", "during"):
        regimes[regime.station_id].append(regime)
    workdays = list(calendar.workdays(start, end))
    last = end - dt.timedelta(days=1)
    return {
        pk: _periods(regimes[pk], workdays, heads.counts[pk], start)
        if pk in heads.known
        and _covered(regimes[pk], *(needed or {}).get(pk, (start, last)))
        else None
        for pk in ids
    }


def _covered(regimes: list[DutyRegime], first: dt.date, last: dt.date) -> bool:
    """Do the regimes, in order, leave no day of [first, last] open?"""
    reached = first
    for regime in regimes:
        begins, ends = regime.during.lower, regime.during.upper
        if begins is not None and begins > reached:
            return False
        if ends is None:
            return True
        reached = max(reached, ends)
        if reached > last:
            return True
    return False


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
    regimes: list[DutyRegime],
    workdays: list[dt.date],
    counts: list[DayCount],
    start: dt.date,
) -> list[Presence]:
    found = []
    for regime in regimes:
        # Shares have three decimals: in thousandths they are whole numbers.
        roster, standing = _mille(regime.roster_share), _mille(regime.standing_share)
        units = int(Decimal(regime.standing_hours) * 60_000)
        hours = list(zip(regime.hours[::2], regime.hours[1::2], strict=True))
        first, last = regime.during.lower, regime.during.upper
        for day in workdays:
            if (first and day < first) or (last and day >= last):
                continue
            count = counts[(day - start).days]
            rate = (count.posted - count.away) * roster
            midnight = minute_of(day)
            for begin, finish in hours:
                found.append(
                    Presence(
                        day,
                        midnight + begin,
                        midnight + finish,
                        rate,
                        standing,
                        units,
                    )
                )
    return found


def _mille(share: Decimal) -> int:
    return int(share * 1000)


@lru_cache(maxsize=4096)
def minute_of(day: dt.date) -> int:
    """Minutes since the epoch of the local start of a day."""
    local = dt.datetime.combine(day, dt.time(), ZONE)
    return int((local - _EPOCH) // dt.timedelta(minutes=1))
