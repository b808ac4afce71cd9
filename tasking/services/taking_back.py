"""What a station did with an assignment, and what a plan became, taken back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from desk.undoing import put_back
from organization import audit
from organization.models import User
from organization.permissions import authorise
from tasking.lifecycle import ASSIGNMENT
from tasking.models import (
    Assignment,
    AssignmentEntry,
    Directive,
    PlanItem,
    ProtectedBlock,
    StationPlan,
)
from tasking.services import plans, signing
from tasking.services.acts import Stale

ACTS = ("acknowledge", "progress", "report")
FIELDS = (
    *("state", "remaining_units", "acknowledged_at"),
    *("reported_at", "report", "took_units"),
)
"""What these acts change."""


@transaction.atomic
def take_back_act(
    *,
    by: User,
    assignment: int,
    act: str,
    before: Mapping[str, Any],
    version: int,
    now: dt.datetime,
) -> Assignment:
    """The assignment is as it was `before` the act, and says that it was taken back.

    Stale unless it still is the `version` that the act left: whoever has accepted,
    returned or changed it meanwhile has built on it.
    """
    rows = Assignment.objects.select_for_update(of=("self",))
    rows = rows.select_related("station", "department", "directive")
    row = rows.get(pk=assignment)
    authorise(by, ASSIGNMENT[act].action, row.station)
    if row.version != version:
        raise Stale
    was = row.remaining_units
    put_back(row, before)
    row.version += 1
    row.save(update_fields=[*before, "version"])
    AssignmentEntry.objects.create(
        assignment=row,
        at=now,
        by=by,
        act="take_back",
        remaining_before=was,
        remaining_after=row.remaining_units,
    )
    if row.state == Assignment.State.ISSUED:
        signing.ask(directive=row.directive)
    audit.record(
        "assignment.take_back", by=by, subject=row, unit=row.station.code, act=act
    )
    return row


@transaction.atomic
def put_item_back(
    *,
    by: User,
    plan: StationPlan,
    said: plans.Planned,
    blocks: Iterable[int],
    tasks: Iterable[int],
) -> PlanItem:
    """An item that was taken out is in the plan again, with what belonged to it and
    belongs to nothing else by now."""
    item = plans.add_item(by=by, plan=plan, said=said)
    free = {"plan_item": None, "pk__in": list(blocks)}
    for block in ProtectedBlock.objects.filter(station=plan.station, **free):
        plans.put_under(by=by, what=block, item=item)
    free["pk__in"] = list(tasks)
    for task in Directive.objects.filter(own_station=plan.station, **free):
        plans.put_under(by=by, what=task, item=item)
    return item


@transaction.atomic
def reopen(*, by: User, directive: int, version: int) -> Directive:
    """A task that was closed is under way again. Stale where it was changed since."""
    rows = Directive.objects.select_for_update(of=("self",))
    row = rows.select_related("department", "own_station").get(pk=directive)
    authorise(by, "directive.close", row.department or row.own_station)
    if row.version != version:
        raise Stale
    if row.state != Directive.State.CLOSED:
        raise ValidationError({"state": [_("This task is not closed.")]})
    row.state = Directive.State.ISSUED
    row.version += 1
    row.save(update_fields=["state", "version"])
    audit.record("directive.reopen", by=by, subject=row, unit=row.requester_code)
    return row
