"""Conflicts that outlast a station which closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.models import Conflict
from organization.closing import Days, Open, gathered, register
from personnel.presence import day_starts


def open_conflicts(days: Days, today: dt.date) -> Iterator[tuple[int, Open]]:
    """Those that are not over before the station is; by their days. One query."""
    rows = Conflict.objects.open().filter(station__in=days).order_by("window_start")
    found = []
    for row in rows:
        over = day_starts(today) <= row.due < day_starts(days[row.station_id])
        if not over:
            begins, ends = (
                timezone.localdate(at).isoformat() for at in (row.release, row.due)
            )
            found.append((row.station_id, f"{begins}–{ends}"))
    return gathered("conflicts", _("Open conflicts"), found)


register(open_conflicts)
