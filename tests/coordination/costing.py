"""Tasks that cost 柳堰 something, arranged through the services."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from budget.models import Disbursement, Expense
from coordination.costs import Sums, read_cost, read_costs
from coordination.services.costing import (
    Caused,
    Cost,
    name_paid_task,
    say_cost,
    spend,
)
from organization.models import Station, User
from tasking.models import Assignment, Directive
from tests.budget.spending import spending
from tests.budget.world import NOW, YEAR, yuan
from tests.coordination.world import send, task
from tests.factories import Force


def ordered(
    force: Force,
    title: str = "旅馆业检查",
    *stations: Station,
    who: str = "public_order",
) -> Directive:
    """Issued to 柳堰 and 津堰, or to the stations named."""
    due = (timezone.localdate(NOW) + dt.timedelta(days=20)).isoformat()
    content = task(title, 1, due)
    chosen = stations or (force.a1, force.a2)
    return send(force, who, content, *chosen, now=NOW).directive


def said(force: Force, row: Directive, each: Any = 300, **more: Any) -> None:
    by = force.staff_narcotics if row.department == force.narcotics else force.staff
    cost = Cost(yuan(each), **more)
    say_cost(by=by, directive=row, cost=cost, now=NOW)


def at(row: Directive, station: Station) -> Assignment:
    return row.assignments.select_related("directive").get(station=station)


def spent(force: Force, row: Directive, amount: Any, document: str) -> Expense:
    """By 柳堰 because of the task."""
    caused = Caused(spending(amount, document), at(row, force.a1))
    return spend(by=force.chief_a1, station=force.a1, caused=caused, now=NOW)


def paid_for(force: Force, row: Directive, paid: Disbursement) -> None:
    name_paid_task(by=force.finance, disbursement=paid, directive=row, now=NOW)


def sums(user: User, row: Directive) -> tuple[int, ...]:
    """Stations, said, spent, paid, confirmed, unfunded, in whole yuan."""
    found = read_cost(user, row.pk)
    if found is None:
        return ()
    names = Sums.__dataclass_fields__
    return (found.stations, *(int(getattr(found.sums, n)) for n in names))


def listed(user: User) -> list[str]:
    return [one.title for one in read_costs(user, YEAR)]
