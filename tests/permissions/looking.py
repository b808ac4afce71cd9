"""Views of lists, acts on many rows and files of them at each place, and whose they
are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from desk.services import bulk, watch_jobs
from desk.services.saving_views import delete_view, save_view
from desk.services.taking import ask_for_file
from desk.taking.running import TAKINGS
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
        "taking": _taken(staff),
    }


def _taken(staff: User) -> int:
    """The list of tasks as a file; its asker sees it end."""
    address = f"{reverse('coordination:directives')}?as=csv"
    given = {"name": "tasks.csv", "language": "zh-hans"}
    job = ask_for_file(by=staff, address=address, **given)
    watch_jobs(by=staff, jobs=[job], now=timezone.now())
    TAKINGS.run(job.pk, now=timezone.now())
    return job.pk
