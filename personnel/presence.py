"""Gross officer-hours: who is at work at a station in each working period."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection

from organization.calendar import WorkCalendar
from personnel.heads import Heads, Move, Steps, head_steps, supposed

ZONE = ZoneInfo("Asia/Shanghai")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Presence:
    """One working period. Minutes since the epoch, milli-officers, one local day.

    `standing_units` is the work planned per week for standing duties, in
    milli-officer-minutes; `standing_mille` the share of the week's gross hours, in
    thousandths. `relief` is how much standing work the auxiliaries there take off the
    officers, in millionths of an officer; `bound_mille` the share of what is left that
    an alert level holds ready.
    """

    day: dt.date
    start: int
    end: int
    present: int
    standing_mille: int
    standing_units: int
    relief: int = 0
    bound_mille: int = 0


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
    auxiliary: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert level on [first, end), `share` thousandths bound. Supposed, it holds at
    every station asked about; `instead` is the recorded one whose place it takes."""

    first: dt.date
    end: dt.date
    share: int
    instead: int | None = None


Moves = Sequence[Move | Alert]
"""What is supposed and not recorded."""


@dataclass(frozen=True, slots=True)
class Run:
    """Days [first, end) on which so many officers and auxiliaries are there, and alert
    levels bind so many thousandths."""

    first: dt.date
    end: dt.date
    present: int
    helpers: int = 0
    bound: int = 0


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

    def shifts(self) -> Iterator[tuple[Regime, Run, Sequence[dt.date]]]:
        """(regime, who is there, working days) in order of time."""
        for regime in self.regimes:
            for run in self.runs:
                first = max(run.first, regime.first or run.first)
                end = min(run.end, regime.end or run.end)
                low, high = (bisect_left(self.workdays, day) for day in (first, end))
                if low < high:
                    yield regime, run, self.workdays[low:high]

    def periods(self) -> list[Presence]:
        """The working periods one by one."""
        return [
            Presence(
                day,
                minute_of(day) + begin,
                minute_of(day) + finish,
                run.present * regime.roster,
                regime.standing,
                regime.units,
                run.helpers * regime.roster * regime.auxiliary,
                run.bound,
            )
            for regime, run, days in self.shifts()
            for day in days
            for begin, finish in regime.hours
        ]


def presence(
    stations: Iterable[int], start: dt.date, end: dt.date, needed: Needed | None = None
) -> dict[int, list[Presence] | None]:
    """Working periods of [start, end) per station; None where nothing is known.

    A station is unknown where no police officer was ever posted, and where its duty
    regimes leave a day open between the first and the last that is `needed` (by
    default all of them). One whose officers have all left is a known zero. Three
    queries for any number of stations.
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
    supposed is supposed upon it. Alert levels come with their ids."""

    start: dt.date
    end: dt.date
    heads: Heads
    regimes: Mapping[int, list[Regime]]
    alerts: Mapping[int, list[tuple[int, Alert]]]
    workdays: list[dt.date]

    def strengths(
        self, since: Mapping[int, dt.date], moves: Moves = ()
    ) -> dict[int, Strength | None]:
        """As the function of this name; no query."""
        steps = self.heads.steps
        if people := [one for one in moves if isinstance(one, Move)]:
            steps = supposed(self.heads, people, self.start, self.end)
        more = [one for one in moves if isinstance(one, Alert)]
        gone = {one.instead for one in more}
        return {
            pk: Strength(
                self.regimes[pk],
                self._runs(steps[pk], pk, more, gone),
                self.workdays,
                _open_on(self.regimes[pk], first, self.end),
            )
            if pk in self.heads.known
            else None
            for pk, first in since.items()
        }

    def _runs(
        self, steps: Steps, station: int, more: list[Alert], gone: set[int | None]
    ) -> list[Run]:
        held = [one for pk, one in self.alerts[station] if pk not in gone]
        return _runs(steps, [*held, *more], self.start, self.end)


def recorded(ids: list[int], start: dt.date, end: dt.date) -> Recorded:
    """Three queries for any number of stations."""
    calendar = WorkCalendar.load(start, end)
    heads = head_steps(ids, start, end)
    regimes, alerts = _rules(ids, start, end)
    workdays = list(calendar.workdays(start, end))
    return Recorded(start, end, heads, regimes, alerts, workdays)


def _runs(
    steps: Steps, alerts: Sequence[Alert], start: dt.date, end: dt.date
) -> list[Run]:
    found = []
    edges = {day for one in alerts for day in (one.first, one.end)}
    present = helpers = 0
    was, since = (0, 0, 0), start
    for day in sorted({*steps, *(day for day in edges if start <= day < end), start}):
        posted, away, helping = steps.get(day, (0, 0, 0))
        present, helpers = present + posted - away, helpers + helping
        now = present, helpers, _bound(alerts, day)
        if now != was:
            if since < day:
                found.append(Run(since, day, *was))
            was, since = now, day
    if since < end:
        found.append(Run(since, end, *was))
    return found


def _bound(alerts: Sequence[Alert], day: dt.date) -> int:
    """The largest share that a level binds on the day."""
    return max((one.share for one in alerts if one.first <= day < one.end), default=0)


# Plain SQL: every check of changed capacity reads it. Shares have three decimals, so
# in thousandths they are whole numbers. Levels come along: a station stands under its
# bureau and all above. They have no hours; what a plan says of weeks has no share.
_RULES = """
SELECT station_id, lower(during), upper(during), hours, (roster_share * 1000)::int,
       (standing_share * 1000)::int, trunc(standing_hours * 60000)::bigint,
       (auxiliary_share * 1000)::int
FROM personnel_dutyregime
WHERE station_id = ANY(%(ids)s) AND during && daterange(%(start)s, %(end)s)
UNION ALL
SELECT s.id, lower(a.during), upper(a.during), NULL, (a.bound_share * 1000)::int,
       NULL, a.id, NULL
FROM organization_station s JOIN organization_bureau b ON b.id = s.bureau_id
JOIN personnel_alertlevel a
  ON a.bureau_id = ANY(string_to_array(rtrim(b.path, '/'), '/')::bigint[])
WHERE s.id = ANY(%(ids)s) AND a.during && daterange(%(start)s, %(end)s)
UNION ALL
SELECT station_id, lower(during), upper(during), NULL, NULL, NULL, units, NULL
FROM personnel_plannedstanding
WHERE station_id = ANY(%(ids)s) AND during && daterange(%(start)s, %(end)s)
ORDER BY 1, 2 NULLS FIRST
"""


def _rules(
    ids: list[int], start: dt.date, end: dt.date
) -> tuple[dict[int, list[Regime]], dict[int, list[tuple[int, Alert]]]]:
    """Duty regimes in order, and the alert levels by their ids."""
    regimes: dict[int, list[Regime]] = defaultdict(list)
    alerts: dict[int, list[tuple[int, Alert]]] = defaultdict(list)
    planned: dict[int, list[Planned]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_RULES, {"ids": ids, "start": start, "end": end})
        for station, first, last, hours, share, *rest in cursor.fetchall():
            if hours is not None:
                pairs = tuple(zip(hours[::2], hours[1::2], strict=True))
                regimes[station].append(Regime(first, last, pairs, share, *rest))
            elif share is not None:
                alerts[station].append((rest[1], Alert(first, last, share)))
            else:
                planned[station].append((first, last, rest[1]))
    for station, weeks in planned.items():
        regimes[station] = _as_planned(regimes[station], weeks)
    return regimes, alerts


Planned = tuple[dt.date, dt.date, int]
"""Whole weeks [first, end) with the units of standing work planned in each."""


def _as_planned(regimes: list[Regime], weeks: list[Planned]) -> list[Regime]:
    """The regimes, cut where a plan of standing work begins and ends: inside, its
    hours take the place of theirs. All in order of time."""
    found = []
    for regime in regimes:
        left: Regime | None = regime
        for first, end, units in weeks:
            if left is None or (left.end is not None and left.end <= first):
                break
            if left.first is not None and left.first >= end:
                continue
            if left.first is None or left.first < first:
                found.append(replace(left, end=first))
                left = replace(left, first=first)
            last = end if left.end is None else min(end, left.end)
            found.append(replace(left, end=last, units=units))
            left = None if last == left.end else replace(left, first=last)
        if left is not None:
            found.append(left)
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


def day_starts(day: dt.date) -> dt.datetime:
    """The local start of a day."""
    return dt.datetime.combine(day, dt.time(), ZONE)


@lru_cache(maxsize=4096)
def minute_of(day: dt.date) -> int:
    """Minutes since the epoch of the local start of a day."""
    return int((day_starts(day) - _EPOCH) // dt.timedelta(minutes=1))
