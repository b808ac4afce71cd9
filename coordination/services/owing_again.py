"""An order stands again whose place another one had taken: it owes what it did."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from coordination.models import OwedTime
from coordination.services.locking import lock_stations
from coordination.services.owing import Names, owe
from coordination.services.taking import taken_by
from coordination.services.telling_owed import tell_stations
from organization.models import User
from tasking.models import LIVE_STATES, Assignment, Directive

BESIDE = ("block", "issued_by", "second")


@transaction.atomic
def stand_again(*, by: User, instead: Directive, now: dt.datetime) -> None:
    """`instead` was taken back. What the order above it takes of the same protected
    time is owed in the same names as before, and never more than before."""
    if instead.parent_id is None:
        return
    rows = OwedTime.objects.filter(
        assignment__directive=instead.parent_id,
        assignment__state__in=LIVE_STATES,
        state=OwedTime.State.ENDED,
        block__isnull=False,
    )
    lock_stations(sorted(set(rows.values_list("station", flat=True))))
    last = {
        (row.assignment_id, row.block_id): row
        for row in rows.select_related(*BESIDE).order_by("pk")
    }
    orders = Assignment.objects.in_bulk({order for order, _block in last})
    found = {pk: taken_by(order, now) for pk, order in orders.items()}
    owed = OwedTime.objects.open().filter(assignment__in=orders)
    known = set(owed.values_list("assignment", "block"))
    made = []
    for (order, block), row in last.items():
        units = min(found[order].get(block or 0, 0), row.units)
        if row.block and units and (order, block) not in known:
            names = Names(row.issued_by, row.second, row.urgent)
            given: dict[str, Any] = {
                "order": orders[order],
                "block": row.block,
                "units": units,
            }
            made.append(owe(by=by, names=names, now=now, **given))
    tell_stations(made, by=by)
