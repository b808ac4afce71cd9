"""What an order takes of protected time, as pages say it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import timezone

from coordination.core.facts import hours
from coordination.models import OwedTime, SecondName
from coordination.services.ordering import Order
from coordination.services.taking import takings
from organization.models import Station
from tasking.content import Content, Targets
from tasking.models import Directive

FEW = 8


@dataclass(frozen=True)
class Told:
    """Hours in all, the stations with most of them, and by when they are made up."""

    hours: Decimal
    stations: tuple[tuple[Station, Decimal], ...]
    more: int
    until: dt.date


def told(
    content: Content, targets: Targets, code: str, now: dt.datetime
) -> Told | None:
    """What would be taken; None where nothing is."""
    found = takings(Order(content, targets, code, now))
    if not found or content.due is None:
        return None
    units: dict[int, int] = defaultdict(int)
    for one in found:
        units[one.station] += one.units
    known = Station.objects.in_bulk(units)
    most = sorted(units, key=lambda pk: (-units[pk], known[pk].code))
    days = dt.timedelta(days=settings.OWED_DAYS)
    return Told(
        hours=hours(sum(units.values())),
        stations=tuple((known[pk], hours(units[pk])) for pk in most[:FEW]),
        more=max(0, len(most) - FEW),
        until=timezone.localdate(content.due) + days,
    )


def of_directive(row: Directive) -> dict[str, Any]:
    """What its page says: the name it waits for, or what it took of how many."""
    if not row.is_event:
        return {}
    if row.issued_at is None:
        asked = SecondName.objects.select_related("asked_by").filter(directive=row)
        waits = row.state in (Directive.State.SUBMITTED, Directive.State.ADMITTED)
        return {"second": asked.first() if waits else None}
    rows = OwedTime.objects.filter(assignment__directive=row).exclude(state="ended")
    found = rows.aggregate(units=Sum("units"), stations=Count("station", distinct=True))
    took = hours(found["units"]) if found["units"] else None
    return {"took": took, "took_at": found["stations"]}
