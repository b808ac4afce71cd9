"""What protected time means: which orders take it, and what it takes from orders."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from coordination.core.detect import detect
from coordination.core.displacement import displacements
from coordination.core.facts import Block, Period, StationFacts, hours, minute_up
from coordination.moments import instant
from coordination.snapshot import assignments, read_and_bare, start_of_day
from organization.models import Station
from organization.wall import lifted
from personnel.presence import minute_of
from tasking.models import Assignment, ProtectedBlock

WEEKS = 4


@dataclass(frozen=True)
class Taken:
    """Orders that together leave a block too few people from start to end."""

    start: dt.datetime
    end: dt.datetime
    short: int  # units
    orders: tuple[Assignment, ...]

    @property
    def short_hours(self) -> Decimal:
        return hours(self.short)


@dataclass(frozen=True)
class Week:
    """Hours for orders in a week, and what they would be without protected time.

    Units; the first day is a Monday, and of this week only the rest is counted.
    """

    start: dt.date
    left: int
    without: int

    @property
    def kept(self) -> int:
        return self.without - self.left

    @property
    def last(self) -> dt.date:
        return self.start + dt.timedelta(days=6)

    @property
    def left_hours(self) -> Decimal:
        return hours(self.left)

    @property
    def kept_hours(self) -> Decimal:
        return hours(self.kept)


@dataclass(frozen=True)
class Protection:
    """A station's blocks as of today.

    `short` and `short_without` are the units of work that find no place with the
    blocks and without them; None: nobody can say. `weeks` is empty likewise.
    """

    facts: StationFacts
    taken: dict[int, tuple[Taken, ...]]  # block -> what takes it
    short: int | None
    short_without: int | None
    weeks: tuple[Week, ...]

    def kept(self, block: ProtectedBlock) -> int | None:
        """Units of working time the block keeps from today on; None: not known.

        Beyond the days anybody has looked at nothing is known either.
        """
        periods = self.facts.capacity
        found = next((b for b in self.facts.blocks if b.id == f"b{block.pk}"), None)
        if periods is None or found is None:
            return None
        if not periods or found.end > _midnight_after(periods[-1].end):
            return None
        return sum(_overlap(p, found) * min(found.officers, p.present) for p in periods)


@lifted("a station's load is reckoned from all that is asked of it")
def read_protection(station: Station, *, now: dt.datetime) -> Protection:
    """Verdict and week sums with the blocks and without them.

    A fixed number of queries, whatever the station protects or owes.
    """
    as_of = start_of_day(now)
    minute = minute_up(as_of)
    facts, bare = _with_and_without(station, as_of)
    return Protection(
        facts=facts,
        taken=_taken(facts, minute),
        short=detect(facts, as_of=minute, now=minute).deficit,
        short_without=detect(bare, as_of=minute, now=minute).deficit,
        weeks=tuple(_weeks(facts, bare, timezone.localdate(as_of))),
    )


def _with_and_without(
    station: Station, as_of: dt.datetime
) -> tuple[StationFacts, StationFacts]:
    """The station as it is, and if it protected nothing from now on; five queries."""
    codes = {station.pk: station.code}
    work = assignments([station.pk], codes)
    was, bare = read_and_bare(codes, work, as_of=as_of)
    facts = was[station.pk].facts
    if not facts.capacity or not facts.blocks:
        return facts, facts
    return facts, bare[station.pk].facts


def _taken(facts: StationFacts, minute: int) -> dict[int, tuple[Taken, ...]]:
    found = displacements(facts, as_of=minute)
    ids = {int(member.id) for conflict in found for member in conflict.members}
    rows = Assignment.objects.filter(pk__in=ids)
    known = {r.pk: r for r in rows.select_related("directive", "department", "station")}
    by_block: dict[int, list[Taken]] = defaultdict(list)
    for conflict in found:
        taken = Taken(
            instant(conflict.start),
            instant(conflict.end),
            conflict.shortfall,
            tuple(known[int(m.id)] for m in conflict.members if int(m.id) in known),
        )
        for victim in conflict.victims:
            by_block[int(victim.removeprefix("b"))].append(taken)
    return {pk: tuple(each) for pk, each in by_block.items()}


def _weeks(facts: StationFacts, bare: StationFacts, today: dt.date) -> Iterable[Week]:
    if facts.capacity is None or bare.capacity is None:
        return
    monday = today - dt.timedelta(days=today.weekday())
    for n in range(WEEKS):
        start = monday + dt.timedelta(weeks=n)
        span = minute_of(start), minute_of(start + dt.timedelta(weeks=1))
        yield Week(start, _sum(facts.capacity, *span), _sum(bare.capacity, *span))


def _sum(periods: Iterable[Period], start: int, end: int) -> int:
    inside = ((max(p.start, start), min(p.end, end), p.officers) for p in periods)
    return sum((last - first) * rate for first, last, rate in inside if last > first)


def _overlap(period: Period, block: Block) -> int:
    return max(0, min(period.end, block.end) - max(period.start, block.start))


def _midnight_after(minute: int) -> int:
    day = timezone.localdate(instant(minute - 1))
    return minute_of(day + dt.timedelta(days=1))
