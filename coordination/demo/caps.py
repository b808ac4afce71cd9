"""Burden budgets of the quarter: room, little room, and one task that asks for more.

Departments whose people one may sign in as have no hard cap: they issue at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from coordination.caps.quarters import Quarter
from coordination.caps.usage import usages
from coordination.core.facts import UNITS_PER_HOUR
from coordination.demo.force import Force
from coordination.demo.posts import holder
from coordination.services.capping import Caps, propose_caps, set_caps
from coordination.services.excepting import ask_exception
from organization.models import Department, Role
from tasking.content import Content, Targets
from tasking.services import directives

DAY = dt.timedelta(days=1)
# How much of the soft cap is used by now; the hard cap as a share of the soft one.
SET = {
    "望津治安": (Decimal("0.96"), None),  # nearly there
    "望津刑侦": (Decimal("0.71"), None),
    "望津政工": (Decimal("1.04"), None),  # above it
    "望津交警": (Decimal("0.62"), Decimal("1.2")),
    "市治安": (Decimal("0.83"), None),
    "青砚治安": (Decimal("0.55"), None),
}
PROPOSED = "望津经侦"
ASKS = "望津交警"
REASON = "局党委会议研究：本季度向派出所派发任务实行总量控制。"
WHY = "冬季农村道路交通安全整治为省厅新增部署，需各所配合劝导。"
TENS, LEAST = Decimal(10), Decimal(30)


def agree(made: Force, now: dt.datetime) -> None:
    """Set as the quarter began, of what was put on stations until now."""
    quarter = Quarter.of(now)
    since = min(quarter.span[0] + 8 * DAY + dt.timedelta(hours=10), now)
    units = {name: made.department(name) for name in (*SET, PROPOSED)}
    used = usages([unit.pk for unit in units.values()], quarter, now)
    for name, (share, more) in SET.items():
        unit = units[name]
        leader = holder(Role.LEADER, bureau=unit.bureau)
        if leader is not None:
            soft = _round(used[unit.pk].used / share)
            caps = Caps(soft, _round(soft * more) if more else None)
            about: dict[str, Any] = {"department": unit, "quarter": quarter}
            set_caps(by=leader, caps=caps, reason=REASON, now=since, **about)
    _propose(units[PROPOSED], quarter, now)
    _ask(made, units[ASKS], now)


def _propose(unit: Department, quarter: Quarter, now: dt.datetime) -> None:
    """The office of the department's bureau, for the leader to set."""
    office = holder(Role.COORDINATOR, department__bureau=unit.bureau)
    if office is not None:
        propose_caps(
            by=office,
            department=unit,
            quarter=quarter,
            caps=Caps(Decimal(120), Decimal(150)),
            reason="近两个季度任务增长较快，建议先设总量。",
            now=now - DAY,
        )


def _ask(made: Force, unit: Department, now: dt.datetime) -> None:
    """A draft to all stations of the bureau that passes the hard cap."""
    clerk = holder(Role.DEPARTMENT_STAFF, department=unit)
    cap = unit.burden_caps.first()
    if clerk is None or cap is None or cap.hard is None:
        return
    stations = tuple(sorted(one.pk for one in made.under(unit.bureau)))
    each = int(cap.hard / len(stations)) + 2
    content = Content(
        title="冬季农村道路交通安全劝导",
        kind="campaign",
        intent="冬季农村道路不出群死群伤事故",
        basis="省公安厅冬季道路交通安全整治方案",
        standard="每个劝导站每周值守两次，有登记",
        due=now.replace(hour=16, minute=0, second=0, microsecond=0) + 30 * DAY,
    )
    row = directives.draft(
        by=clerk,
        requester=unit,
        content=replace(content, effort_units=each * UNITS_PER_HOUR),
        targets=Targets(stations),
    )
    ask_exception(by=clerk, directive=row, reason=WHY, now=now - DAY / 8)


def _round(hours: Decimal) -> Decimal:
    """To tens, and never next to nothing."""
    return max(LEAST, (hours / TENS).quantize(Decimal(1), ROUND_HALF_UP) * TENS)
