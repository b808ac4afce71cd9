"""Before an emergency order ends: its giver, the stations, the office hear of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from coordination.models import EmergencyOrder
from coordination.services.emergency import locked_order
from coordination.services.telling_emergency import tell_ending
from coordination.terms import working_hours_before
from organization.audit import record
from organization.calendar import WorkCalendar
from organization.models import User
from personnel.presence import ZONE
from personnel.terms import HORIZON


def remind_due(*, now: dt.datetime, by: User | None = None) -> int:
    """Remind of the orders that end soon; how many. Four queries while there are none.

    An order given when less than that time was left needs no reminder.
    """
    rows = EmergencyOrder.objects.running().filter(reminded_at=None, until__gt=now)
    rows = rows.filter(directive__state="issued").select_related(
        "directive__department__bureau"
    )
    orders = list(rows.order_by("pk"))
    if not orders:
        return 0
    last = max(timezone.localdate(order.until, ZONE) for order in orders)
    today = timezone.localdate(now, ZONE)
    calendar = WorkCalendar.load(today - HORIZON, last + dt.timedelta(days=1))
    due = [order for order in orders if _is_due(order, calendar, now)]
    return sum(remind(by=by, order=order, now=now) for order in due)


def _is_due(order: EmergencyOrder, calendar: WorkCalendar, now: dt.datetime) -> bool:
    department = order.directive.department
    hours = department.bureau.reminder_hours if department else 0
    if not hours:
        return False
    at = working_hours_before(order.until, hours, calendar)
    return order.logged_at < at <= now


@transaction.atomic
def remind(*, by: User | None, order: EmergencyOrder, now: dt.datetime) -> bool:
    """Tell everybody concerned, once. False if it was done or the order has ended."""
    row = locked_order(order)
    if row.reminded_at is not None or row.ended_at is not None:
        return False
    row.reminded_at = now
    row.version += 1
    row.save(update_fields=["reminded_at", "version"])
    unit = row.directive.requester_code
    record("override.remind", by=by, subject=row, unit=unit)
    tell_ending(row)
    return True
