"""How the available hours come about, day by day, so that anyone can check them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from coordination.core.facts import StationFacts
from coordination.ledger.wording import hours_of
from organization.calendar import WorkCalendar
from organization.models import Station
from personnel.presence import head_counts, minute_of, presence


@dataclass(frozen=True)
class DerivedDay:
    """One working day: heads, gross hours present, what is deducted, what is left."""

    day: dt.date
    makeup: bool
    posted: int
    away: int
    present_hours: Decimal
    deducted_hours: Decimal
    available_hours: Decimal


def derive(
    station: Station, facts: StationFacts, first: dt.date, last: dt.date
) -> list[DerivedDay]:
    """Working days of [first, last]; empty when unknown, or when the window is over."""
    if facts.capacity is None or first > last:
        return []
    end = last + dt.timedelta(days=1)
    calendar = WorkCalendar.load(first, end)
    heads = head_counts([station.pk], first, end).counts[station.pk]
    gross: dict[dt.date, int] = defaultdict(int)
    for row in presence([station.pk], first, end)[station.pk] or []:
        gross[row.day] += (row.end - row.start) * row.present
    found = []
    for day in calendar.workdays(first, end):
        net = _net(facts, day)
        count = heads[(day - first).days]
        found.append(
            DerivedDay(
                day=day,
                makeup=calendar.is_makeup(day),
                posted=count.posted,
                away=count.away,
                present_hours=hours_of(gross[day]),
                deducted_hours=hours_of(gross[day] - net),
                available_hours=hours_of(net),
            )
        )
    return found


def _net(facts: StationFacts, day: dt.date) -> int:
    start, end = minute_of(day), minute_of(day + dt.timedelta(days=1))
    return sum(
        (min(p.end, end) - max(p.start, start)) * p.officers
        for p in facts.capacity or ()
        if p.end > start and p.start < end
    )
