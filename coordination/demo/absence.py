"""Leave and a roster in the demo: wishes for the chief and the leader, one refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from coordination.demo.force import Force
from coordination.demo.posts import holder
from organization.models import Role, Station, User
from personnel.models import Leave, LeaveRequest, Officer
from personnel.services import asking_leave, deciding_leave, rosters

DAY = dt.timedelta(days=1)
FAR = 90


@dataclass(frozen=True)
class Wish:
    """Who of a station, for how long, not before so many days from today."""

    post: str
    kind: str
    after: int
    length: int
    reason: str


WAITING = Wish("办案民警", Leave.Kind.ANNUAL, 4, 5, "回老家看望父母。")
CHIEF = Wish("所长", Leave.Kind.ANNUAL, 20, 4, "年休假。")
AT_HQ = Wish("机关民警", Leave.Kind.ANNUAL, 6, 5, "陪同家人就医。")
REFUSED = Wish("内勤", Leave.Kind.ANNUAL, 2, 3, "家中有事。")


def ask_for_leave(made: Force, now: dt.datetime) -> None:
    """At 柳堰 and in a department; nothing where nobody is free on the days."""
    station = made.station("柳堰")
    chief = holder(Role.STATION_CHIEF, station=station)
    if chief is None:
        return
    _ask_at_hq(made, now)
    _ask(station, WAITING, now)
    _ask(station, CHIEF, now)
    row = _ask(station, REFUSED, now - DAY)
    if row is not None and not row.to_leader:
        deciding_leave.refuse_leave(
            by=chief, request=row, text="当周集中清查，请改到下月。", now=now
        )


def enter_rosters(made: Force, now: dt.datetime) -> None:
    """At 柳堰: who leads works by day, the others in thirds, auxiliaries too."""
    station = made.station("柳堰")
    chief = holder(Role.STATION_CHIEF, station=station)
    today = timezone.localdate(now)
    since = (today - today.weekday() * DAY, None)
    here = station.postings.filter(during__contains=since[0])
    leading = Q(post__in=("所长", "教导员", "副所长", "内勤"))
    crews = (
        (here.filter(leading), "day"),
        (here.exclude(leading).exclude(post="辅警"), "thirds"),
        (here.filter(post="辅警"), "thirds"),
    )
    for rows, pattern in crews:
        people = [row.officer for row in rows.select_related("officer").order_by("pk")]
        if chief is not None and people:
            rosters.set_roster(
                by=chief,
                station=station,
                officers=people,
                pattern=pattern,
                during=since,
            )


def _ask(station: Station, wish: Wish, now: dt.datetime) -> LeaveRequest | None:
    """For whoever of them is free first."""
    by = holder(Role.STATION_CHIEF, station=station)
    here = {"station": station, "during__endswith": None, "post": wish.post}
    rows = Officer.objects.filter(postings__in=station.postings.filter(**here))
    today = timezone.localdate(now)
    free = [(_free(one, wish, today), one) for one in rows.order_by("police_number")]
    known = [(first, one.pk, one) for first, one in free if first]
    if by is None or not known:
        return None
    first, _pk, officer = min(known, key=lambda found: found[:2])
    return _asked(officer.user or by, officer, wish, first, now)


def _ask_at_hq(made: Force, now: dt.datetime) -> None:
    """In a department the head decides."""
    unit = made.department("望津治安")
    user = holder(Role.DEPARTMENT_STAFF, department=unit)
    officer = Officer.objects.filter(user=user).first() if user else None
    first = _free(officer, AT_HQ, timezone.localdate(now)) if officer else None
    if user and officer and first:
        _asked(user, officer, AT_HQ, first, now)


def _asked(
    by: User, officer: Officer, wish: Wish, first: dt.date, now: dt.datetime
) -> LeaveRequest:
    return asking_leave.ask_leave(
        by=by,
        officer=officer,
        kind=wish.kind,
        during=(first, first + wish.length * DAY),
        reason=wish.reason,
        now=now,
    )


def _free(officer: Officer, wish: Wish, today: dt.date) -> dt.date | None:
    """The first Monday on which so many days are free."""
    taken = list(officer.leaves.values_list("during", flat=True))
    for n in range(wish.after, FAR):
        first = today + n * DAY
        end = first + wish.length * DAY
        met = any(one.lower < end and first < one.upper for one in taken)
        if first.weekday() == 0 and not met:
            return first
    return None
