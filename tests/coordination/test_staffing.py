"""What postings do to the stations: supposed before, checked again after."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from coordination.models import Conflict, DirtyStation, StationState
from coordination.services.checking import check_station
from coordination.staffing import effects
from organization.models import Station
from personnel import services
from personnel.establishment import Unit
from personnel.models import DutyRegime, PostingOrder
from personnel.moves import moves_of
from personnel.services import consulting, deciding, ordering
from personnel.services.lines import Wish
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, force

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 6, 8)
AWAY = dt.date(2026, 6, 22)


@pytest.fixture
def made() -> Force:
    return force()


def order(
    made: Force, *, unit: Unit | None = None, end: dt.date | None = None, n: int = 0
) -> PostingOrder:
    officer = made.officers[made.a1.code][n]
    kind = "secondment" if end else "permanent"
    line = Wish(officer, unit or made.a2, kind, MONDAY, end)
    return ordering.draft_order(
        by=made.personnel_admin,
        bureau=made.county_a,
        title="岗位调整",
        wishes=[line],
        now=NOW,
    )


def supposed(made: Force, row: PostingOrder, *stations: Station) -> list[object]:
    lines = list(row.lines.select_related("officer"))
    return list(effects(stations, moves_of(lines), now=NOW))


def test_one_station_loses_a_week_and_the_other_gains_it(made: Force) -> None:
    """40 hours a week each: 240 for six, 200 for five."""
    home, away = supposed(made, order(made), made.a1, made.a2)
    assert (home.heads, away.heads) == ((6, 5), (6, 7))
    assert [(w.before, w.after) for w in home.weeks] == [(240, 200)] * 4
    assert [(w.before, w.after) for w in away.weeks] == [(240, 280)] * 4


def test_who_comes_back_is_missed_for_the_time_only(made: Force) -> None:
    (home,) = supposed(made, order(made, end=AWAY), made.a1)
    assert [week.after for week in home.weeks] == [200, 200, 240, 240]


def test_leave_goes_with_the_officer(made: Force) -> None:
    officer = made.officers[made.a1.code][0]
    week = (MONDAY, MONDAY + dt.timedelta(days=7))
    services.record_leave(by=None, officer=officer, kind="annual", during=week)
    home, away = supposed(made, order(made), made.a1, made.a2)
    assert (home.weeks[0].before, home.weeks[0].after) == (200, 200)
    assert (away.weeks[0].after, away.weeks[1].after) == (240, 280)


def test_an_auxiliary_takes_his_relief_along(made: Force) -> None:
    """Standing work of a half, 120 of 240 hours; he takes over 16 of them."""
    helper = services.register_officer(
        by=None, police_number="F0001", name="何雨婷", category="auxiliary"
    )
    always = (dt.date(2020, 1, 1), None)
    services.post_officer(by=None, officer=helper, unit=made.a1, during=always)
    made.officers[made.a1.code].append(helper)
    rows = DutyRegime.objects.filter(station__in=[made.a1, made.a2])
    rows.update(standing_share=Decimal("0.5"), auxiliary_share=Decimal("0.4"))
    home, away = supposed(made, order(made, n=-1), made.a1, made.a2)
    assert (home.weeks[0].before, home.weeks[0].after) == (136, 120)
    assert (away.weeks[0].before, away.weeks[0].after) == (120, 136)
    assert (home.heads, away.heads) == ((6, 6), (6, 6))


def test_what_would_not_fit_is_said_before(made: Force) -> None:
    """Two weeks from 1 June: 480 hours for six, 440 with five in the second."""
    send(made, "public_order", task("清查", 470, "2026-06-14"), made.a1)
    (home,) = supposed(made, order(made), made.a1)
    assert (home.before.fits, home.after.fits) == (True, False)
    assert home.after.shortfall == 30 and home.worse


def test_a_station_without_data_cannot_be_judged(made: Force) -> None:
    (found,) = supposed(made, order(made, unit=made.unknown), made.unknown)
    assert not found.known and found.after.fits is None


def test_supposing_writes_nothing(made: Force) -> None:
    check(*made.stations)
    row = order(made)
    assert not DirtyStation.objects.exists()
    supposed(made, row, made.a1, made.a2)
    assert not DirtyStation.objects.exists()


def decided(made: Force) -> PostingOrder:
    row = order(made)
    ordering.name_readers(by=made.personnel_admin, order=row, readers=[made.leader])
    ordering.consult(by=made.personnel_admin, order=row, now=NOW)
    for seat in row.seats.all():
        chief = made.chief_a1 if seat.station == made.a1 else made.chief_a2
        consulting.say(by=chief, seat=seat, answer="agree", text="", now=NOW)
    meeting = deciding.Decision("局党委会议", NOW.date(), "1号")
    return deciding.decide(by=made.leader, order=row, decision=meeting, now=NOW)


def test_exactly_the_two_stations_are_checked_again(made: Force) -> None:
    send(made, "public_order", task("清查", 470, "2026-06-14"), made.a1)
    check(*made.stations)
    before = dict(StationState.objects.values_list("station", "revision"))
    decided(made)
    dirty = set(DirtyStation.objects.values_list("station_id", flat=True))
    assert dirty == {made.a1.pk, made.a2.pk}
    assert set(DirtyStation.objects.values_list("capacity", flat=True)) == {True}
    for pk in dirty:
        check_station(pk, now=NOW)
    after = dict(StationState.objects.values_list("station", "revision"))
    moved = {pk for pk in after if after[pk] != before.get(pk)}
    assert moved == {made.a1.pk, made.a2.pk}
    (conflict,) = Conflict.objects.open().filter(station=made.a1)
    assert conflict.shortfall_units == 30 * 60_000


def test_undoing_checks_the_same_two_again(made: Force) -> None:
    send(made, "public_order", task("清查", 470, "2026-06-14"), made.a1)
    row = decided(made)
    check(*made.stations)
    deciding.undo_order(by=made.leader, order=row, reason="编制冻结", now=NOW)
    dirty = set(DirtyStation.objects.values_list("station_id", flat=True))
    assert dirty == {made.a1.pk, made.a2.pk}
    check(made.a1, made.a2)
    assert not Conflict.objects.open().filter(station=made.a1).exists()
