"""How what was done with tasks and plans is taken back, see `desk.undoing`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desk.models import Undoable
from desk.stale import Overtaken
from desk.undoing import register
from organization.models import User
from tasking.models import PlanItem, StationPlan
from tasking.services import plans
from tasking.services.plans import Planned
from tasking.services.taking_back import put_item_back, reopen, take_back_act

ACT, CLOSED = "assignment_act", "directive_closed"
ITEM_ADDED, ITEM_CHANGED = "plan_item_added", "plan_item_changed"
ITEM_REMOVED = "plan_item_removed"


def planned(item: PlanItem) -> dict[str, Any]:
    """What an item says, to be put back."""
    names = ("kind", "title", "units", "per", "first", "last")
    return {name: getattr(item, name) for name in names}


def belongings(item: PlanItem) -> dict[str, list[int]]:
    """The protected time and the tasks that belong to an item."""
    return {
        "blocks": list(item.blocks.values_list("pk", flat=True)),
        "tasks": list(item.tasks.values_list("pk", flat=True)),
    }


def _said(kept: dict[str, Any]) -> Planned:
    days = {name: dt.date.fromisoformat(kept[name]) for name in ("first", "last")}
    return Planned(**{**kept, **days})


def _item(row: Undoable) -> PlanItem:
    found = PlanItem.objects.select_related("plan__station__bureau")
    item = found.filter(pk=row.subject_id or 0).first()
    if item is None:
        raise Overtaken
    return item


def _act(by: User, row: Undoable, now: dt.datetime) -> None:
    take_back_act(by=by, assignment=row.subject_id or 0, now=now, **row.facts)


def _added(by: User, row: Undoable, _now: dt.datetime) -> None:
    plans.remove_item(by=by, item=_item(row), version=row.facts["version"])


def _changed(by: User, row: Undoable, _now: dt.datetime) -> None:
    plans.change_item(
        by=by,
        item=_item(row),
        said=_said(row.facts["before"]),
        version=row.facts["version"],
    )


def _removed(by: User, row: Undoable, _now: dt.datetime) -> None:
    plan = StationPlan.objects.select_related("station__bureau").get(
        pk=row.facts["plan"]
    )
    put_item_back(
        by=by,
        plan=plan,
        said=_said(row.facts["before"]),
        blocks=row.facts["blocks"],
        tasks=row.facts["tasks"],
    )


def _closed(by: User, row: Undoable, _now: dt.datetime) -> None:
    reopen(by=by, directive=row.subject_id or 0, version=row.facts["version"])


register(ACT, _act)
register(CLOSED, _closed)
register(ITEM_ADDED, _added)
register(ITEM_CHANGED, _changed)
register(ITEM_REMOVED, _removed)
