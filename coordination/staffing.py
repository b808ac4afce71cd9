"""What postings that are not decided yet would do to the stations: before and after.

The engine judges each station twice, on the officers recorded and on those supposed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from coordination.core.detect import reckon, verdict
from coordination.core.facts import StationFacts, Verdict, hours, minute_up
from coordination.snapshot import assignments, read_and_suppose, start_of_day
from organization.models import Station
from organization.wall import lifted
from personnel.heads import Move, head_counts
from personnel.presence import Moves, day_starts, minute_of

WEEKS = 4
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """Officer-hours a station has in the week that begins on `monday`."""

    monday: dt.date
    before: Decimal
    after: Decimal

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)


@dataclass(frozen=True)
class Judged:
    """A verdict in figures; None where it cannot be said."""

    fits: bool | None
    conflicts: int
    shortfall: Decimal | None

    @classmethod
    def of(cls, said: Verdict) -> Judged:
        short = None if said.deficit is None else hours(said.deficit)
        return cls(said.feasible, len(said.conflicts), short)


@dataclass(frozen=True)
class Effect:
    """One station; `known` is False where its hours are not known either way."""

    station: Station
    known: bool
    heads: tuple[int, int]
    weeks: list[Week]
    before: Judged
    after: Judged

    @property
    def worse(self) -> bool:
        """Something more does not fit than before."""
        if self.before.shortfall is None or self.after.shortfall is None:
            return False
        return self.after.shortfall > self.before.shortfall


@dataclass(frozen=True)
class Supposed:
    """A station's facts and what the engine says of them, as it is and as supposed."""

    was: StationFacts
    will: StationFacts
    before: Verdict
    after: Verdict

    @property
    def known(self) -> bool:
        return self.was.capacity is not None and self.will.capacity is not None

    def given(self, first: dt.date, end: dt.date) -> tuple[Decimal, Decimal]:
        """Officer-hours of the days [first, end), as it is and as supposed."""
        span = minute_of(first), minute_of(end)
        return _given(self.was, *span), _given(self.will, *span)

    def weeks(self, monday: dt.date, count: int) -> list[Week]:
        """Hours of so many weeks from a Monday on."""
        starts = [monday + n * WEEK for n in range(count)]
        return [Week(start, *self.given(start, start + WEEK)) for start in starts]


def supposed(
    stations: Iterable[Station],
    moves: Moves,
    *,
    now: dt.datetime,
    until: dt.date,
) -> dict[int, Supposed]:
    """By the station's id, with hours at least up to a day; nothing is written and the
    number of queries is fixed."""
    as_of, minute = start_of_day(now), minute_up(start_of_day(now))
    codes = {station.pk: station.code for station in stations}
    work = assignments(sorted(codes), codes)
    end = day_starts(until)
    was, will = read_and_suppose(codes, work, as_of=as_of, until=end, moves=moves)
    return {
        pk: Supposed(
            was=was[pk].facts,
            will=will[pk].facts,
            before=verdict(reckon(was[pk].facts, as_of=minute, now=minute)),
            after=verdict(reckon(will[pk].facts, as_of=minute, now=minute)),
        )
        for pk in codes
    }


@lifted("what a move does to a station is reckoned from its whole load")
def effects(
    stations: Sequence[Station], moves: Sequence[Move], *, now: dt.datetime
) -> list[Effect]:
    """In the order given; a fixed number of queries. Heads are counted, and the weeks
    begin, with the first day on which anything changes."""
    if not (stations and moves):
        return []
    first = max(min(move.first for move in moves), timezone.localdate(now))
    monday = first - dt.timedelta(days=first.weekday())
    judged = supposed(stations, moves, now=now, until=monday + WEEKS * WEEK)
    counts = head_counts(sorted(judged), first, first + dt.timedelta(days=1))
    found = []
    for station in stations:
        one, posted = judged[station.pk], counts[station.pk][0].posted
        found.append(
            Effect(
                station=station,
                known=one.known,
                heads=(posted, posted + _gained(station, moves, first)),
                weeks=one.weeks(monday, WEEKS),
                before=Judged.of(one.before),
                after=Judged.of(one.after),
            )
        )
    return found


def _gained(station: Station, moves: Sequence[Move], day: dt.date) -> int:
    here = [m for m in moves if m.station == station.pk and m.police]
    there = [m for m in here if m.first <= day and (m.end is None or day < m.end)]
    return sum(move.heads for move in there)


def _given(facts: StationFacts, start: int, end: int) -> Decimal:
    """Officer-hours of the periods within [start, end), net of standing work."""
    return hours(
        sum(
            (min(p.end, end) - max(p.start, start)) * p.officers
            for p in facts.capacity or ()
            if p.start < end and p.end > start
        )
    )
