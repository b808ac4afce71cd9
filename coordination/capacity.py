"""From presence to capacity: what is left for orders after the standing work.

Per week (Monday to Sunday) the larger of the standing-work share of the gross hours
and the protected blocks plus planned standing hours is deducted, never both.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from coordination.core.facts import Block, Period
from personnel.presence import Presence, Strength, minute_of


def capacity(
    presence: Sequence[Presence], blocks: Iterable[Block], *, since: int
) -> tuple[Period, ...]:
    """Periods with their net and present rates, from the minute `since` on.

    `presence` must hold whole weeks, or the first week's share would be taken from
    its remaining days only.
    """
    weeks: dict[dt.date, list[Presence]] = defaultdict(list)
    for row in presence:
        weeks[row.day - dt.timedelta(days=row.day.weekday())].append(row)
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
    if blocks or any(regime.units for regime in strength.regimes):
        periods = capacity(strength.periods(), blocks, since=since)
        return (
            array("i", [p.start for p in periods]),
            array("i", [p.end for p in periods]),
            array("i", [p.officers for p in periods]),
            array("i", [p.present for p in periods]),
        )
    start, end, net, there = (array("i") for _ in range(4))
    for regime, officers, days in strength.shifts():
        first = bisect_left(days, since, key=minute_of)
        midnights = [minute_of(day) for day in days[first:]]
        for column, minutes in (
            (start, [begin for begin, _ in regime.hours]),
            (end, [finish for _, finish in regime.hours]),
        ):
            column.extend(m + minute for m in midnights for minute in minutes)
        rate = officers * regime.roster
        alike = len(midnights) * len(regime.hours)
        net.extend(array("i", [rate * (1000 - regime.standing) // 1000]) * alike)
        there.extend(array("i", [rate]) * alike)
    return start, end, net, there


def _week(rows: list[Presence], blocks: list[Block]) -> list[Period]:
    """One week's periods under whichever deduction is the larger."""
    begin, finish = min(r.start for r in rows), max(r.end for r in rows)
    near = [b for b in blocks if b.start < finish and b.end > begin]
    share = sum((r.end - r.start) * r.present * r.standing_mille // 1000 for r in rows)
    planned = max(r.standing_units for r in rows)
    if not near and share >= planned:
        return _by_share(rows)
    pieces = [piece for row in rows for piece in _cut(row, near)]
    bound = sum((end - start) * taken for _, start, end, taken in pieces)
    if share >= bound + planned:
        return _by_share(rows)
    free = sum(
        (end - start) * (row.present - taken) for row, start, end, taken in pieces
    )
    kept = max(0, free - planned)
    return [
        Period(
            start,
            end,
            (row.present - taken) * kept // free if free else 0,
            row.present,
        )
        for row, start, end, taken in pieces
    ]


def _by_share(rows: list[Presence]) -> list[Period]:
    """What the standing work leaves, floored once to whole milli-officers."""
    return [
        Period(r.start, r.end, r.present * (1000 - r.standing_mille) // 1000, r.present)
        for r in rows
    ]


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
