"""Who is at work at a station around some windows: read once for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from coordination.capacities import blocks_of
from coordination.core.facts import Block, Conflict
from coordination.moments import instant
from organization.templatetags.formats import last_day
from organization.wall import lifted
from personnel.heads import DayCount, day_counts
from personnel.presence import Presence, Recorded, recorded

DAY = dt.timedelta(days=1)


def days_of(conflict: Conflict) -> tuple[dt.date, dt.date]:
    """The days [first, end) that a window touches."""
    first = timezone.localdate(instant(conflict.start))
    return first, last_day(instant(conflict.end)) + DAY


def whole_weeks(first: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """[first, end) from a Monday to a Monday."""
    monday = first - dt.timedelta(days=first.weekday())
    return monday, end + dt.timedelta(days=-end.weekday() % 7)


@dataclass(frozen=True)
class Supply:
    """What the rows say of one station on whole weeks."""

    station: int
    recorded: Recorded

    @classmethod
    @lifted("how many are at work is said, not who")
    def read(cls, station: int, windows: Iterable[Conflict]) -> Supply:
        """For all of these windows, one at the least; three queries."""
        firsts, ends = zip(*map(days_of, windows), strict=True)
        return cls(station, recorded([station], *whole_weeks(min(firsts), max(ends))))

    def covers(self, conflict: Conflict) -> bool:
        first, end = days_of(conflict)
        return self.recorded.start <= first and end <= self.recorded.end

    def periods(self, first: dt.date, end: dt.date) -> list[Presence]:
        """Of the weeks around [first, end); none where the hours of one of these days
        are not known."""
        known = self.recorded.strengths({self.station: first})[self.station]
        if known is None or not known.answers(end - DAY):
            return []
        monday, until = whole_weeks(first, end)
        return [row for row in known.periods() if monday <= row.day < until]

    @cached_property
    def heads(self) -> dict[dt.date, DayCount]:
        """By day."""
        read = self.recorded
        steps = read.heads.steps[self.station]
        counted = enumerate(day_counts(steps, read.start, read.end))
        return {read.start + n * DAY: count for n, count in counted}

    @cached_property
    def blocks(self) -> list[Block]:
        """Protected time; one query more."""
        return blocks_of([self.station], self.recorded.start)[self.station]
