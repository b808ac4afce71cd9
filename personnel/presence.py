"""Gross officer-hours: who is at work at a station in each working period."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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


@dataclass(frozen=True, slots=True)
class Move:
    """A police officer more (`heads` 1) or fewer (-1) at a station on [first, end),
    supposed and not recorded; `leaves` are the days of it on which he is away."""

    station: int
    heads: int
    first: dt.date
    end: dt.date | None
    leaves: tuple[tuple[dt.date, dt.date], ...] = ()


Moves = Sequence[Move]


@dataclass(frozen=True)
class Steps:
    """How (posted, away) change per station and day, and which are known."""

    steps: dict[int, dict[dt.date, list[int]]]
    known: frozenset[int]


Needed = Mapping[int, tuple[dt.date, dt.date]]
"""Per station the first and the last day on which somebody asks for its hours."""


@dataclass(frozen=True, slots=True)
class Regime:
    """A duty regime with its shares in thousandths and its standing work in units."""

    first: dt.date | None
    end: dt.date | None
    hours: tuple[tuple[int, int], ...]
    roster: int
    standing: int
    units: int


@dataclass(frozen=True, slots=True)
class Run:
    """Days [first, end) on which so many officers are there."""

    first: dt.date
    end: dt.date
    present: int


@dataclass(frozen=True, slots=True)
class Strength:
    """What a station's working periods follow from: regimes, officers, working days.

    `open_on` is the first day from which on no duty hours are entered, None when
    every day has some: no hours entered are not zero hours.
    """

    regimes: list[Regime]
    runs: list[Run]
    workdays: list[dt.date]
    open_on: dt.date | None

    def answers(self, last: dt.date) -> bool:
        """Whether hours are known on every day up to `last`."""
        return self.open_on is None or self.open_on > last

    def shifts(self) -> Iterator[tuple[Regime, int, Sequence[dt.date]]]:
        """(regime, officers there, working days) in order of time."""
        for regime in self.regimes:
            for run in self.runs:
                first = max(run.first, regime.first or run.first)
                end = min(run.end, regime.end or run.end)
                low, high = (bisect_left(self.workdays, day) for day in (first, end))
                if low < high:
                    yield regime, run.present, self.workdays[low:high]

    def periods(self) -> list[Presence]:
        """The working periods one by one."""
        return [
            Presence(
                day,
                minute_of(day) + begin,
                minute_of(day) + finish,
                officers * regime.roster,
                regime.standing,
                regime.units,
            )
            for regime, officers, days in self.shifts()
            for day in days
            for begin, finish in regime.hours
        ]


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
            found[pk] = known.periods()
        else:
            found[pk] = None
    return found


def strengths(
    since: Mapping[int, dt.date], start: dt.date, end: dt.date, moves: Moves = ()
) -> dict[int, Strength | None]:
    """Working periods of [start, end) per station; None where nobody was ever posted.

    `since` names the stations, each with the first day whose hours are asked for;
    `moves` are supposed. Three queries for any number of stations.
    """
    return recorded(list(since), start, end).strengths(since, moves)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the rows say of stations within [start, end): read once, and whatever is
    supposed is supposed upon it."""

    start: dt.date
    end: dt.date
    heads: Steps
    regimes: Mapping[int, list[Regime]]
    workdays: list[dt.date]

    def strengths(
        self, since: Mapping[int, dt.date], moves: Moves = ()
    ) -> dict[int, Strength | None]:
        """As the function of this name; no query."""
        steps = _supposed(self.heads.steps, moves, self.start, self.end)
        return {
            pk: Strength(
                self.regimes[pk],
                _runs(steps[pk], self.start, self.end),
                self.workdays,
                _open_on(self.regimes[pk], first, self.end),
            )
            if pk in self.heads.known
            else None
            for pk, first in since.items()
        }


def recorded(ids: list[int], start: dt.date, end: dt.date) -> Recorded:
    """Three queries for any number of stations."""
    calendar = WorkCalendar.load(start, end)
    heads, regimes = head_steps(ids, start, end), _regimes(ids, start, end)
    return Recorded(start, end, heads, regimes, list(calendar.workdays(start, end)))


def _runs(
    steps: Mapping[dt.date, list[int]], start: dt.date, end: dt.date
) -> list[Run]:
    found = []
    present, since = 0, start
    for day in sorted(steps):
        posted, away = steps[day]
        if since < day and posted != away:
            found.append(Run(since, day, present))
            since = day
        present += posted - away
    if since < end:
        found.append(Run(since, end, present))
    return found


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
            pairs = tuple(zip(hours[::2], hours[1::2], strict=True))
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


def head_steps(ids: list[int], start: dt.date, end: dt.date) -> Steps:
    """How the officers posted and away change within [start, end). One query."""
    steps: dict[int, dict[dt.date, list[int]]] = {pk: {} for pk in ids}
    known = set()
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, {"ids": ids, "start": start, "end": end})
        rows = cursor.fetchall()
    for what, station, first, last in rows:
        if what == "known":
            known.add(station)
            continue
        column = 0 if what == "posted" else 1
        changes = steps[station]
        for day, more in ((first, 1), (last, -1)):
            changes.setdefault(day, [0, 0])[column] += more
    return Steps(steps, frozenset(known))


Changes = dict[int, dict[dt.date, list[int]]]


def _supposed(known: Changes, moves: Moves, start: dt.date, end: dt.date) -> Changes:
    """The steps that are recorded with what is supposed, within [start, end)."""
    if not moves:
        return known
    found = {
        pk: {day: list(more) for day, more in days.items()}
        for pk, days in known.items()
    }
    for move in moves:
        changes = found.get(move.station)
        if changes is None:
            continue
        stretches = [(0, move.first, move.end or end)]
        stretches += [(1, first, last) for first, last in move.leaves]
        for column, first, last in stretches:
            first, last = max(first, start), min(last, end)
            if first < last:
                changes.setdefault(first, [0, 0])[column] += move.heads
                changes.setdefault(last, [0, 0])[column] -= move.heads
    return found


def head_counts(
    ids: list[int], start: dt.date, end: dt.date
) -> dict[int, list[DayCount]]:
    """Officers posted and away per station and day of [start, end). One query."""
    found: dict[int, list[DayCount]] = {}
    for pk, steps in head_steps(ids, start, end).steps.items():
        posted = away = 0
        days = found[pk] = []
        for n in range((end - start).days):
            more, gone = steps.get(start + dt.timedelta(days=n), (0, 0))
            posted, away = posted + more, away + gone
            days.append(DayCount(posted, away))
    return found


def day_starts(day: dt.date) -> dt.datetime:
    """The local start of a day."""
    return dt.datetime.combine(day, dt.time(), ZONE)


@lru_cache(maxsize=4096)
def minute_of(day: dt.date) -> int:
    """Minutes since the epoch of the local start of a day."""
    return int((day_starts(day) - _EPOCH) // dt.timedelta(minutes=1))
