"""What stations of the demo say: two opinions, an acting chief, a refusal.

Told after the checks, because an opinion carries the figures of its moment.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coordination.demo.force import Force
from coordination.services.deciding import Answer, answer
from coordination.services.deputising import name_deputy
from coordination.services.objecting import escalate, object_to
from coordination.services.remitting import Asked, report
from organization import services as organization
from organization.models import Membership, Role, Station, User
from personnel.models import Officer
from tasking.models import Assignment

HOUR = dt.timedelta(hours=1)
SINCE = dt.date(2020, 1, 1)


def speak(made: Force, now: dt.datetime) -> None:
    """In four places, so that each page of the kind has something on it."""
    _waits_for_an_answer(made.station("柳堰"), "涉诈", now)
    _is_brokered_over(made.station("津堰"), "消防隐患", now)
    _is_not_for_the_police(made.station("东笋岭"), "护林防火", now)
    _acts(made.station("灯市巷"), now)


def _waits_for_an_answer(station: Station, title: str, now: dt.datetime) -> None:
    row = _task(station, title)
    if row is not None:
        text = "线索多数已移交外地，本所同期还有入户核查和集中清查，按期完成有困难。"
        object_to(by=_chief(station), assignment=row, text=text, now=now - HOUR)


def _is_brokered_over(station: Station, title: str, now: dt.datetime) -> None:
    row = _task(station, title)
    if row is None or row.department is None or row.due is None:
        return
    chief = _chief(station)
    opinion = object_to(
        by=chief,
        assignment=row,
        text="与本所入户走访撞在同一周，建议顺延一周或者减半安排。",
        asked_due=row.due + dt.timedelta(days=7),
        now=now - 3 * HOUR,
    )
    staff = _holder(Role.DEPARTMENT_STAFF, department=row.department)
    kept = Answer("keep", "消防安全统一行动，时间暂不调整。")
    answer(by=staff, objection=opinion, said=kept, now=now - 2 * HOUR)
    escalate(
        by=chief,
        objection=opinion,
        reason="测算依据表明两项任务不能同时完成，请协调先后。",
        now=now - HOUR,
    )


def _is_not_for_the_police(station: Station, title: str, now: dt.datetime) -> None:
    row = _task(station, title)
    if row is None:
        return
    asked = Asked(
        requester=row.requester_label,
        matter=row.directive.title,
        basis=row.directive.basis,
        effort_units=row.remaining_units,
        text="卡点值守属属地和林业部门职责，派出所只负责涉火案件查处。",
    )
    report(by=_chief(station), station=station, assignment=row, asked=asked, now=now)


def _acts(station: Station, now: dt.datetime) -> None:
    """From today for a week; the deputy has an account like everybody who acts."""
    today = timezone.localdate(now)
    here = Officer.objects.filter(
        postings__station=station, postings__during__contains=today, user=None
    )
    officer = here.order_by("police_number").first()
    if officer is None:
        return
    deputy = organization.create_user(
        by=None, username=f"deputy{station.code}", name=officer.name
    )
    role = Role.STATION_OFFICER
    organization.grant_role(
        by=None, user=deputy, role=role, unit=station, during=(SINCE, None)
    )
    name_deputy(
        by=_chief(station),
        station=station,
        deputy=deputy,
        during=(today, today + dt.timedelta(days=7)),
        today=today,
    )


def _task(station: Station, title: str) -> Assignment | None:
    rows = Assignment.objects.live().filter(station=station)
    rows = rows.select_related("directive", "department", "station")
    return rows.filter(directive__title__contains=title).first()


def _chief(station: Station) -> User:
    return _holder(Role.STATION_CHIEF, station=station)


def _holder(role: Role, **unit: object) -> User:
    rows = Membership.objects.in_force().filter(role=role, acting=False, **unit)
    return rows.select_related("user").order_by("pk")[0].user
