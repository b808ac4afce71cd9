"""Work that outlasts a station which closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from organization.closing import Days, Open, gathered, register
from personnel.presence import day_starts
from tasking.models import Assignment


def open_tasks(days: Days, today: dt.date) -> Iterator[tuple[int, Open]]:
    """Live assignments, but for those that fall due before the station closes: by whom
    they were issued, for their titles are not everybody's. One query."""
    rows = Assignment.objects.live().filter(station__in=days)
    rows = rows.select_related("directive", "department", "station").order_by("pk")
    found = [
        (row.station_id, row.requester_label)
        for row in rows
        if not (
            row.due and day_starts(today) <= row.due < day_starts(days[row.station_id])
        )
    ]
    return gathered("tasks", _("Open tasks"), found)


register(open_tasks)
