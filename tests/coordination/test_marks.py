"""Every table the detector reads marks the stations it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from coordination.models import DirtyStation
from organization.models import WorkdayOverride
from personnel.models import AlertLevel, DutyRegime, Leave, Officer, Posting
from tasking.models import Assignment
from tasking.services.protected import protect
from tests.coordination.world import send, task
from tests.factories import Force, at


@pytest.fixture
def marks(force: Force) -> Callable[[], set[int]]:
    """Stations marked since the fixture was made."""
    send(force, "public_order", task("走访", 5, "2026-06-12"), force.a1)
    DirtyStation.objects.all().delete()

    def read() -> set[int]:
        found = set(DirtyStation.objects.values_list("station_id", flat=True))
        DirtyStation.objects.all().delete()
        return found

    return read


def test_assignment(force: Force, marks: Callable[[], set[int]]) -> None:
    Assignment.objects.update(remaining_units=1)
    assert marks() == {force.a1.pk}


def test_an_assignment_that_moves_marks_both_stations(
    force: Force, marks: Callable[[], set[int]]
) -> None:
    Assignment.objects.update(station=force.a2)
    assert marks() == {force.a1.pk, force.a2.pk}


def test_raw_sql(force: Force, marks: Callable[[], set[int]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tasking_assignment SET priority = 5")
    assert marks() == {force.a1.pk}


def test_issuing_marks_every_target(
    force: Force, marks: Callable[[], set[int]]
) -> None:
    send(force, "narcotics", task("宣传", 5, "2026-06-12"), force.a1, force.a2)
    assert marks() == {force.a1.pk, force.a2.pk}


def test_posting(force: Force, marks: Callable[[], set[int]]) -> None:
    row = Posting.objects.filter(station=force.a1).first()
    Posting.objects.filter(pk=row.pk).update(station=force.a2)
    assert marks() == {force.a1.pk, force.a2.pk}
    Posting.objects.filter(pk=row.pk).delete()
    assert marks() == {force.a2.pk}


def test_leave(force: Force, marks: Callable[[], set[int]]) -> None:
    officer = Posting.objects.filter(station=force.b1).first().officer
    during = DateRange(dt.date(2026, 6, 1), dt.date(2026, 6, 5))
    Leave.objects.create(officer=officer, during=during)
    assert marks() == {force.b1.pk}
    Leave.objects.all().delete()
    assert marks() == {force.b1.pk}


def test_officer_category(force: Force, marks: Callable[[], set[int]]) -> None:
    posted = Posting.objects.filter(station=force.b1).values("officer")
    Officer.objects.filter(pk__in=posted).update(category="auxiliary")
    assert marks() == {force.b1.pk}


def test_regime(force: Force, marks: Callable[[], set[int]]) -> None:
    DutyRegime.objects.filter(station=force.a2).update(standing_share=Decimal("0.5"))
    assert marks() == {force.a2.pk}


def test_an_alert_level_marks_what_lies_below_its_bureau(
    force: Force, marks: Callable[[], set[int]]
) -> None:
    below = {force.a1.pk, force.a2.pk, force.unknown.pk}
    during = DateRange(dt.date(2026, 6, 3), dt.date(2026, 6, 5))
    row = AlertLevel.objects.create(
        bureau=force.county_a,
        level=2,
        bound_share=Decimal("0.5"),
        during=during,
        reason="安保",
        announced_by=force.leader,
        announced_at=at("2026-06-01 08:00"),
    )
    assert marks() == below
    AlertLevel.objects.update(bureau=force.county_b)
    assert marks() == below | {force.b1.pk}
    AlertLevel.objects.update(bureau=force.city)
    assert marks() == {s.pk for s in force.stations}
    row.delete()
    assert marks() == {s.pk for s in force.stations}


def test_protected_block(force: Force, marks: Callable[[], set[int]]) -> None:
    protect(
        by=force.chief_a1,
        station=force.a1,
        title="社区走访",
        start=at("2026-06-03 09:00"),
        end=at("2026-06-03 12:00"),
        officers=Decimal(2),
    )
    assert marks() == {force.a1.pk}


def test_calendar_marks_every_open_station(
    force: Force, marks: Callable[[], set[int]]
) -> None:
    day = dt.date(2026, 6, 6)
    WorkdayOverride.objects.create(day=day, is_workday=True, name="班")
    assert marks() == {s.pk for s in force.stations}


def test_truncate_is_not_granted_to_the_application(force: Force) -> None:
    """TRUNCATE would escape the triggers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.role_table_grants"
            " WHERE grantee IN ('yipan_web', 'yipan_worker')"
            " AND privilege_type = 'TRUNCATE'"
        )
        assert cursor.fetchone()[0] == 0
