"""How much each station could still take on, kept in memory while the demo is laid.

The figures of the demo rest on what the engine says, not on guesses, so that about
one station in three is in conflict whatever the date on which it is loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from coordination.core.facts import (
    UNITS_PER_HOUR,
    Demand,
    Event,
    Period,
    StationFacts,
    minute_down,
    minute_up,
)
from coordination.core.preview import preview
from coordination.core.supply import supply
from coordination.snapshot import milli, snapshot, start_of_day
from organization.models import Station
from tasking.content import Content

HUGE = 10**10
AHEAD = dt.timedelta(days=100)
HALF_HOUR = UNITS_PER_HOUR // 2


class Rooms:
    """The live work per station as of today, growing with everything added."""

    def __init__(
        self, stations: Iterable[Station], now: dt.datetime, used: Mapping[str, float]
    ) -> None:
        """`used` is the share of a station's capacity, by its code, that the year's
        running tasks may fill."""
        as_of = start_of_day(now)
        self.as_of = minute_up(as_of)
        self.facts: dict[int, StationFacts] = snapshot(
            [station.pk for station in stations], as_of=as_of, until=now + AHEAD
        )
        self.used = used
        self.count = 0

    def room(
        self, station: Station, content: Content, *, sparing: bool = False
    ) -> int | None:
        """Units of such a task that would still fit; None where nothing is known.

        `sparing` stays within the station's share of the capacity of every window.
        """
        facts = self.facts[station.pk]
        if sparing and facts.capacity is not None:
            share = self.used[station.code]
            facts = replace(facts, capacity=_spared(facts.capacity, share))
        found = preview(
            facts, self._demand(content, HUGE), as_of=self.as_of, now=self.as_of
        )
        if found.verdict == "unknown":
            return None
        return max(0, HUGE - found.shortfall)

    def left_inside(self, station: Station, content: Content) -> int:
        """Capacity between start and due that nothing wholly inside asks for."""
        facts, own = self.facts[station.pk], self._demand(content, 0)
        start, end = own.release or self.as_of, own.due or self.as_of
        free = supply(facts.capacity or (), facts.events, as_of=self.as_of).free
        asked = sum(
            demand.effort or 0
            for demand in facts.demands
            if (demand.release or self.as_of) >= start
            and (demand.due or end + 1) <= end
        )
        return max(0, free.between(start, end) - asked)

    def add(self, station: Station, content: Content, units: int) -> None:
        """The station has taken this on, with so many units left to do."""
        facts = self.facts[station.pk]
        if content.is_event:
            events = (*facts.events, self._event(content))
            self.facts[station.pk] = replace(facts, events=events)
        else:
            demands = (*facts.demands, self._demand(content, units))
            self.facts[station.pk] = replace(facts, demands=demands)

    def present(self, station: Station, moment: dt.datetime) -> Decimal:
        """Officers at work at the station at a moment."""
        minute = minute_up(moment)
        rates = [
            period.present
            for period in self.facts[station.pk].capacity or ()
            if period.start <= minute < period.end
        ]
        return Decimal(sum(rates)) / 1000

    def _demand(self, content: Content, units: int) -> Demand:
        self.count += 1
        return Demand(
            id=f"demo{self.count}",
            department="",
            release=None if content.release is None else minute_up(content.release),
            due=None if content.due is None else minute_down(content.due),
            effort=units,
        )

    def _event(self, content: Content) -> Event:
        self.count += 1
        if content.release is None or content.due is None:
            raise ValueError("An event has a start and an end")
        return Event(
            id=f"demo{self.count}",
            department="",
            start=minute_up(content.release),
            end=minute_down(content.due),
            officers=milli(content.officers) or 0,
            attendees=content.attendees,
        )


def _spared(capacity: Iterable[Period], share: float) -> tuple[Period, ...]:
    return tuple(replace(p, officers=int(p.officers * share)) for p in capacity)


def rounded(units: float) -> int:
    """To half hours, as people estimate; never nothing."""
    return max(1, round(units / HALF_HOUR)) * HALF_HOUR
