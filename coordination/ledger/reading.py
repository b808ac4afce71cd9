"""Reading a station: rows, facts, conflicts and calendar, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import F, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.core.facts import StationFacts, minute_up
from coordination.costs import cost_of, with_cost
from coordination.models import Conflict, DirectiveCost, OwedTime, StationState
from coordination.snapshot import snapshot, start_of_day
from organization.calendar import WorkCalendar
from organization.models import Station
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
    def deadline_conflicts(self) -> list[Conflict]:
        return [c for c in self.conflicts if c.kind == Conflict.Kind.DEADLINE]


def is_overdue(row: Assignment, now: dt.datetime) -> bool:
    """Late by the real clock, with work left (or nobody knows how much)."""
    if row.is_event or not row.is_live or row.due is None:
        return False
    return row.due <= now and row.remaining_units != 0


def _state(station: Station) -> tuple[StationState | None, int]:
    """What the last check says, none at a station new to the force, and what is owed to
    it: one query, as long as there was a check."""
    rows = OwedTime.objects.open().filter(station=station).order_by().values("station")
    owed = rows.annotate(left=Sum(F("units") - F("repaid_units"))).values("left")
    states = StationState.objects.filter(pk=station.pk)
    state: Any = states.annotate(owed=Coalesce(Subquery(owed), 0)).first()
    if state is not None:
        return state, state.owed
    return None, next((row["left"] for row in owed), 0)


def read(station: Station, *, now: dt.datetime, span: Span | None = None) -> Reading:
    """Nine queries, whatever the station owes."""
    as_of = start_of_day(now)
    today = timezone.localdate(now)
    span = span or Span(today - dt.timedelta(days=today.weekday()))
    end = max(span.end, today + dt.timedelta(days=92))
    conflicts = sorted(
        Conflict.objects.filter(station=station).open(),
        key=lambda c: (c.kind != Conflict.Kind.DEADLINE, c.window_end, c.pk),
    )
    for conflict in conflicts:
        conflict.station = station
    facts = snapshot([station.pk], as_of=as_of, codes={station.pk: station.code})
    state, owed_units = _state(station)
    return Reading(
        station=station,
        state=state,
        owed_units=owed_units,
        facts=facts[station.pk],
        rows=_rows(station),
        conflicts=conflicts,
        calendar=WorkCalendar.load(min(span.start, today), end),
        span=span,
        now=now,
        as_of=as_of,
    )


def _rows(station: Station) -> list[Assignment]:
    shown = Q(state__in=LIVE_STATES) | Q(state=Assignment.State.REPORTED)
    rows = Assignment.objects.filter(shown, station=station)
    found = list(
        with_cost(rows, "directive")
        .select_related("directive__emergency", "directive__parent", "department")
        .select_related("directive__task_form")
        .order_by("due", "pk")
    )
    for row in found:
        row.station = station
    return found
