"""Gross officer-hours: who is at work at a station in each working period."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any
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
    milli-officer-minutes; `standing_share` the share of the week's gross hours.
    """

    day: dt.date
    start: int
    end: int
    present: int
    standing_share: Decimal
    standing_units: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """Heads behind a day's presence: posted, and of these on leave."""

    posted: int
    away: int


# Only police officers count: an auxiliary may not act alone. Days are clipped to the
# horizon in SQL so that open-ended postings need no special case.
_POSTED = """
SELECT p.station_id,
       GREATEST(lower(p.during), %(start)s), LEAST(COALESCE(upper(p.during), %(end)s), %(end)s)
FROM personnel_posting p JOIN personnel_officer o ON o.id = p.officer_id
WHERE p.station_id = ANY(%(ids)s) AND o.category = 'police'
  AND p.during && daterange(%(start)s, %(end)s)
"""
_AWAY = """
SELECT p.station_id,
       GREATEST(lower(p.during * l.during), %(start)s),
       LEAST(COALESCE(upper(p.during * l.during), %(end)s), %(end)s)
FROM personnel_posting p
JOIN personnel_officer o ON o.id = p.officer_id
JOIN personnel_leave l ON l.officer_id = p.officer_id AND l.during && p.during
WHERE p.station_id = ANY(%(ids)s) AND o.category = 'police'
  AND p.during * l.during && daterange(%(start)s, %(end)s)
"""
_EVER = """
SELECT DISTINCT station_id FROM personnel_posting WHERE station_id = ANY(%(ids)s)
"""


def presence(
    stations: Iterable[int], start: dt.date, end: dt.date
) -> dict[int, list[Presence] | None]:
    """Working periods of [start, end) per station; None where nothing is known.

    A station without a duty regime, or to which nobody was ever posted, is unknown;
    one whose officers have all left is a known zero. Six queries for any number of
    stations.
    """
    ids = list(stations)
    calendar = WorkCalendar.load(start, end)
    counts = head_counts(ids, start, end)
    known = {row[0] for row in _rows(_EVER, ids, start, end)}
    regimes: dict[int, list[DutyRegime]] = defaultdict(list)
    for regime in DutyRegime.objects.filter(
        station__in=ids, during__overlap=(start, end)
    ).order_by("station_id", "during"):
        regimes[regime.station_id].append(regime)
    workdays = list(calendar.workdays(start, end))
    return {
        pk: _periods(regimes[pk], workdays, counts[pk], start)
        if pk in known and regimes[pk]
        else None
        for pk in ids
    }


def head_counts(
    ids: list[int], start: dt.date, end: dt.date
) -> dict[int, list[DayCount]]:
    """Officers posted and away per station and day of [start, end). Two queries."""
    length = (end - start).days
    posted = _daily(_rows(_POSTED, ids, start, end), ids, start, length)
    away = _daily(_rows(_AWAY, ids, start, end), ids, start, length)
    return {
        pk: [DayCount(p, a) for p, a in zip(posted[pk], away[pk], strict=True)]
        for pk in ids
    }


def _rows(query: str, ids: list[int], start: dt.date, end: dt.date) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"ids": ids, "start": start, "end": end})
        return cursor.fetchall()


def _daily(
    rows: list[Any], ids: list[int], start: dt.date, length: int
) -> dict[int, list[int]]:
    """Running sums of +1 at the first and -1 after the last day of each period."""
    steps = {pk: [0] * (length + 1) for pk in ids}
    for station, first, last in rows:
        steps[station][(first - start).days] += 1
        steps[station][(last - start).days] -= 1
    return {pk: list(accumulate(values))[:length] for pk, values in steps.items()}


def _periods(
    regimes: list[DutyRegime],
    workdays: list[dt.date],
    counts: list[DayCount],
    start: dt.date,
) -> list[Presence]:
    found = []
    for regime in regimes:
        share = Decimal(regime.roster_share)
        units = int(Decimal(regime.standing_hours) * 60_000)
        hours = list(zip(regime.hours[::2], regime.hours[1::2], strict=True))
        first, last = regime.during.lower, regime.during.upper
        for day in workdays:
            if (first and day < first) or (last and day >= last):
                continue
            count = counts[(day - start).days]
            # Floored once, to whole milli-officers.
            rate = int((count.posted - count.away) * 1000 * share)
            midnight = minute_of(day)
            for begin, finish in hours:
                found.append(
                    Presence(
                        day,
                        midnight + begin,
                        midnight + finish,
                        rate,
                        Decimal(regime.standing_share),
                        units,
                    )
                )
    return found


def minute_of(day: dt.date) -> int:
    """Minutes since the epoch of the local start of a day."""
    local = dt.datetime.combine(day, dt.time(), ZONE)
    return int((local - _EPOCH) // dt.timedelta(minutes=1))
