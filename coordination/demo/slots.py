"""Ways to headquarters, a meeting by video, one at the seat, and two inspections that
could be one visit.

Each is put where it does least harm, so that it takes part in no conflict.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from coordination.demo.files import table
from coordination.demo.force import Force
from coordination.demo.posts import holder
from coordination.services.checking import check_station
from coordination.services.issuing import issue, targets_of
from coordination.slotting import Search, best_times
from organization.calendar import WorkCalendar
from organization.models import Bureau, Department, Role, User
from tasking.content import Content
from tasking.services.travel import keep_ways

NEAR = "柳堰 津堰 灯市巷 北埠"
# Department, stations, working days ahead to look from, minutes, and what it is.
TOLD: list[tuple[str, str, int, int, dict[str, Any]]] = [
    (
        *("望津治安", NEAR, 6, 60),
        {
            "title": "夏季治安形势视频调度会",
            "kind": "meeting",
            "venue": "video",
            "place": "各所视频会议室",
            "attendees": ("chief",),
            "intent": "通报形势，明确下阶段重点",
        },
    ),
    (
        *("望津刑侦", NEAR, 12, 90),
        {
            "title": "案件受理例会",
            "kind": "meeting",
            "venue": "seat",
            "place": "分局三楼会议室",
            "attendees": ("instructor",),
            "intent": "通报受案质量，统一口径",
        },
    ),
    (
        *("望津治安", "柳堰 津堰", 9, 120),
        {
            "title": "旅馆业管理到所检查",
            "kind": "inspection",
            "venue": "station",
            "officers": Decimal(1),
            "data_items": ("旅馆业登记", "检查台账"),
            "intent": "核对台账，指导登记",
        },
    ),
    (
        *("市禁毒", "柳堰 津堰", 13, 90),
        {
            "title": "易制毒化学品管理到所检查",
            "kind": "inspection",
            "venue": "station",
            "officers": Decimal(1),
            "data_items": ("易制毒化学品台账",),
            "intent": "核对台账，查看存放",
        },
    ),
]


def arrange(made: Force, now: dt.datetime) -> None:
    _ways(made)
    for told in TOLD:
        _issue(made, *told, now=now)


def _ways(made: Force) -> None:
    """Entered by each bureau's office, or by its personnel."""
    rows = table("ways")
    for bureau in made.bureaus.values():
        keeper = _keeper(bureau)
        column = "city" if bureau == made.city else "county"
        below = {station.short_name: station for station in made.under(bureau)}
        known = {
            below[row["station"]].pk: int(row[column])
            for row in rows
            if row["station"] in below and row[column]
        }
        if keeper is not None and known:
            keep_ways(by=keeper, bureau=bureau, minutes=known)


def _keeper(bureau: Bureau) -> User | None:
    for role in (Role.COORDINATOR, Role.PERSONNEL_ADMIN):
        found = holder(role, department__bureau=bureau) or holder(role, bureau=bureau)
        if found is not None:
            return found
    return None


def _issue(
    made: Force,
    code: str,
    names: str,
    ahead: int,
    minutes: int,
    told: dict[str, Any],
    *,
    now: dt.datetime,
) -> None:
    department = made.department(code)
    sender = holder(Role.DEPARTMENT_STAFF, department=department)
    if sender is None:
        return
    content = Content(standard="按时参加", **told)
    stations = [made.station(name) for name in names.split()]
    first = _workday(ahead, now)
    found = best_times(
        content,
        targets_of(stations, None),
        department=department.code,
        search=Search(first, first + dt.timedelta(days=9), minutes),
        now=now,
    )
    best = found.best[0]
    times = {"release": best.start, "due": best.end}
    issue(
        by=sender,
        requester=Department.objects.select_related("bureau").get(pk=department.pk),
        content=Content(**{**vars(content), **times}),
        stations=stations,
        now=now,
        reason="" if best.is_clean else "各所时间均紧，已选冲突最少的时段。",
    )
    for station in stations:
        check_station(station.pk, now=now)


def _workday(ahead: int, now: dt.datetime) -> dt.date:
    today = timezone.localdate(now)
    calendar = WorkCalendar.load(today, today + dt.timedelta(days=60))
    return calendar.add_workdays(today, ahead)
