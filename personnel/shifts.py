"""Shift patterns: who is on duty, on stand-by, or free on which day. Plain Python.

A pattern is a cycle of days; each day holds the turns that begin on it, in minutes of
the day, a turn over midnight ending beyond 1440. `workdays` patterns know no turn on
rest days. The hours of stations: one day of 24 hours and three of eight within four
(48 h per 4 days), or a third on duty, a third on stand-by, a third at rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

DAY = 24 * 60
Kind = Literal["duty", "day", "stand_by"]
WORK: tuple[Kind, ...] = ("duty", "day")


@dataclass(frozen=True, slots=True)
class Turn:
    """[start, end) in minutes from the local start of the day it begins on."""

    kind: Kind
    start: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Pattern:
    """What comes again after so many days."""

    days: tuple[tuple[Turn, ...], ...]
    workdays: bool = False

    def on(self, day: dt.date, since: dt.date, offset: int, works: bool) -> Turns:
        """The turns that begin on a day, where `offset` is the place in the cycle on
        the day `since`; `works`: it is a working day."""
        if self.workdays and not works:
            return ()
        return self.days[((day - since).days + offset) % len(self.days)]


Turns = tuple[Turn, ...]
OFFICE: Turns = (Turn("day", 510, 720), Turn("day", 810, 1080))
ROUND: Turns = (Turn("duty", 510, 510 + DAY),)
READY: Turns = (Turn("stand_by", 510, 510 + DAY),)
PATTERNS: dict[str, Pattern] = {
    "day": Pattern((OFFICE,), workdays=True),
    "four_days": Pattern((ROUND, OFFICE, OFFICE, OFFICE)),
    "thirds": Pattern((ROUND, READY, ())),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An officer's pattern on the days [since, end); is he of the police?"""

    officer: int
    police: bool
    pattern: str
    offset: int
    since: dt.date
    end: dt.date | None

    def turns(self, day: dt.date, works: bool) -> Turns:
        """Those that begin on the day; none outside the period."""
        if day < self.since or (self.end is not None and day >= self.end):
            return ()
        return PATTERNS[self.pattern].on(day, self.since, self.offset, works)


def worked(turns: Iterable[Turn]) -> int:
    """Minutes of duty and day work; stand-by is not work, and not free either."""
    return sum(turn.minutes for turn in turns if turn.kind in WORK)


def unrested(before: Turns, today: Turns) -> bool:
    """Does somebody begin to work on the day on which a night's duty ended?"""
    night = any(turn.kind == "duty" and turn.end > DAY for turn in before)
    return night and any(turn.kind in WORK for turn in today)


def alone(police: Iterable[Turns], helpers: Iterable[Turns]) -> list[tuple[int, int]]:
    """Minutes of a day in which auxiliaries work and no police officer does.

    Turns count from the start of the day; those of the day before are given 1440 less.
    """
    own = _spans(police)
    others = _spans(helpers)
    marks = sorted({0, DAY, *(m for span in (*own, *others) for m in span)})
    found: list[tuple[int, int]] = []
    for low, high in pairwise(marks):
        if low < 0 or high > DAY:
            continue
        if _covered(others, low, high) and not _covered(own, low, high):
            if found and found[-1][1] == low:
                found[-1] = (found[-1][0], high)
            else:
                found.append((low, high))
    return found


def earlier(turns: Turns) -> Turns:
    """The turns of the day before as seen from today."""
    return tuple(Turn(t.kind, t.start - DAY, t.end - DAY) for t in turns)


def _spans(many: Iterable[Turns]) -> list[tuple[int, int]]:
    return [(t.start, t.end) for turns in many for t in turns if t.kind in WORK]


def _covered(spans: Sequence[tuple[int, int]], low: int, high: int) -> bool:
    return any(start <= low and high <= end for start, end in spans)


def share(pattern: str, hours: Sequence[tuple[int, int]]) -> Fraction:
    """Of the officers in this pattern so many are at work in the given hours of a
    working day, on the average over its cycle: what a roster share stands for."""
    cycle = PATTERNS[pattern].days
    length = sum(end - start for start, end in hours)
    if not length:
        return Fraction(0)
    there = sum(
        max(0, min(end, turn.end - shift) - max(start, turn.start - shift))
        for turns in cycle
        for turn in turns
        if turn.kind in WORK
        for shift in (0, DAY)
        for start, end in hours
    )
    return Fraction(there, length * len(cycle))
