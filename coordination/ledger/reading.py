"""Reading a station: rows, facts, conflicts and calendar, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.core import facts as core
from coordination.core.facts import StationFacts, minute_up
from coordination.costs import cost_of, with_cost
from coordination.ledger.supply import Supply
from coordination.models import Conflict, DirectiveCost, OwedTime, StationState
from coordination.snapshot import snapshot, start_of_day
from coordination.stored import as_core
from organization.calendar import WorkCalendar
from organization.models import Station
from organization.together import Shape, together
from organization.wall import lifted
from tasking.models import LIVE_STATES, RESERVED, Assignment

ZOOMS = {"week": 7, "month": 28, "quarter": 91}


@dataclass(frozen=True)
class Span:
    """The days a page shows: [start, start + length)."""

    start: dt.date
    zoom: str = "month"
    monday: dt.date | None = None  # of this week, where a page usually begins

    @property
    def is_usual(self) -> bool:
        return self.monday is None or self.start == self.monday

    @property
    def around_today(self) -> Span:
        return replace(self, start=self.monday or self.start)

    @property
    def length(self) -> int:
        return ZOOMS[self.zoom]

    @property
    def end(self) -> dt.date:
        return self.start + dt.timedelta(days=self.length)

    @property
    def days(self) -> list[dt.date]:
        return [self.start + dt.timedelta(days=n) for n in range(self.length)]

    def moved(self, steps: int) -> dt.date:
        """Start of the span so many half-lengths (whole weeks) away."""
        weeks = max(1, self.length // 14)
        return self.start + dt.timedelta(weeks=weeks * steps)


@dataclass(frozen=True)
class Reading:
    """What is known of one station at `now`."""

    station: Station
    state: StationState | None
    owed_units: int  # protected time that orders took and nobody has made up for
    facts: StationFacts
    rows: list[Assignment]
    conflicts: list[Conflict]
    calendar: WorkCalendar
    span: Span
    now: dt.datetime
    as_of: dt.datetime

    @property
    def minute(self) -> int:
        return minute_up(self.as_of)

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @cached_property
    def by_id(self) -> dict[str, Assignment]:
        return {str(row.pk): row for row in self.rows}

    @cached_property
    def live(self) -> list[Assignment]:
        return [row for row in self.rows if row.is_live]

    @cached_property
    def overdue(self) -> list[Assignment]:
        return [row for row in self.live if is_overdue(row, self.now)]

    @cached_property
    def unestimated(self) -> list[Assignment]:
        return [
            row
            for row in self.live
            if row.remaining_units is None and not row.is_event and row.due
        ]

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the departments by code; the station's own code is its own plan."""
        found = {
            r.department.code: r.department.label for r in self.rows if r.department
        }
        found[RESERVED] = str(_("Reserved strength"))
        return found | {self.station.code: self.station.label}

    @cached_property
    def costs(self) -> dict[int, DirectiveCost]:
        """What departments said their tasks cost the station, by assignment."""
        found = {r.pk: cost_of(r) for r in self.rows if not r.directive.reserved}
        return {pk: cost for pk, cost in found.items() if cost is not None}

    @cached_property
    def _supply(self) -> Supply:
        windows = map(as_core, self.conflicts)
        return Supply.read(self.station.pk, windows)

    def supply_of(self, conflict: core.Conflict) -> Supply:
        """Who is at work around a window; read once for all conflicts that are open."""
        if self.conflicts and self._supply.covers(conflict):
            return self._supply
        return Supply.read(self.station.pk, [conflict])

    @cached_property
    def deadline_conflicts(self) -> list[Conflict]:
        return [c for c in self.conflicts if c.kind == Conflict.Kind.DEADLINE]


def is_overdue(row: Assignment, now: dt.datetime) -> bool:
    """Late by the real clock, with work left (or nobody knows how much)."""
    if row.is_event or not row.is_live or row.due is None:
        return False
    return row.due <= now and row.remaining_units != 0


def _states(station: int) -> QuerySet[StationState]:
    """What the last check says, and as `owed` what is owed; none at a station new to
    the force."""
    states = StationState.objects.filter(pk=station)
    return states.annotate(owed=Coalesce(Subquery(_owed(station)), 0))


def _owed(station: int) -> Any:
    """Units that orders took of protected time and nobody has made up for."""
    rows = OwedTime.objects.open().filter(station=station).order_by().values("station")
    return rows.annotate(left=Sum(F("units") - F("repaid_units"))).values("left")


def _told(state: Any, station: Station) -> tuple[StationState | None, int]:
    """One query more where there was no check yet."""
    if state is not None:
        return state, state.owed
    return None, next((row["left"] for row in _owed(station.pk)), 0)


@lifted("a station's load is reckoned from all that is asked of it")
def read(station: Station, *, now: dt.datetime, span: Span | None = None) -> Reading:
    """Four queries, whatever the station owes; more where its capacity has changed."""
    as_of = start_of_day(now)
    today = timezone.localdate(now)
    span = span or Span(today - dt.timedelta(days=today.weekday()))
    end = max(span.end, today + dt.timedelta(days=92))
    conflicts, states, rows = together(*(shape.of(station.pk) for shape in _SHAPES))
    conflicts.sort(key=lambda c: (c.kind != Conflict.Kind.DEADLINE, c.window_end, c.pk))
    for row in (*conflicts, *rows):
        row.station = station
    facts = snapshot([station.pk], as_of=as_of, codes={station.pk: station.code})
    state, owed_units = _told(next(iter(states), None), station)
    return Reading(
        station=station,
        state=state,
        owed_units=owed_units,
        facts=facts[station.pk],
        rows=rows,
        conflicts=conflicts,
        calendar=WorkCalendar.load(min(span.start, today), end),
        span=span,
        now=now,
        as_of=as_of,
    )


def _rows(station: int) -> QuerySet[Assignment]:
    shown = Q(state__in=LIVE_STATES) | Q(state=Assignment.State.REPORTED)
    rows = Assignment.objects.filter(shown, station=station)
    named = ("emergency", "parent", "task_form")
    found: QuerySet[Assignment] = with_cost(rows, "directive").select_related(
        *(f"directive__{name}" for name in named), "department"
    )
    return found.order_by("due", "pk")


def _conflicts(station: int) -> QuerySet[Conflict]:
    return Conflict.objects.filter(station=station).open()


_SHAPES = (Shape(_conflicts), Shape(_states), Shape(_rows))
