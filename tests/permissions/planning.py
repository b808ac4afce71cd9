"""A plan of the year with an item, and protected time that an order took."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from coordination.models import EmergencyOrder, OwedTime
from coordination.services.emergency import Urgency, override
from organization.models import Department, Station, User
from tasking.content import Content
from tasking.models import StationPlan
from tasking.planning import year_of
from tasking.services import plans
from tasking.services.protected import protect


def planned(
    station: Station, department: Department, chief: User, now: dt.datetime
) -> dict[str, Any]:
    """Far ahead, so that it collides with nothing else; in an urgent order's name."""
    urgent = EmergencyOrder.objects.filter(directive__department=department).first()
    assert urgent is not None
    year = year_of(timezone.localdate(now))
    plan = StationPlan.objects.filter(station=station).first()
    plan = plan or plans.begin_plan(by=chief, station=station, year=year, now=now)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    said = plans.Planned("visits", f"{station.name}走访", 60_000, "week", first, last)
    item = plans.add_item(by=chief, plan=plan, said=said)
    start = now + dt.timedelta(days=80 + 5 * OwedTime.objects.count())
    block = protect(
        by=None,
        station=station,
        title=f"{station.name}的走访日",
        start=start,
        end=start + dt.timedelta(hours=1),
        officers=Decimal(6),
    )
    override(
        by=urgent.by,
        requester=department,
        content=Content(
            title=f"{department.name}的紧急会",
            kind="meeting",
            release=block.start,
            due=block.end,
            officers=Decimal(6),
        ),
        stations=[station],
        urgency=Urgency("人命关天", now + dt.timedelta(days=2)),
        now=now,
    )
    owed = OwedTime.objects.get(block=block)
    return {"plan": plan.pk, "plan_item": item.pk, "owed": owed.pk}
