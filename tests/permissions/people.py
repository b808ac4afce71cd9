"""A post and a posting order at each of the four places."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from organization.models import Department, Station, User
from personnel import services as personnel
from personnel.models import AlertLevel, LeaveRequest, Post, PostingOrder
from personnel.services import alerts, asking_leave, consulting, ordering, requesting
from personnel.services.lines import Wish
from tests.factories import Force, appoint, person


def post(station: Station) -> Post:
    return personnel.add_post(
        by=None,
        unit=station,
        terms=personnel.Terms("社区民警", 6),
        during=(timezone.localdate(), None),
        reason="编制批复",
    )


def postings(
    made: Force, station: Station, lent_to: Department, chief: User, now: dt.datetime
) -> dict[str, Any]:
    """An officer lent to the department of the place, and the chief objects."""
    at_home = station.bureau == made.county_a
    admin = made.personnel_admin if at_home else person("admin_b", "政工乙")
    if not at_home:
        appoint(admin, "personnel_admin", station.bureau)
    today = timezone.localdate(now)
    line = Wish(
        officer=made.officers[station.code][PostingOrder.objects.count()],
        unit=lent_to,
        kind="loan",
        first=today + dt.timedelta(days=60),
        end=today + dt.timedelta(days=90),
    )
    row = ordering.draft_order(
        by=admin,
        bureau=station.bureau,
        title="借调方案",
        readers=[made.leader] if at_home else [],
        wishes=[line],
        now=now,
    )
    ordering.consult(by=admin, order=row, now=now)
    seat = row.seats.get()
    said = consulting.say(
        by=chief, seat=seat, answer="objection", text="人手不够", now=now
    )
    asked = requesting.ask_for_officers(
        by=chief, station=station, kind="社区民警", number=1, reason="缺编", now=now
    )
    return {
        "alert": _alert(made, station, now),
        "leave_asked": _leave_asked(made, station, chief, now),
        "order_of_posting": row.pk,
        "line": [row.pk, row.lines.get().pk],
        "seat": [row.pk, seat.pk],
        "saying": [row.pk, said.pk],
        "request": asked.pk,
    }


def _leave_asked(made: Force, station: Station, chief: User, now: dt.datetime) -> int:
    """By the chief for an officer without an account; the first not asked for yet."""
    today = timezone.localdate(now)
    n = LeaveRequest.objects.filter(station=station).count()
    row = asking_leave.ask_leave(
        by=chief,
        officer=made.officers[station.code][3 + n],
        kind="annual",
        during=(today + dt.timedelta(days=20), today + dt.timedelta(days=22)),
        reason="探亲",
        now=now,
    )
    return row.pk


def _alert(made: Force, station: Station, now: dt.datetime) -> int:
    """One for the whole bureau, far ahead of everything else."""
    home = station.bureau
    known = AlertLevel.objects.filter(bureau=home).first()
    if known is not None:
        return known.pk
    leader = made.leader if home == made.county_a else person("leader_b", "局领导乙")
    if home != made.county_a:
        appoint(leader, "leader", home)
    first = timezone.localdate(now) + dt.timedelta(days=300)
    return alerts.announce_alert(
        by=leader,
        bureau=home,
        level=2,
        during=(first, first + dt.timedelta(days=2)),
        reason="重大安保",
        now=now,
    ).pk
