"""What an urgent task displaces at its stations, with dates for what it displaced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from coordination.core.pushed_out import PushedOut, pushed_out
from coordination.moments import instant
from coordination.services.ordering import Order
from coordination.services.previewing import CHUNK
from coordination.snapshot import snapshot
from organization.calendar import WorkCalendar
from organization.templatetags.formats import last_day
from tasking.content import Content, Targets
from tasking.models import Assignment, DeadlineClass

AHEAD = dt.timedelta(days=3 * 366 + 60)
# Dates that are set elsewhere: nobody here may propose another.
FIXED = (DeadlineClass.STATUTORY, DeadlineClass.SUPERIOR)


@dataclass(frozen=True)
class Displaced:
    """One assignment that no longer fits. `units` is what is left of it, `short_units`
    what of that finds no room by its due; `proposed_due` ends a working day."""

    assignment: Assignment
    units: int
    short_units: int
    proposed_due: dt.datetime | None

    def told(self) -> dict[str, Any]:
        """As it is kept with the order."""
        row = self.assignment
        proposed = self.proposed_due
        return {
            "assignment": row.pk,
            "station": row.station.code,
            "units": self.units,
            "short_units": self.short_units,
            "due": row.due.isoformat() if row.due else None,
            "proposed_due": proposed.isoformat() if proposed else None,
            "fixed": row.deadline_class in FIXED,
        }


def displaced_by(
    content: Content, targets: Targets, *, department: str, now: dt.datetime
) -> list[Displaced]:
    """In the order of the stations' ids and of the dues; the order goes first."""
    order = Order(content, targets, department, now)
    found = dict(_pushed(order))
    rows = Assignment.objects.filter(pk__in=list(found)).select_related(
        "station", "directive__created_by", "department"
    )
    known = {row.pk: row for row in rows}
    calendar = WorkCalendar.load(order.as_of.date(), (order.as_of + AHEAD).date())
    return [
        _displaced(known[pk], pushed, calendar)
        for pk, pushed in found.items()
        if pk in known
    ]


def _pushed(order: Order) -> Iterator[tuple[int, PushedOut]]:
    ids, minute = sorted(order.targets.stations), order.minute
    for n in range(0, len(ids), CHUNK):
        known = snapshot(ids[n : n + CHUNK], as_of=order.as_of, until=order.until)
        for pk in sorted(known):
            facts = order.without_replaced(pk, known[pk])
            for one in pushed_out(facts, order.at(pk), as_of=minute, now=minute):
                yield int(one.demand.id), one


def _displaced(row: Assignment, pushed: PushedOut, calendar: WorkCalendar) -> Displaced:
    proposed = None
    if pushed.earliest_due is not None and row.deadline_class not in FIXED:
        proposed = _end_of_workday(instant(pushed.earliest_due), calendar)
    return Displaced(row, pushed.demand.effort or 0, pushed.short, proposed)


def _end_of_workday(moment: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
    """A later due never fits worse, so the end of the day does too."""
    day = last_day(moment)
    if not calendar.is_workday(day):
        day = calendar.add_workdays(day, 1)
    return timezone.make_aware(
        dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    )
