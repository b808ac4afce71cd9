"""The stored capacity of a station: used while it is true, and never after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from coordination.capacities import held
from coordination.core.facts import StationFacts
from coordination.models import Conflict, DirtyStation, StationCapacity
from coordination.services import checking
from coordination.services.verifying import verify
from coordination.snapshot import read, snapshot, start_of_day
from organization.models import Department, Station, WorkdayOverride
from personnel.models import AlertLevel, DutyRegime, Leave, Officer, Posting
from tasking.models import Assignment, Directive, ProtectedBlock
from tests.coordination.racing import Runner
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at

AS_OF = start_of_day(NOW)


def facts(station: Station, **how: Any) -> StationFacts:
    return snapshot([station.pk], as_of=AS_OF, **how)[station.pk]


def queries(count: Any, station: Station) -> Any:
    """The capacity of a checked station read within so many queries."""
    reach = {station.pk: dt.date(2026, 8, 1)}
    with count:
        return held(reach, AS_OF)[station.pk]


def some_work(force: Force) -> None:
    send(force, "public_order", task("夏季清查", 60, "2026-06-03"), force.a1)
    send(force, "narcotics", task("禁毒走访", 30, "2026-06-05"), force.a1)
    protected(force)
    check(force.a1)


def protected(force: Force) -> None:
    ProtectedBlock.objects.create(
        station=force.a1,
        title="群众接访",
        start=at("2026-06-02 09:00"),
        end=at("2026-06-02 12:00"),
        officers=Decimal(2),
    )


def test_the_stored_capacity_says_what_the_rows_say(force: Force) -> None:
    some_work(force)
    stored, fresh = facts(force.a1), facts(force.a1, fresh=True)
    assert stored == fresh
    assert stored.capacity
    assert [block.title for block in stored.blocks] == ["群众接访"]


def test_one_query_while_it_holds(force: Force, django_assert_num_queries: Any) -> None:
    some_work(force)
    assert queries(django_assert_num_queries(1), force.a1).stored


def a_leave(force: Force) -> None:
    officer = Posting.objects.filter(station=force.a1).earliest("pk").officer
    during = DateRange(dt.date(2026, 6, 2), dt.date(2026, 6, 4))
    Leave.objects.create(officer=officer, during=during)


def a_posting(force: Force) -> None:
    row = Posting.objects.filter(station=force.a1).earliest("pk")
    Posting.objects.filter(pk=row.pk).update(station=force.a2)


def a_holiday(force: Force) -> None:
    WorkdayOverride.objects.create(day=dt.date(2026, 6, 2), is_workday=False)


def shorter_hours(force: Force) -> None:
    DutyRegime.objects.filter(station=force.a1).update(hours=[540, 720])


def auxiliaries(force: Force) -> None:
    Officer.objects.filter(postings__station=force.a1).update(category="auxiliary")


def an_alert(force: Force) -> None:
    AlertLevel.objects.create(
        bureau=force.city,
        level=2,
        bound_share=Decimal("0.5"),
        during=DateRange(dt.date(2026, 6, 2), dt.date(2026, 6, 4)),
        reason="安保",
        announced_by=force.leader,
        announced_at=NOW,
    )


def a_helper(force: Force) -> None:
    """Standing work of a half, and an auxiliary who takes over a part of it."""
    DutyRegime.objects.filter(station=force.a1).update(
        standing_share=Decimal("0.5"), auxiliary_share=Decimal("0.6")
    )
    helper = Officer.objects.create(
        police_number="F0001", name="何雨婷", pinyin="he", category="auxiliary"
    )
    during = DateRange(dt.date(2026, 1, 1), None)
    Posting.objects.create(officer=helper, station=force.a1, during=during)


def less_protected(force: Force) -> None:
    ProtectedBlock.objects.update(officers=Decimal(1))


CHANGES = [a_leave, a_posting, a_holiday, shorter_hours, auxiliaries, less_protected]
CHANGES += [an_alert, a_helper]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_of_capacity_is_seen_before_and_after_the_check(
    force: Force, change: Callable[[Force], None]
) -> None:
    some_work(force)
    before = facts(force.a1)
    change(force)
    assert facts(force.a1) == facts(force.a1, fresh=True) != before
    check(force.a1)
    assert facts(force.a1) == facts(force.a1, fresh=True) != before
    assert list(verify()) == []


def more_done(force: Force) -> None:
    Assignment.objects.update(remaining_units=1)


def another_name(force: Force) -> None:
    Department.objects.filter(pk=force.public_order.pk).update(code="ZA-2")


def other_directives(force: Force) -> None:
    Directive.objects.update(priority=3)


@pytest.mark.parametrize("change", [more_done, another_name, other_directives])
def test_changed_work_leaves_it_as_it_is(
    force: Force, change: Callable[[Force], None], django_assert_num_queries: Any
) -> None:
    some_work(force)
    change(force)
    assert DirtyStation.objects.filter(station_id=force.a1.pk).exists()
    assert queries(django_assert_num_queries(1), force.a1).stored
    assert facts(force.a1) == facts(force.a1, fresh=True)


def test_it_holds_on_later_days(force: Force) -> None:
    some_work(force)
    for day in (2, 3, 8, 17):
        morning = start_of_day(at(f"2026-06-{day:02} 08:00"))
        known = [
            snapshot([force.a1.pk], as_of=morning, fresh=fresh)[force.a1.pk]
            for fresh in (False, True)
        ]
        assert known[0] == known[1]
        assert held({force.a1.pk: dt.date(2026, 7, 1)}, morning)[force.a1.pk].stored


def test_an_earlier_day_or_a_later_horizon_is_reckoned_anew(force: Force) -> None:
    some_work(force)
    yesterday = AS_OF - dt.timedelta(days=1)
    soon, late = dt.date(2026, 7, 1), dt.date(2028, 7, 1)
    assert held({force.a1.pk: soon}, AS_OF)[force.a1.pk].stored
    assert not held({force.a1.pk: soon}, yesterday)[force.a1.pk].stored
    assert not held({force.a1.pk: late}, AS_OF)[force.a1.pk].stored


def test_once_days_without_duty_hours_are_over_it_is_reckoned_anew(
    force: Force,
) -> None:
    regime = DutyRegime.objects.get(station=force.a1)
    hours = regime.hours
    regime.during = DateRange(dt.date(2020, 1, 1), dt.date(2026, 6, 3))
    regime.save()
    DutyRegime.objects.create(
        station=force.a1, during=DateRange(dt.date(2026, 6, 4), None), hours=hours
    )
    some_work(force)
    assert facts(force.a1).capacity is None  # the 3rd is open
    later = start_of_day(at("2026-06-04 08:00"))
    assert snapshot([force.a1.pk], as_of=later)[force.a1.pk].capacity


def test_nobody_posted_and_no_duty_hours_stay_unknown(force: Force) -> None:
    DutyRegime.objects.filter(station=force.a1).update(
        during=DateRange(dt.date(2020, 1, 1), dt.date(2026, 6, 3))
    )
    Posting.objects.filter(station=force.a2).delete()
    send(force, "public_order", task("清查", 6, "2026-06-05"), force.a1, force.a2)
    check(force.a1, force.a2)
    assert StationCapacity.objects.count() == 2
    for station in (force.a1, force.a2):
        assert facts(station).capacity is None
    # Duty hours that are known up to the last due are enough.
    Assignment.objects.filter(station=force.a1).update(due=at("2026-06-02 18:00"))
    assert facts(force.a1).capacity


@pytest.mark.django_db(transaction=True)
def test_officers_taken_away_in_the_middle_of_a_check_are_gone_in_the_next(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check stores the older capacity; the surviving mark says so."""
    send(force, "public_order", task("清查", 90, "2026-06-03"), force.a1)

    def disturbed(*args: Any, **kwargs: Any) -> Any:
        reading = read(*args, **kwargs)
        Runner(lambda: a_leave(force)).done()
        return reading

    monkeypatch.setattr(checking, "read", disturbed)
    check(force.a1)
    monkeypatch.undo()
    assert not Conflict.objects.open().exists()  # 90 hours of 96: the older truth
    assert DirtyStation.objects.filter(station_id=force.a1.pk, capacity=True).exists()
    assert facts(force.a1) == facts(force.a1, fresh=True)
    more_done(force)  # a later mark that speaks of work only
    Assignment.objects.update(remaining_units=90 * 60_000)
    check(force.a1)
    assert Conflict.objects.open().get().capacity_hours == 88
    assert list(verify()) == []
