"""Shared steps of the tests in this folder."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from coordination.caps.quarters import Quarter
from coordination.models import BurdenCap
from coordination.services.capping import Caps, set_caps
from organization.models import Department, Station
from tasking.content import Content, Targets
from tasking.models import Directive
from tasking.services import directives
from tests.coordination.world import NOW, task
from tests.factories import Force

Q2 = Quarter(2026, 2)  # NOW lies in it


def capped(
    force: Force,
    soft: int | None,
    hard: int | None,
    *,
    department: Department | None = None,
    now: dt.datetime = NOW,
) -> BurdenCap:
    """Set by the leader, of 治安 unless another department is named."""
    soft_, hard_ = (None if n is None else Decimal(n) for n in (soft, hard))
    return set_caps(
        by=force.leader,
        department=department or force.public_order,
        quarter=Quarter.of(now),
        caps=Caps(soft_, hard_),
        reason="局党委会议决定",
        now=now,
    )


def asked(hours: float | None, **more: Any) -> Content:
    """A task far enough ahead to fit everywhere."""
    return task(more.pop("title", "旅馆业检查"), hours, "2026-12-30", **more)


def draft(force: Force, content: Content, *stations: Station) -> Directive:
    """Kept by 治安's clerk."""
    return directives.draft(
        by=force.staff,
        requester=force.public_order,
        content=content,
        targets=Targets(tuple(s.pk for s in stations), {}),
    )
