"""A burden budget of each place's department, with room for whatever else it asks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from coordination.caps.quarters import Quarter
from coordination.models import BurdenCap
from coordination.services.capping import Caps, set_caps
from organization.models import Department, User
from tests.factories import Force, appoint, person


def budgeted(made: Force, department: Department, now: dt.datetime) -> dict[str, Any]:
    """Set once by the leader of the department's bureau."""
    quarter = Quarter.of(now)
    about: dict[str, Any] = {"department": department, "quarter": quarter}
    known = BurdenCap.objects.filter(department=department, quarter=quarter.first)
    row = known.first() or set_caps(
        by=_leader(made, department),
        caps=Caps(Decimal(80_000), Decimal(90_000)),
        reason=f"{department.name}的总量",
        now=now,
        **about,
    )
    return {"cap": row.pk, "cap_of": [department.code, quarter.code]}


def _leader(made: Force, department: Department) -> User:
    if department.bureau == made.county_a:
        return made.leader
    return appoint(person("leader_caps_b", "青砚局长"), "leader", department.bureau)
