"""Two changes at once that only together concern a station: neither gets lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection, transaction

from coordination.models import DirtyStation, StationState
from coordination.services.verifying import verify
from organization.models import Station
from personnel import services as personnel
from personnel.models import Officer
from personnel.services.alerts import announce_alert
from tests import factories
from tests.coordination.racing import Runner, until, waiting_for_me
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)
JUNE = dt.date(2026, 6, 1)
LEAVE = (JUNE, dt.date(2026, 6, 10))
LOCK = re.compile(r"PERFORM 1 FROM personnel_officer .* FOR NO KEY UPDATE; ")


@pytest.fixture
def force(transactional_db: None) -> Force:
    """A station that can do its 100 hours with a seventh officer only."""
    found = factories.force()
    send(found, "public_order", task("夏季清查", 100, "2026-06-02"), found.a1)
    return found


@pytest.fixture
def officer(force: Force) -> Officer:
    return personnel.register_officer(by=None, police_number="990001", name="韩冬梅")


def post(force: Force, officer: Officer) -> object:
    return personnel.post_officer(
        by=None, officer=officer, unit=force.a1, during=(JUNE, None)
    )


def leave(officer: Officer) -> object:
    return personnel.record_leave(by=None, officer=officer, kind="annual", during=LEAVE)


def while_open(first: Callable[[], object], second: Callable[[], object]) -> Runner:
    """`second` begins while `first` is done but not committed; both then end."""
    with transaction.atomic():
        first()
        runner = Runner(second)
        until(waiting_for_me)
    return runner


def settle(force: Force) -> bool | None:
    """Check until no mark is left; the stored verdict, which must be the true one."""
    while DirtyStation.objects.filter(station_id=force.a1.pk).exists():
        check(force.a1)
    assert list(verify([force.a1.pk])) == []
    return StationState.objects.get(pk=force.a1.pk).feasible


def test_a_posting_entered_beside_a_leave_waits_for_it(
    force: Force, officer: Officer
) -> None:
    check(force.a1)
    while_open(lambda: leave(officer), lambda: post(force, officer)).done()
    assert settle(force) is False


def test_a_leave_entered_beside_a_posting_marks_the_new_station(
    force: Force, officer: Officer
) -> None:
    check(force.a1)
    while_open(lambda: post(force, officer), lambda: leave(officer)).done()
    assert settle(force) is False


def test_a_level_announced_beside_a_new_station_waits_for_it(force: Force) -> None:
    """Neither sees the other's rows: without waiting nobody would mark the station."""
    fact = {"by": force.leader, "bureau": force.county_a, "level": 2, "reason": "安保"}
    days = (NOW.date() + DAY, NOW.date() + 3 * DAY)
    announce = partial(announce_alert, **fact, during=days, now=NOW)
    while_open(
        lambda: factories.station(force.county_a, 9, "新堠派出所", "Xinhou"), announce
    ).done()
    made = Station.objects.get(name_en="Xinhou")
    assert DirtyStation.objects.filter(station_id=made.pk).count() == 2


@pytest.fixture
def unlocked(force: Force) -> Iterator[None]:
    """The triggers as they would be without the lock on the officer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgrelid::regclass::text IN ('personnel_leave', 'personnel_posting')"
        )
        real = [text for (text,) in cursor.fetchall() if LOCK.search(text)]
        assert len(real) == 6
        for text in real:
            cursor.execute(LOCK.sub("", text))
        yield
        for text in real:
            cursor.execute(text)


def test_without_the_lock_the_leave_would_be_lost(
    force: Force, officer: Officer, unlocked: None
) -> None:
    check(force.a1)
    with transaction.atomic():
        leave(officer)
        Runner(lambda: post(force, officer)).done()
        Runner(lambda: check(force.a1)).done()
    assert not DirtyStation.objects.filter(station_id=force.a1.pk).exists()
    assert list(verify([force.a1.pk]))
