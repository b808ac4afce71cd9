"""Views of lists, acts on many rows and files of them at each place, and whose they
are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from coordination.reaching import TAKE_BACK
from desk.services import bulk, end_job, watch_jobs
from desk.services.saving_views import delete_view, save_view
from desk.services.sending import Sent, send_off
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
        "sent": _sent(staff, assignment.directive_id, now),
    }


def _taken(staff: User) -> int:
    """The list of tasks as a file; its asker sees it end."""
    address = f"{reverse('coordination:directives')}?as=csv"
    given = {"name": "tasks.csv", "language": "zh-hans"}
    job = ask_for_file(by=staff, address=address, **given)
    watch_jobs(by=staff, jobs=[job], now=timezone.now())
    TAKINGS.run(job.pk, now=timezone.now())
    return job.pk


def _sent(staff: User, directive: int, now: dt.datetime) -> int:
    """A task taken back without a reason: refused, its sender sees it end."""
    path = "coordination:withdraw_directive"
    sent = Sent(
        address=reverse(path, args=[directive]),
        name="撤回",
        language="zh-hans",
        came_from=None,
        key=f"withdraw:{directive}",
        mark="",
        content=b"",
        back=reverse("coordination:directive", args=[directive]),
    )
    job = send_off(by=staff, kind=TAKE_BACK, sent=sent)
    watch_jobs(by=staff, jobs=[job], now=now)
    end_job(job=job, now=now, error="请说明撤回原因。")
    return job.pk
