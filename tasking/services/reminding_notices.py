"""Before what a notice asks is due, the stations that owe it are reminded, once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from organization.audit import record
from organization.calendar import WorkCalendar
from organization.models import User
from personnel.presence import ZONE
from personnel.terms import HORIZON
from tasking.models import Notice
from tasking.services.telling_notices import remind

FIRST_HOUR = 8  # nobody is reminded at night


def remind_due(*, now: dt.datetime, by: User | None = None) -> int:
    """On the working day before it is due, or on the day itself where that was missed;
    how many notices. One query while there are none."""
    here = timezone.localtime(now, ZONE)
    today = here.date()
    if here.hour < FIRST_HOUR:
        return 0
    rows = (
        Notice.objects.live(today)
        .exclude(todo="")
        .filter(due_on__gte=today, due_on__lt=today + HORIZON, reminded_on=None)
    )
    waiting = list(rows.order_by("pk"))
    if not waiting:
        return 0
    calendar = WorkCalendar.load(today, today + HORIZON)
    if not calendar.is_workday(today):
        return 0
    last = calendar.add_workdays(today, 1)
    due = [row for row in waiting if row.due_on and row.due_on <= last]
    return sum(_remind(by, row, today) for row in due)


@transaction.atomic
def _remind(by: User | None, notice: Notice, today: dt.date) -> bool:
    """Not on the day on which it was sent, and never twice."""
    rows = Notice.objects.select_for_update(of=("self",)).select_related("department")
    row = rows.get(pk=notice.pk)
    if row.reminded_on is not None or row.is_withdrawn:
        return False
    if timezone.localdate(row.issued_at, ZONE) >= today:
        return False
    row.reminded_on = today
    row.version += 1
    row.save(update_fields=["reminded_on", "version"])
    stations = remind(row)
    unit = row.department.code
    record("notice.remind", by=by, subject=row, unit=unit, stations=stations)
    return True
