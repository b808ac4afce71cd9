"""How near each other two inspections of a station must be to become one visit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from coordination.models import JointVisits
from coordination.models.visits import MOST_DAYS, USUAL_DAYS
from organization.calendar import WorkCalendar
from tasking.models import Kind

AHEAD = dt.timedelta(days=3 * MOST_DAYS)
"""So many days hold that many working days."""


def with_reach(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Inspections among the rows of directives get `reach`: until then another one may
    begin and still become one with it. Two queries, none without inspections.

    So many working days after its last day as its department's bureau says.
    """
    found = [row for row in rows if row["kind"] == Kind.INSPECTION and row["due"]]
    if not found:
        return rows
    bureaus = {row["department__bureau_id"] for row in found}
    days = dict(
        JointVisits.objects.filter(bureau__in=bureaus).values_list("bureau", "days")
    )
    last = [timezone.localdate(row["due"] - dt.timedelta.resolution) for row in found]
    calendar = WorkCalendar.load(min(last), max(last) + AHEAD)
    for row, day in zip(found, last, strict=True):
        count = days.get(row["department__bureau_id"], USUAL_DAYS)
        end = calendar.add_workdays(day, count) + dt.timedelta(days=1)
        row["reach"] = timezone.make_aware(dt.datetime.combine(end, dt.time()))
    return rows


def reach_of(bureau: int) -> int:
    """Working days, as the bureau says."""
    row = JointVisits.objects.filter(bureau=bureau).first()
    return row.days if row else USUAL_DAYS
