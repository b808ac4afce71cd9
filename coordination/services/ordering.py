"""What a directive would put on each of its stations, as the engine reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from coordination.core.facts import (
    Demand,
    Event,
    StationFacts,
    minute_down,
    minute_up,
)
from coordination.snapshot import milli, start_of_day
from tasking.content import Content, Targets
from tasking.models import Assignment
from tasking.summons import Summons, summons

# No stored assignment has this id; it sorts after every number.
CANDIDATE = "new"


@dataclass(frozen=True)
class Order:
    """A directive that is tried out on stations, and the day of which answers speak.

    `department` is the code the work would be counted under; `instead_of` are tasks
    that it would take the place of.
    """

    content: Content
    targets: Targets
    department: str
    now: dt.datetime
    instead_of: tuple[int, ...] = ()

    @cached_property
    def as_of(self) -> dt.datetime:
        return start_of_day(self.now)

    @cached_property
    def minute(self) -> int:
        return minute_up(self.as_of)

    @cached_property
    def until(self) -> dt.datetime | None:
        """The latest due of any station, or when the last one is back from it."""
        own = (override.due for override in self.targets.overrides.values())
        last = max((due for due in (self.content.due, *own) if due), default=None)
        return last and last + self.summons.longest

    @cached_property
    def summons(self) -> Summons:
        """Who is on the way how long, and who is meant by posts."""
        asked = self.content
        return summons(asked, self.targets, department=self.department, on=self.now)

    @cached_property
    def last(self) -> int:
        """The same as a minute; no minute at all where nothing is due."""
        return minute_down(self.until) if self.until else -1

    @cached_property
    def later(self) -> bool:
        """Whether work may begin only after the day of which profiles speak."""
        release = self.content.release
        return release is not None and minute_up(release) > self.minute

    def at(self, station: int) -> Demand | Event:
        """The demand it would put on one station."""
        if isinstance(self._usual, Event):
            return self._summoned(station, self._usual)
        override = self.targets.overrides.get(station)
        if override is None:
            return self._usual
        due = override.due or self.content.due
        effort = override.effort_units
        return self._with(due, self.content.effort_units if effort is None else effort)

    def _summoned(self, station: int, event: Event) -> Event:
        """The event with the way from there, and its officers by post."""
        there = replace(event, officers=self.heads(station))
        return there.on_the_way(self.way(station))

    def way(self, station: int) -> int:
        """Minutes one way; 0 where there is none or nobody knows it."""
        return self.summons.travel.get(station, 0)

    def heads(self, station: int) -> int:
        """Milli-officers an appointment takes of a station, beside who is named."""
        return milli(self.summons.officers.get(station, self.content.officers)) or 0

    @property
    def limit(self) -> int | None:
        """The most milli-officers that may work on it at once, at any station."""
        return milli(self.content.max_officers)

    def figures(self, stations: Sequence[int]) -> tuple[list[int], list[int]] | None:
        """What `at` says, for many: efforts and dues. None where any has neither."""
        if self.targets.overrides:
            demands = [self.at(pk) for pk in stations]
        else:
            demands = [self._usual] * len(stations)
        plain = [demand for demand in demands if isinstance(demand, Demand)]
        efforts = [d.effort for d in plain if d.effort is not None]
        dues = [d.due for d in plain if d.due is not None]
        complete = len(efforts) == len(dues) == len(stations)
        return (efforts, dues) if complete else None

    @cached_property
    def _usual(self) -> Demand | Event:
        return self._with(self.content.due, self.content.effort_units)

    def _with(self, due: dt.datetime | None, effort: int | None) -> Demand | Event:
        content = self.content
        if content.is_event and content.release and due:
            return Event(
                id=CANDIDATE,
                department=self.department,
                start=minute_up(content.release),
                end=minute_down(due),
                officers=milli(content.officers) or 0,
                attendees=content.attendees,
            )
        return Demand(
            id=CANDIDATE,
            department=self.department,
            release=minute_up(content.release) if content.release else None,
            due=minute_down(due) if due else None,
            effort=effort,
            max_officers=self.limit,
            priority=content.priority,
        )

    @cached_property
    def replaced(self) -> dict[int, frozenset[str]]:
        """By station the assignments it takes the place of: those of the task above
        too."""
        above = self.content.parent
        gone = [*self.instead_of, *([above.pk] if above else ())]
        if not gone:
            return {}
        found: dict[int, set[str]] = {}
        rows = Assignment.objects.filter(directive__in=gone)
        for station, pk in rows.values_list("station_id", "pk"):
            found.setdefault(station, set()).add(str(pk))
        return {station: frozenset(ids) for station, ids in found.items()}

    def without_replaced(self, station: int, facts: StationFacts) -> StationFacts:
        ids = self.replaced.get(station)
        if not ids:
            return facts
        return replace(
            facts,
            demands=tuple(d for d in facts.demands if d.id not in ids),
            events=tuple(e for e in facts.events if e.id not in ids),
        )
