"""What a station's plan says of its standing work, week by week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from organization.audit import record
from organization.models import Station, User
from personnel.models import PlannedStanding

WEEK = dt.timedelta(days=7)


@transaction.atomic
def plan_standing(
    *,
    by: User | None,
    station: Station,
    first: dt.date,
    end: dt.date,
    weeks: Mapping[dt.date, int],
) -> bool:
    """Set the units of the weeks in [first, end), by their Mondays; a week that is not
    named is the regime's again. True where that changed anything.

    The caller has asked for the right and holds the plan.
    """
    rows = PlannedStanding.objects.filter(
        station=station, during__overlap=DateRange(first, end)
    )
    spans = _spans(weeks)
    before = {(row.during.lower, row.during.upper): row.units for row in rows}
    if before == spans:
        return False
    rows.delete()
    PlannedStanding.objects.bulk_create(
        PlannedStanding(station=station, during=DateRange(*span), units=units)
        for span, units in spans.items()
    )
    record(
        "regime.plan",
        by=by,
        subject=station,
        unit=station.code,
        start=str(first),
        end=str(end),
        units=sum(weeks.values()),
    )
    return True


def _spans(weeks: Mapping[dt.date, int]) -> dict[tuple[dt.date, dt.date], int]:
    """Weeks that follow each other with the same hours are one row."""
    found: list[tuple[dt.date, dt.date, int]] = []
    for monday, units in sorted(weeks.items()):
        if found and found[-1][1:] == (monday, units):
            found[-1] = (found[-1][0], monday + WEEK, units)
        else:
            found.append((monday, monday + WEEK, units))
    return {(first, end): units for first, end, units in found}
