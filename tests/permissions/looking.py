"""Views of lists and acts on many rows at each place, and whose they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desk.services import bulk
from desk.services.saving_views import delete_view, save_view
from organization.models import Department, Station, User
from tasking.models import Assignment


def looked(
    station: Station,
    department: Department,
    people: tuple[User, User],
    now: dt.datetime,
) -> dict[str, Any]:
    """The department shares one with itself and has deleted one; it has begun to remind
    of its task. The chief keeps one for himself."""
    staff, chief = people
    assignment = Assignment.objects.filter(station=station, department=department)[0]
    name = f"{station.name}{assignment.pk}"
    given = {"list_name": "tasks", "query": "state=issued"}
    shared = save_view(by=staff, name=name, reach="unit", **given)
    gone = save_view(by=staff, name=f"旧{name}", **given)
    delete_view(by=staff, view=gone, now=now)
    save_view(by=chief, name=name, list_name="inbox", query="show=unread")
    run = bulk.begin(
        by=staff,
        name="parts_remind",
        place=str(assignment.directive_id),
        query="",
        ticked=None,
        now=now,
    )
    return {
        "view": shared.pk,
        "gone_view": gone.pk,
        "known_list": "tasks",
        "bulk": run.pk,
    }
