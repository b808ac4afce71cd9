"""How the hours of a window come about, stretch by stretch, so that they add up.

A stretch is a working day, or what of it lies inside the window and between the dues
of the conflict's members, so that "available until then" is a sum of whole lines.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from django.utils import timezone

from coordination.capacity import Deduction, capacity, deduction, weeks_of
from coordination.core import facts as core
from coordination.core.clock import CapacityClock
from coordination.ledger.figures import TENTH, along, tenths
from coordination.ledger.reading import Reading
from coordination.ledger.supply import Supply, days_of
from coordination.moments import instant
from personnel.heads import DayCount
from personnel.presence import Presence

Kept = Literal["nothing", "share", "planned", "block"]
"""What is taken off: nothing, the standing-work share of the hours, protected time
and planned standing work of the week, or the one block an order falls on."""


@dataclass(frozen=True)
class Week:
    """A week that auxiliaries relieve or an alert level binds: what is taken off it,
    and what its periods would have without the level."""

    monday: dt.date
    deduction: Deduction
    periods: tuple[core.Period, ...]

    @property
    def share(self) -> int:
        """Units, as the others."""
        return self.deduction.share // 1000

    @property
    def planned(self) -> int:
        return self.deduction.planned // 1000

    @property
    def blocked(self) -> int:
        return self.deduction.blocked // 1000

    @property
    def relief(self) -> int:
        """What auxiliaries take over of the share, or of what is planned."""
        taken = self.deduction
        if taken.kept == "share":
            return (taken.share - taken.share_left) // 1000
        return (taken.planned - taken.planned_left) // 1000

    @property
    def left(self) -> int:
        """What is taken off after the relief."""
        taken = self.deduction
        if taken.kept == "share":
            return taken.share_left // 1000
        return (taken.blocked + taken.planned_left) // 1000


@dataclass(frozen=True)
class Stretch:
    """Officers on duty over some working minutes of one day.

    `roster` and `share` are thousandths, hours are tenths that add up, units exact.
    Of what is taken off an alert level holds `ready_units` ready, and auxiliaries have
    spared `relief_units` of the share. `week` is None where the day's own officers and
    shares say all.
    """

    start_minute: int
    end_minute: int
    whole_day: bool
    makeup: bool
    posted: int
    away: int
    roster: int
    minutes: int
    kept: Kept
    share: int
    present_units: int
    available_units: int
    ready_units: int = 0
    relief_units: int = 0
    week: Week | None = None
    present: Decimal = Decimal(0)
    available: Decimal = Decimal(0)

    @property
    def start(self) -> dt.datetime:
        return instant(self.start_minute)

    @property
    def end(self) -> dt.datetime:
        return instant(self.end_minute)

    @property
    def day(self) -> dt.date:
        return timezone.localdate(self.start)

    @property
    def deducted_units(self) -> int:
        return self.present_units - self.available_units

    @property
    def deducted(self) -> Decimal:
        return self.present - self.available

    @property
    def ready(self) -> Decimal:
        return _nearest(self.ready_units)

    @property
    def standing(self) -> Decimal:
        """By the share, before the relief."""
        return _nearest(self.deducted_units - self.ready_units + self.relief_units)

    @property
    def relief(self) -> Decimal:
        """So that the standing work less this, and what is ready, are `deducted`."""
        return self.standing + self.ready - self.deducted

    @property
    def simple(self) -> bool:
        """The hours of the day follow from its own officers and the share."""
        return self.kept == "share" and not (self.ready_units or self.relief_units)

    @property
    def length(self) -> Decimal:
        """Working hours of one officer."""
        return Decimal(self.minutes) / 60


def stretches(
    reading: Reading, conflict: core.Conflict, dues: Sequence[int]
) -> tuple[Stretch, ...]:
    """Of the conflict's window, in order of time; three queries for all the windows
    of a reading, four where auxiliaries relieve or a level binds."""
    first, end = days_of(conflict)
    if first >= end:
        return ()
    supply = reading.supply_of(conflict)
    present, weeks = _present(supply, first, end)
    pieces: dict[tuple[dt.date, int], list[Presence]] = defaultdict(list)
    whole: dict[dt.date, int] = defaultdict(int)
    for row in present:
        whole[row.day] += row.end - row.start
        for piece in _cut(row, conflict, dues):
            pieces[row.day, bisect_right(dues, piece.start)].append(piece)
    found = []
    for (day, _part), rows in sorted(pieces.items()):
        count = supply.heads[day]
        week = weeks.get(day - dt.timedelta(days=day.weekday()))
        stretch = _stretch(reading, conflict, rows, count, week)
        found.append(
            replace(
                stretch,
                makeup=day.weekday() >= 5,  # nobody works on other days
                whole_day=stretch.minutes == whole[day],
            )
        )
    return _shown(found)


def _present(
    supply: Supply, first: dt.date, end: dt.date
) -> tuple[list[Presence], dict[dt.date, Week]]:
    """The periods of [first, end), and the weeks by Monday of which more is to say."""
    rows = supply.periods(first, end)
    inside = [row for row in rows if first <= row.day < end]
    if not any(row.relief or row.bound_mille for row in rows):
        return inside, {}
    found = {}
    for day, week in weeks_of(replace(row, bound_mille=0) for row in rows).items():
        free = capacity(week, supply.blocks, since=0)
        found[day] = Week(day, deduction(week, supply.blocks), free)
    return inside, found


def _cut(row: Presence, conflict: core.Conflict, dues: Sequence[int]) -> list[Presence]:
    """The parts of a working period inside the window, cut at every due."""
    start, end = max(row.start, conflict.start), min(row.end, conflict.end)
    if start >= end:
        return []
    marks = [start, *(due for due in dues if start < due < end), end]
    return [replace(row, start=low, end=high) for low, high in pairwise(marks)]


def _stretch(
    reading: Reading,
    conflict: core.Conflict,
    rows: list[Presence],
    count: DayCount,
    week: Week | None,
) -> Stretch:
    here = count.posted - count.away
    minutes = sum(row.end - row.start for row in rows)
    present = sum((row.end - row.start) * row.present for row in rows)
    available, kept = _available(reading, conflict, rows, present)
    ready = relief = 0
    if week is not None and conflict.kind == "deadline":
        free = _given(week.periods, rows)
        ready = free - available
        kept = week.deduction.kept
        relief = free - _by_share(rows) if kept == "share" else 0
        if present == free and not relief:
            kept = "nothing"
    return Stretch(
        start_minute=rows[0].start,
        end_minute=rows[-1].end,
        whole_day=True,
        makeup=False,
        posted=count.posted,
        away=count.away,
        roster=rows[0].present // here if here > 0 else 1000,
        minutes=minutes,
        kept=kept,
        share=rows[0].standing_mille if kept == "share" else 0,
        present_units=present,
        available_units=available,
        ready_units=ready,
        relief_units=relief,
        week=week if conflict.kind == "deadline" else None,
    )


def _available(
    reading: Reading, conflict: core.Conflict, rows: list[Presence], present: int
) -> tuple[int, Kept]:
    """Units that count against the conflict's demand, and what was taken off."""
    if conflict.kind == "clash":
        return present, "nothing"
    if conflict.kind == "displacement":
        minutes = sum(row.end - row.start for row in rows)
        window = conflict.end - conflict.start
        rate = conflict.capacity // window if window else 0
        return rate * minutes, "block"
    available = _given(reading.facts.capacity or (), rows)
    if available == present:
        return available, "nothing"
    return available, "share" if available == _by_share(rows) else "planned"


def _by_share(rows: list[Presence]) -> int:
    """Units that the standing-work share leaves where nobody relieves."""
    return sum(
        (row.end - row.start) * (row.present * (1000 - row.standing_mille) // 1000)
        for row in rows
    )


def _given(periods: Iterable[core.Period], rows: list[Presence]) -> int:
    """Units that the periods have within the rows."""
    low, high = rows[0].start, rows[-1].end
    near = [p for p in periods if p.start < high and p.end > low]
    clock = CapacityClock.from_periods(near, as_of=low)
    return sum(clock.between(row.start, row.end) for row in rows)


def _nearest(units: int) -> Decimal:
    return tenths((units + TENTH // 2) // TENTH)


def _shown(found: list[Stretch]) -> tuple[Stretch, ...]:
    """The stretches with hours in tenths; nothing taken off is ever below zero."""
    available = along(each.available_units for each in found)
    present = along(each.present_units for each in found)
    if any(less > more for less, more in zip(available, present, strict=True)):
        taken = along(each.deducted_units for each in found)
        present = [a + t for a, t in zip(available, taken, strict=True)]
    return tuple(
        replace(each, present=tenths(p), available=tenths(a))
        for each, p, a in zip(found, present, available, strict=True)
    )
