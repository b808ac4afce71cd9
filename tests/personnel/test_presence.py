"""Presence: who is at work when, and where nobody can say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organization.models import Bureau
from organization.services import seed_calendar
from personnel import services
from personnel.heads import Move, head_counts
from personnel.models import AlertLevel, DutyRegime, Leave, Officer, Posting
from personnel.presence import Alert, minute_of, presence, strengths
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


def helped(force: Force, share: str = "0.4") -> list[Officer]:
    """Two auxiliaries at a1, who take over so much."""
    found = services.register_officers(
        by=None,
        rows=[
            services.NewOfficer(f"F000{n}", "何雨婷", "auxiliary") for n in range(1, 3)
        ],
    )
    always = (dt.date(2020, 1, 1), None)
    rows = [services.NewPosting(one, force.a1, always) for one in found]
    services.post_officers(by=None, rows=rows)
    DutyRegime.objects.filter(station=force.a1).update(auxiliary_share=Decimal(share))
    return found


def relief(force: Force, *moves: Move | Alert) -> list[int]:
    """By day of the week at a1, in thousandths of an officer."""
    since = {force.a1.pk: MONDAY}
    known = strengths(since, MONDAY, NEXT, moves)[force.a1.pk]
    assert known
    days = {row.day: row.relief // 1000 for row in known.periods()}
    return [days[day] for day in sorted(days)]


def test_auxiliaries_relieve_where_the_duty_hours_say_so(force: Force) -> None:
    """Away, lent or moved they do not; officers present stay the police officers."""
    one, two = helped(force, "0")
    assert relief(force) == [0] * 5
    DutyRegime.objects.filter(station=force.a1).update(auxiliary_share=Decimal("0.4"))
    assert relief(force) == [800] * 5
    Leave.objects.create(
        officer=one, during=DateRange(dt.date(2026, 6, 2), dt.date(2026, 6, 4))
    )
    row = Posting.objects.filter(officer=two)
    row.update(during=DateRange(dt.date(2020, 1, 1), dt.date(2026, 6, 5)))
    assert relief(force) == [800, 400, 400, 800, 400]
    gone = Move(force.a1.pk, -1, dt.date(2026, 6, 4), None, police=False)
    assert relief(force, gone) == [800, 400, 400, 400, 0]
    assert hours(force) == {f"2026-06-0{n}": 48 for n in range(1, 6)}
    counts = head_counts([force.a1.pk], MONDAY, NEXT)[force.a1.pk]
    assert [one.helpers for one in counts] == [2, 1, 1, 2, 1, 1, 1]
    assert {one.posted for one in counts} == {6}


def test_levels_of_the_own_bureau_and_those_above_bind(force: Force) -> None:
    """The larger where two hold at once; a supposed one in the place of another."""

    def level(bureau: Bureau, share: str, first: int, end: int) -> int:
        return AlertLevel.objects.create(
            bureau=bureau,
            level=2,
            bound_share=Decimal(share),
            during=DateRange(dt.date(2026, 6, first), dt.date(2026, 6, end)),
            reason="安保",
            announced_by=force.leader,
            announced_at=timezone.now(),
        ).pk

    def bound(*moves: Alert) -> list[int]:
        since = {force.a1.pk: MONDAY}
        known = strengths(since, MONDAY, NEXT, moves)[force.a1.pk]
        assert known
        found = {row.day: row.bound_mille for row in known.periods()}
        return [found[day] for day in sorted(found)]

    pk = level(force.county_a, "0.5", 1, 4)
    level(force.city, "0.25", 2, 5)
    level(force.county_b, "1", 1, 6)
    assert bound() == [500, 500, 500, 250, 0]
    assert bound(Alert(dt.date(2026, 6, 5), dt.date(2026, 6, 9), 700)) == [
        *[500, 500, 500],
        *[250, 700],
    ]
    sooner = Alert(dt.date(2026, 6, 1), dt.date(2026, 6, 2), 500, instead=pk)
    assert bound(sooner) == [500, 250, 250, 250, 0]


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
