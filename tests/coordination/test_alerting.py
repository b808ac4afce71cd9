"""What an alert level does to the stations below: told before, checked after."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from coordination import alerting
from coordination.models import Conflict
from coordination.services.verifying import verify
from personnel.models import AlertLevel
from personnel.presence import Alert
from personnel.services import alerts
from tests import factories
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = dt.date(2026, 6, 1), dt.date(2026, 6, 2)
THURSDAY = dt.date(2026, 6, 4)
TWO_DAYS = Alert(TUESDAY, THURSDAY, 500)


@pytest.fixture
def force() -> Force:
    """Two known stations of six officers; the first has work for four days, 150 h."""
    made = factories.force()
    send(made, "public_order", task("夏季清查", 150, "2026-06-05"), made.a1)
    check(*made.stations)
    return made


def told(force: Force, alert: Alert = TWO_DAYS) -> alerting.Effect:
    found = alerting.effect(force.county_a, alert, until=THURSDAY, now=NOW)
    assert found
    return found


def announced(force: Force) -> AlertLevel:
    return alerts.announce_alert(
        by=force.leader,
        bureau=force.county_a,
        level=2,
        during=(TUESDAY, THURSDAY),
        reason="重大安保",
        now=NOW,
    )


def test_hours_and_stations_are_told_and_the_check_finds_the_same(
    force: Force,
) -> None:
    """192 hours until Thursday; half of two days' 48 stand by at each station."""
    found = told(force)
    assert (found.stations, found.unknown) == (3, 1)
    assert (found.before, found.taken, found.back) == (192, 96, 0)
    (one,) = found.changed or []
    assert one.station == force.a1 and one.before.fits and not one.after.fits
    announced(force)
    check(*force.stations)
    conflict = Conflict.objects.open().get()
    assert conflict.shortfall_hours == one.after.shortfall == Decimal(6)
    assert list(verify()) == []


def test_its_end_is_told_too(force: Force) -> None:
    row = announced(force)
    sooner = Alert(row.first, dt.date(2026, 6, 3), row.bound_mille, instead=row.pk)
    found = told(force, sooner)
    assert (found.before, found.taken, found.back) == (96, 0, 48)
    assert [one.after.fits for one in found.changed or []] == [True]
    gone = Alert(row.first, row.first, row.bound_mille, instead=row.pk)
    assert told(force, gone).back == 96
    late = partial(alerting.effect, force.county_a, TWO_DAYS, until=MONDAY, now=NOW)
    assert late() is None


def test_of_many_stations_only_the_hours_are_told(
    force: Force, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6):
        told(force)
    monkeypatch.setattr(alerting, "MOST", 2)
    with django_assert_num_queries(9):
        found = told(force)
    assert found.changed is None and found.taken == 96
