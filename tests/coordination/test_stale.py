"""What must not outlive its reason: stored capacity, marks, the lock of a check."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from coordination.capacities import held
from coordination.models import DirtyStation, StationState
from coordination.services import checking_many
from coordination.services.checking import Outcome, check_station
from coordination.services.checking_many import check_many
from coordination.services.verifying import verify
from coordination.snapshot import snapshot, start_of_day
from organization.models import Station, WorkdayOverride
from personnel.models import DutyRegime, Posting
from tests.coordination.racing import Runner, until, waiting_for_me
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force

AS_OF = start_of_day(NOW)


def test_a_holiday_reaches_a_station_that_is_closed(force: Force) -> None:
    send(force, "public_order", task("清查", 90, "2026-06-03"), force.a1)
    Station.objects.filter(pk=force.a1.pk).update(closed_on=dt.date(2026, 9, 1))
    check(force.a1)
    WorkdayOverride.objects.create(day=dt.date(2026, 6, 2), is_workday=False)
    known = [
        snapshot([force.a1.pk], as_of=AS_OF, fresh=fresh)[force.a1.pk]
        for fresh in (False, True)
    ]
    assert known[0] == known[1]
    check(force.a1)
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_a_holiday_reaches_a_station_that_is_being_founded(force: Force) -> None:
    """Entered at the same moment they do not see each other; one must wait."""
    made: list[int] = []

    def found() -> None:
        with transaction.atomic():
            made.append(founded(force))
        check_station(made[0], now=NOW)

    with transaction.atomic():
        WorkdayOverride.objects.create(day=dt.date(2026, 6, 2), is_workday=False)
        other = Runner(found)
        until(lambda: waiting_for_me() or not other.is_alive())
    other.done()
    known = [
        snapshot(made, as_of=AS_OF, fresh=fresh)[made[0]] for fresh in (False, True)
    ]
    assert known[0].capacity
    assert known[0] == known[1]


def founded(force: Force) -> int:
    """A station that takes over everybody of another, in the caller's transaction."""
    new = Station.objects.get(pk=force.a1.pk)
    new.pk, new.code, new.name = None, "XX-NEW", "新所"
    new.save(force_insert=True)
    DutyRegime.objects.filter(station=force.a1).update(station=new)
    Posting.objects.filter(station=force.a1).update(station=new)
    return new.pk


@pytest.mark.parametrize("weekday", range(7))
def test_the_last_week_is_a_whole_one(force: Force, weekday: int) -> None:
    """Standing work of a week must not fall on the few days before the horizon."""
    DutyRegime.objects.filter(station=force.a1).update(standing_hours=Decimal(100))
    reach = {force.a1.pk: dt.date(2026, 6, 15) + dt.timedelta(days=weekday)}
    early = held(reach, AS_OF, fresh=True)[force.a1.pk]
    late = {force.a1.pk: early.until + dt.timedelta(days=30)}
    more = held(late, AS_OF, fresh=True)[force.a1.pk]
    assert early.periods(0, early.until) == more.periods(0, early.until)


def test_marks_of_a_station_that_is_no_more_go_away(force: Force) -> None:
    pk = 10**9
    DirtyStation.objects.create(station_id=pk)
    assert check_station(pk, now=NOW).outcome is Outcome.GONE
    assert not DirtyStation.objects.filter(station_id=pk).exists()


def test_a_part_whose_stations_are_no_more(force: Force) -> None:
    swept = check_many([10**9], now=NOW)
    assert (swept.checked, swept.left) == (0, ())
    assert check_many([], now=NOW).checked == 0


@pytest.mark.django_db(transaction=True)
def test_a_station_that_goes_while_it_is_swept_takes_no_other_along(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    lone = Station.objects.create(
        bureau=force.county_a, code="XX-LONE", name="将撤所", short_name="将撤所"
    )
    real = checking_many.judged

    def disturbed(*args: Any) -> Any:
        Runner(lambda: Station.objects.get(pk=lone.pk).delete()).done()
        return real(*args)

    monkeypatch.setattr(checking_many, "judged", disturbed)
    swept = check_many([force.a1.pk, lone.pk], now=NOW)
    assert (swept.checked, swept.left) == (1, (lone.pk,))
    assert check_station(lone.pk, now=NOW).outcome is Outcome.GONE
    assert set(StationState.objects.values_list("pk", flat=True)) == {force.a1.pk}
    assert not DirtyStation.objects.filter(station_id=lone.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_an_attempt_that_cannot_be_counted_gives_the_station_free(
    force: Force,
) -> None:
    check(force.a1)

    def impatient() -> tuple[int, bool]:
        """Advisory locks kept, and whether commits still do not wait."""
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout TO '100ms'")
            with pytest.raises(OperationalError):
                check_station(force.a1.pk, now=NOW)
            cursor.execute(
                "SELECT count(*), current_setting('synchronous_commit') ="
                " (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit')"
                " FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            )
            kept, usual = cursor.fetchone()
            return kept, usual

    with transaction.atomic():
        list(StationState.objects.select_for_update().filter(pk=force.a1.pk))
        assert Runner(impatient).done() == (0, True)
