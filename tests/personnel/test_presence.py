"""Presence: who is at work when, and where nobody can say."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from organization.services import seed_calendar
from personnel.models import DutyRegime, Leave, Officer, Posting
from personnel.presence import minute_of, presence
from tests import factories
from tests.factories import Force

MONDAY, NEXT = dt.date(2026, 6, 1), dt.date(2026, 6, 8)


@pytest.fixture
def force(db: None) -> Force:
    return factories.force()


def hours(
    force: Force, first: dt.date = MONDAY, end: dt.date = NEXT
) -> dict[str, float]:
    """Officer-hours present per day at station a1."""
    found: dict[str, float] = {}
    for row in presence([force.a1.pk], first, end)[force.a1.pk] or []:
        worked = (row.end - row.start) * row.present / 60_000
        found[str(row.day)] = found.get(str(row.day), 0) + worked
    return found


def test_five_days_of_six_officers(force: Force) -> None:
    assert hours(force) == {f"2026-06-0{n}": 48 for n in range(1, 6)}


def test_make_up_workdays_and_holidays(force: Force) -> None:
    seed_calendar(by=None, years=[2026])
    found = hours(force, dt.date(2026, 9, 28), dt.date(2026, 10, 12))
    assert "2026-10-01" not in found
    assert found["2026-10-10"] == 48  # a Saturday worked in exchange


def test_leave_is_half_open(force: Force) -> None:
    officer = force.officers[force.a1.code][0]
    during = DateRange(dt.date(2026, 6, 2), dt.date(2026, 6, 4))
    Leave.objects.create(officer=officer, during=during)
    found = hours(force)
    assert [found[f"2026-06-0{n}"] for n in range(1, 6)] == [48, 40, 40, 48, 48]


def test_an_ended_posting_ends_on_its_day(force: Force) -> None:
    row = Posting.objects.filter(station=force.a1).earliest("pk")
    row.during = DateRange(row.during.lower, dt.date(2026, 6, 3))
    row.save()
    found = hours(force)
    assert [found[f"2026-06-0{n}"] for n in range(1, 6)] == [48, 48, 40, 40, 40]


def test_auxiliaries_do_not_count(force: Force) -> None:
    Officer.objects.filter(postings__station=force.a1).update(category="auxiliary")
    assert presence([force.a1.pk], MONDAY, NEXT)[force.a1.pk] is None


def test_everybody_gone_is_a_known_zero(force: Force) -> None:
    rows = Posting.objects.filter(station=force.a1)
    rows.update(during=DateRange(dt.date(2020, 1, 1), dt.date(2026, 6, 3)))
    found = hours(force)
    assert found["2026-06-02"] == 48
    assert found["2026-06-04"] == 0


def test_a_gap_in_the_regimes_is_unknown_only_where_it_matters(force: Force) -> None:
    rows = DutyRegime.objects.filter(station=force.a1)
    rows.update(during=DateRange(dt.date(2020, 1, 1), dt.date(2026, 6, 4)))
    assert presence([force.a1.pk], MONDAY, NEXT)[force.a1.pk] is None
    early = {force.a1.pk: (MONDAY, dt.date(2026, 6, 3))}
    assert presence([force.a1.pk], MONDAY, NEXT, early)[force.a1.pk] is not None
    late = {force.a1.pk: (MONDAY, dt.date(2026, 6, 4))}
    assert presence([force.a1.pk], MONDAY, NEXT, late)[force.a1.pk] is None


def test_the_roster_leaves_a_share(force: Force) -> None:
    DutyRegime.objects.filter(station=force.a1).update(roster_share="0.667")
    row = presence([force.a1.pk], MONDAY, NEXT)[force.a1.pk]
    assert row is not None
    assert row[0].present == 4002
    assert row[0].start == minute_of(MONDAY) + 510


def test_three_queries_for_any_number(force: Force, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        presence([s.pk for s in force.stations], MONDAY, NEXT)
