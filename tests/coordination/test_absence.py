"""What a leave does to its station: told before it is decided, checked after."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from coordination.absence import Effect, absences
from coordination.models import Conflict, DirtyStation, StationState
from personnel import services
from personnel.models import DutyRegime, LeaveRequest, Officer
from personnel.services import asking_leave, deciding_leave
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, force

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 6, 8)
NEXT = dt.date(2026, 6, 15)


@pytest.fixture
def made() -> Force:
    return force()


def asked(
    made: Force, n: int = 1, first: dt.date = MONDAY, end: dt.date = NEXT
) -> LeaveRequest:
    return asking_leave.ask_leave(
        by=made.chief_a1,
        officer=made.officers[made.a1.code][n],
        kind="annual",
        during=(first, end),
        reason="探亲",
        now=NOW,
    )


def told(row: LeaveRequest) -> Effect:
    (found,) = of_all(row)
    return found


def of_all(row: LeaveRequest) -> list[Effect]:
    row = LeaveRequest.objects.with_parts().get(pk=row.pk)
    return absences(row, row.at_stations, now=NOW)


def test_a_week_away_is_forty_hours_and_who_is_left_is_counted(made: Force) -> None:
    """Three of six are away at the same time: two are left with the third."""
    for n in (4, 5):
        week = (dt.date(2026, 6, 10), NEXT)
        services.record_leave(
            by=None,
            officer=made.officers[made.a1.code][n],
            kind="annual",
            during=week,
        )
    found = told(asked(made))
    assert [(w.before, w.after) for w in found.weeks] == [(192, 152)]
    assert (found.lost, len(found.days), found.known) == (40, 7, True)
    few = found.fewest
    assert (few.day, few.before, few.after, few.least) == (
        dt.date(2026, 6, 10),
        4,
        3,
        3,
    )
    assert not few.too_few and not found.news
    worse = told(asked(made, 2))
    assert worse.fewest.after == 3


def test_conflicts_that_would_appear_or_grow_are_named(made: Force) -> None:
    """Two weeks from 1 June: 480 hours for six, 440 with one fewer in the second."""
    send(made, "public_order", task("清查", 300, "2026-06-14"), made.a1)
    send(made, "narcotics", task("宣传", 170, "2026-06-14"), made.a1)
    row = asked(made)
    found = told(row)
    assert (found.before.fits, found.after.fits) == (True, False)
    assert found.after.shortfall == 30
    (news,) = found.news
    assert not news.grows
    for word in ("6月1日至13日", "缺口30人·时", "治安", "300", "禁毒", "170"):
        assert word in news.text, news.text
    deciding_leave.approve_leave(by=made.chief_a1, request=row, now=NOW)
    (more,) = told(asked(made, 2, end=MONDAY + dt.timedelta(days=1))).news
    assert more.grows and "缺口38人·时" in more.text


def test_an_auxiliary_who_relieves_and_an_unknown_station(made: Force) -> None:
    helper = services.register_officer(
        by=None, police_number="F0001", name="何雨婷", category="auxiliary"
    )
    always = (dt.date(2020, 1, 1), None)
    services.post_officer(by=None, officer=helper, unit=made.a1, during=always)
    made.officers[made.a1.code].append(helper)
    found = told(asked(made, -1))
    assert not found.counts and found.lost == 0
    rows = DutyRegime.objects.filter(station=made.a1)
    rows.update(standing_share=Decimal("0.5"), auxiliary_share=Decimal("0.4"))
    found = told(LeaveRequest.objects.latest("pk"))
    assert found.lost == 16 and found.fewest.after == 6
    alone = services.register_officer(by=None, police_number="990001", name="高志远")
    services.post_officer(by=None, officer=alone, unit=made.unknown, during=always)
    services.link_account(by=None, officer=alone, user=made.officer_a1)
    row = asking_leave.ask_leave(
        by=made.officer_a1,
        officer=Officer.objects.get(pk=alone.pk),
        kind="annual",
        during=(MONDAY, NEXT),
        reason="探亲",
        now=NOW,
    )
    found = told(row)
    assert not found.known and found.fewest.alone


def test_each_station_of_a_leave_is_judged_for_its_own_days(made: Force) -> None:
    """Transferred on Wednesday: 16 hours fewer at 柳堰, 24 fewer at 津堰."""
    who = Officer.objects.get(pk=made.officers[made.a1.code][1].pk)
    services.link_account(by=None, officer=who, user=made.officer_a1)
    moved = MONDAY + dt.timedelta(days=2)
    services.end_posting(by=None, posting=who.postings.get(), on=moved)
    services.post_officer(by=None, officer=who, unit=made.a2, during=(moved, None))
    who.user = made.officer_a1
    row = asking_leave.ask_leave(
        by=made.officer_a1,
        officer=who,
        kind="annual",
        during=(MONDAY, NEXT),
        reason="",
        now=NOW,
    )
    send(made, "public_order", task("清查", 230, "2026-06-14"), made.a2)
    send(made, "narcotics", task("宣传", 270, "2026-06-14"), made.a2)
    found = of_all(row)
    assert [(e.station, e.lost, len(e.days)) for e in found] == [
        (made.a1, 16, 2),
        (made.a2, 24, 5),
    ]
    assert not found[0].news and [news.grows for news in found[1].news] == [False]


def test_exactly_the_stations_a_leave_touches_are_checked_again(made: Force) -> None:
    send(made, "public_order", task("清查", 470, "2026-06-14"), made.a1)
    check(*made.stations)
    row = asked(made)
    told(row)
    assert not DirtyStation.objects.exists()
    before = dict(StationState.objects.values_list("station", "revision"))
    act = {"by": made.chief_a1, "request": row, "now": NOW}
    row = deciding_leave.approve_leave(**act)
    assert set(DirtyStation.objects.values_list("station_id", "capacity")) == {
        (made.a1.pk, True)
    }
    check(made.a1)
    (conflict,) = Conflict.objects.open().filter(station=made.a1)
    assert conflict.shortfall_hours == Decimal(30)
    after = dict(StationState.objects.values_list("station", "revision"))
    assert {pk for pk in after if after[pk] != before[pk]} == {made.a1.pk}
    deciding_leave.shorten_leave(back=MONDAY, text="召回", **act)
    assert set(DirtyStation.objects.values_list("station_id", flat=True)) == {
        made.a1.pk
    }
    check(made.a1)
    assert not Conflict.objects.open().filter(station=made.a1).exists()
