"""What postings that are not decided yet would do to the stations: before and after.

The engine judges each station twice, on the officers recorded and on those supposed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from coordination.core.detect import reckon, verdict
from coordination.core.facts import StationFacts, Verdict, hours, minute_up
from coordination.snapshot import ROOM, assignments, read, start_of_day
from organization.models import Station
from personnel.presence import Move, head_counts, minute_of

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


def effects(
    stations: Sequence[Station], moves: Sequence[Move], *, now: dt.datetime
) -> list[Effect]:
    """In the order given; a fixed number of queries. Heads are counted, and the weeks
    begin, with the first day on which anything changes."""
    if not (stations and moves):
        return []
    as_of = start_of_day(now)
    first = max(min(move.first for move in moves), timezone.localdate(now))
    monday = first - dt.timedelta(days=first.weekday())
    codes = {station.pk: station.code for station in stations}
    work = assignments(sorted(codes), codes)
    until = _start(monday + WEEKS * WEEK)
    was = read(codes, work, as_of=as_of, room=ROOM, until=until)
    will = read(codes, work, as_of=as_of, room=ROOM, until=until, moves=moves)
    counts = head_counts(sorted(codes), first, first + dt.timedelta(days=1))
    minute = minute_up(as_of)
    found = []
    for station in stations:
        facts, then = was[station.pk].facts, will[station.pk].facts
        posted = counts[station.pk][0].posted
        said = verdict(reckon(facts, as_of=minute, now=minute))
        told = verdict(reckon(then, as_of=minute, now=minute))
        found.append(
            Effect(
                station=station,
                known=facts.capacity is not None and then.capacity is not None,
                heads=(posted, posted + _gained(station, moves, first)),
                weeks=_weeks(facts, then, monday),
                before=Judged.of(said),
                after=Judged.of(told),
            )
        )
    return found


def _gained(station: Station, moves: Sequence[Move], day: dt.date) -> int:
    here = [move for move in moves if move.station == station.pk]
    there = [m for m in here if m.first <= day and (m.end is None or day < m.end)]
    return sum(move.heads for move in there)


def _weeks(was: StationFacts, will: StationFacts, monday: dt.date) -> list[Week]:
    found = []
    for n in range(WEEKS):
        start = monday + n * WEEK
        span = minute_of(start), minute_of(start + WEEK)
        found.append(Week(start, _given(was, *span), _given(will, *span)))
    return found


def _given(facts: StationFacts, start: int, end: int) -> Decimal:
    """Officer-hours of the periods within [start, end), net of standing work."""
    return hours(
        sum(
            (min(p.end, end) - max(p.start, start)) * p.officers
            for p in facts.capacity or ()
            if p.start < end and p.end > start
        )
    )


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
