"""Appointments that name an officer: what a leave must not overlook."""

from __future__ import annotations

from collections.abc import Collection

from django.db.backends.postgresql.psycopg_any import DateRange

from organization.models import Station
from personnel.hindrances import Hindrance, register
from personnel.presence import day_starts
from tasking.models import Assignment


def named(
    station: Station, names: Collection[str], during: DateRange
) -> list[Hindrance]:
    """Live appointments at the station that name one of `names` on one of the days."""
    rows = Assignment.objects.live().filter(
        station=station,
        is_event=True,
        attendees__overlap=list(names),
        release__lt=day_starts(during.upper),
        due__gt=day_starts(during.lower),
    )
    rows = rows.select_related("directive", "department", "station")
    return [
        Hindrance(
            row.release, row.due, row.directive.display_title, row.requester_label
        )
        for row in rows
        if row.release and row.due
    ]


register(named)
