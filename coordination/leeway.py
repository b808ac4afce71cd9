"""What may be talked about at a station: from its orders to the engine's terms.

Statutory dates move only by an approved extension, which nobody proposes by machine.
What was set above the bureau gives back the bureau's own padding and nothing else.
Reserved strength stands, and so does an urgent task: it is what it displaced that gets
other dates. A station's own plan may be moved, but costs double and is never cut: it is
what everybody else's orders push aside. `appointments` is the same for fixed times.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils import timezone

from coordination.core.facts import UNITS_PER_HOUR, minute_down
from coordination.core.repair.terms import Movable
from organization.calendar import WorkCalendar
from organization.templatetags.formats import last_day
from tasking.models import Assignment, DeadlineClass

ALLOWED = 20
"""Working days by which a date may be moved at most."""

WORKDAY = 8 * UNITS_PER_HOUR
LOST = 3
"""An hour less costs as much as an officer's day of work three days later."""


def movables(rows: Iterable[Assignment], calendar: WorkCalendar) -> tuple[Movable, ...]:
    """Terms of the orders of one station; `calendar` reaches beyond the last due."""
    return tuple(terms for row in rows if (terms := _terms(row, calendar)) is not None)


def _terms(row: Assignment, calendar: WorkCalendar) -> Movable | None:
    if row.due is None or not row.remaining_units or not may_move(row):
        return None
    own = row.department_id is None
    dear = 2 if own or row.deadline_class == DeadlineClass.SUPERIOR else 1
    rank = 1 + max(row.priority, 0)
    cut = row.deadline_class == DeadlineClass.NEGOTIABLE and not own
    return Movable(
        str(row.pk),
        tuple(minute_down(due) for due in later_dues(row, calendar)),
        weight=-(-row.remaining_units // WORKDAY) * rank * dear,
        least=0 if cut else None,
        worth=LOST * rank,
        group=str(row.directive_id),
    )


def may_move(row: Assignment) -> bool:
    """Whether its date may be talked about at all."""
    if row.is_event or row.directive.reserved or is_urgent(row):
        return False
    if row.deadline_class == DeadlineClass.SUPERIOR:
        return padding(row) is not None
    return row.deadline_class == DeadlineClass.NEGOTIABLE


def is_urgent(row: Assignment) -> bool:
    """Whether it was issued urgently and is in force."""
    order = getattr(row.directive, "emergency", None)
    return order is not None and order.ended_at is None


def padding(row: Assignment) -> dt.datetime | None:
    """Until when a bureau may give back what it took off a date set above."""
    parent = row.directive.parent
    if parent is None or parent.due is None or row.due is None:
        return None
    return parent.due if parent.due > row.due else None


def later_dues(row: Assignment, calendar: WorkCalendar) -> Iterator[dt.datetime]:
    """The same time of day on the next working days, as far as it may go.

    A due at midnight is the end of the day before.
    """
    due = timezone.localtime(row.due)
    day, whole = last_day(due), due.time() == dt.time()
    superior = row.deadline_class == DeadlineClass.SUPERIOR
    latest = padding(row) if superior else None
    for _ in range(ALLOWED):
        day = calendar.add_workdays(day, 1)
        date = day + dt.timedelta(days=1) if whole else day
        found = timezone.make_aware(dt.datetime.combine(date, due.time()))
        if latest is not None and found > latest:
            return
        yield found
