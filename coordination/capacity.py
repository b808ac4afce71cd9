"""From presence to capacity: what is left for orders after the standing work.

Per week (Monday to Sunday) the larger of the standing-work share of the gross hours
and the protected blocks plus planned standing hours is deducted, never both.
Auxiliaries relieve the officers of standing work, never of more than there is, and of
no protected block. Of what is left an alert level binds its share on its days. Rates
are floored once.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from coordination.core.facts import Block, Period
from personnel.presence import Presence, Strength, minute_of


@dataclass(frozen=True, slots=True)
class Deduction:
    """What is taken off a week, in millionths of officer-minutes, in which shares are
    whole: by the standing-work share, planned, and for protected blocks; and what
    auxiliaries relieve of the standing work."""

    share: int
    planned: int
    blocked: int
    relief: int

    @property
    def share_left(self) -> int:
        return max(0, self.share - self.relief)

    @property
    def planned_left(self) -> int:
        return max(0, self.planned - self.relief)

    @property
    def kept(self) -> Literal["share", "planned"]:
        by_share = self.share_left >= self.blocked + self.planned_left
        return "share" if by_share else "planned"


def capacity(
    presence: Sequence[Presence], blocks: Iterable[Block], *, since: int
) -> tuple[Period, ...]:
    """Periods with their net and present rates, from the minute `since` on.

    `presence` must hold whole weeks, or the first week's share would be taken from
    its remaining days only.
    """
    weeks = weeks_of(presence)
    held = sorted(blocks, key=lambda block: block.start)
    found: list[Period] = []
    for monday in sorted(weeks):
        found.extend(_week(weeks[monday], held))
    return tuple(
        Period(max(p.start, since), p.end, p.officers, p.present)
        for p in found
        if p.end > since
    )


def columns(
    strength: Strength, blocks: Sequence[Block], *, since: int
) -> tuple[array[int], array[int], array[int], array[int]]:
    """The same as columns: start and end minute, net and present milli-officers.

    `since` is the start of a day. Where nothing but the share is deducted, whole runs
    of days are alike and no day has to be looked at: that is nearly every station.
    """
    if blocks or any(regime.units or regime.auxiliary for regime in strength.regimes):
        periods = capacity(strength.periods(), blocks, since=since)
        return (
            array("i", [p.start for p in periods]),
            array("i", [p.end for p in periods]),
            array("i", [p.officers for p in periods]),
            array("i", [p.present for p in periods]),
        )
    start, end, net, there = (array("i") for _ in range(4))
    for regime, run, days in strength.shifts():
        first = bisect_left(days, since, key=minute_of)
        midnights = [minute_of(day) for day in days[first:]]
        for column, minutes in (
            (start, [begin for begin, _ in regime.hours]),
            (end, [finish for _, finish in regime.hours]),
        ):
            column.extend(m + minute for m in midnights for minute in minutes)
        rate = run.present * regime.roster
        left = rate * (1000 - regime.standing) * (1000 - run.bound) // 1_000_000
        alike = len(midnights) * len(regime.hours)
        net.extend(array("i", [left]) * alike)
        there.extend(array("i", [rate]) * alike)
    return start, end, net, there


def weeks_of(presence: Iterable[Presence]) -> dict[dt.date, list[Presence]]:
    """The working periods by the Monday of their week."""
    weeks: dict[dt.date, list[Presence]] = defaultdict(list)
    for row in presence:
        weeks[row.day - dt.timedelta(days=row.day.weekday())].append(row)
    return weeks


def deduction(rows: Sequence[Presence], blocks: Iterable[Block]) -> Deduction:
    """What is taken off the week whose periods these are."""
    near = _near(rows, blocks)
    pieces = [piece for row in rows for piece in _cut(row, near)] if near else []
    return Deduction(
        share=sum((r.end - r.start) * r.present * r.standing_mille for r in rows),
        planned=1000 * max(r.standing_units for r in rows),
        blocked=1000 * sum((end - start) * taken for _, start, end, taken in pieces),
        relief=sum((r.end - r.start) * r.relief for r in rows),
    )


def _week(rows: list[Presence], blocks: list[Block]) -> list[Period]:
    """One week's periods under whichever deduction is the larger."""
    taken = deduction(rows, blocks)
    if taken.kept == "share":
        return [Period(r.start, r.end, _by_share(r, taken), r.present) for r in rows]
    pieces = [piece for row in rows for piece in _cut(row, _near(rows, blocks))]
    free = 1000 * sum(
        (end - start) * (row.present - n) for row, start, end, n in pieces
    )
    kept = max(0, free - taken.planned_left)
    return [
        Period(start, end, _left(row, (row.present - n) * kept, free), row.present)
        for row, start, end, n in pieces
    ]


def _near(rows: Sequence[Presence], blocks: Iterable[Block]) -> list[Block]:
    begin, finish = min(r.start for r in rows), max(r.end for r in rows)
    return [b for b in blocks if b.start < finish and b.end > begin]


def _by_share(row: Presence, taken: Deduction) -> int:
    """Of the week's share only a part is left: of each period's the same part."""
    if not taken.share:
        return _left(row, row.present, 1)
    whole = 1000 * taken.share
    parts = whole - row.standing_mille * taken.share_left
    return _left(row, row.present * parts, whole)


def _left(row: Presence, amount: int, parts: int) -> int:
    """Whole milli-officers: `amount` / `parts` less what an alert level binds."""
    return amount * (1000 - row.bound_mille) // (parts * 1000) if parts else 0


def _cut(row: Presence, blocks: list[Block]) -> list[tuple[Presence, int, int, int]]:
    """(row, start, end, rate taken by blocks) pieces of one working period."""
    marks = {row.start, row.end}
    for block in blocks:
        marks |= {m for m in (block.start, block.end) if row.start < m < row.end}
    pieces = []
    for start, end in pairwise(sorted(marks)):
        taken = sum(b.officers for b in blocks if b.start <= start and b.end >= end)
        pieces.append((row, start, end, min(taken, row.present)))
    return pieces
