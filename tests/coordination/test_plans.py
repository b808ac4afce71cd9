"""A station's plan of the year: its weeks, its hours, and what it does to capacity."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.capacities import given
from coordination.ledger.item import read_item
from coordination.ledger.protection import read_protection
from coordination.ledger.year import read_year
from coordination.models import DirtyStation
from coordination.services.issuing import issue
from coordination.services.verifying import verify
from organization.models import AuditEvent
from personnel.models import DutyRegime, PlannedStanding
from tasking.models import PlanItem, StationPlan
from tasking.planning import month_of, spread, weeks_in, weeks_of, year_of
from tasking.services import acts, plans
from tasking.services.plans import Planned
from tests.coordination.test_protecting import keep
from tests.coordination.world import NOW, check, task
from tests.factories import Force, at

HOUR = 60_000
JANUARY, DECEMBER = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
WEEK = dt.date(2026, 6, 1)


def planned(**more: Any) -> Planned:
    said: dict[str, Any] = {
        "kind": "visits",
        "title": "入户走访",
        "units": 20 * HOUR,
        "per": "week",
        "first": JANUARY,
        "last": DECEMBER,
    }
    return Planned(**said | more)


def begun(force: Force, *items: Planned, year: int = 2026) -> StationPlan:
    plan = plans.begin_plan(by=force.chief_a1, station=force.a1, year=year, now=NOW)
    for said in items:
        plans.add_item(by=force.chief_a1, plan=plan, said=said)
    return StationPlan.objects.get(pk=plan.pk)


def in_force(force: Force, *items: Planned) -> StationPlan:
    plan = begun(force, *items)
    return plans.put_in_force(by=force.chief_a1, plan=plan, now=NOW)


def week_hours(force: Force, monday: dt.date = WEEK) -> int:
    """What the station has for orders in a week, in whole hours."""
    found = given([force.a1.pk], monday, monday + dt.timedelta(days=7))
    return round((found[force.a1.pk] or 0) / HOUR)


def test_weeks_belong_to_the_year_and_month_of_their_thursday() -> None:
    for year in range(2020, 2036):
        days = [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366)]
        thursdays = [d for d in days if d.year == year and d.weekday() == 3]
        mondays = [d - dt.timedelta(days=3) for d in thursdays]
        assert weeks_of(year) == mondays
        assert weeks_in(dt.date(year, 1, 1), dt.date(year, 12, 31)) == mondays
        assert [month_of(m) for m in mondays] == [d.month for d in thursdays]
        assert {year_of(m) for m in mondays} == {year}


def test_hours_of_a_month_or_a_span_add_up() -> None:
    rng = Random("plans")
    for _ in range(200):
        first = JANUARY + dt.timedelta(days=rng.randrange(340))
        last = first + dt.timedelta(days=rng.randrange(6, 200))
        said = planned(units=rng.randrange(1, 10**7), first=first, last=last)
        for per in ("week", "month", "span"):
            item = PlanItem(**{**said.__dict__, "per": per})
            weeks = [
                d - dt.timedelta(days=3)
                for n in range((last - first).days + 1)
                if (d := first + dt.timedelta(days=n)).weekday() == 3
            ]
            months = {(m + dt.timedelta(days=3)).strftime("%Y%m") for m in weeks}
            times = {"week": len(weeks), "month": len(months), "span": bool(weeks)}
            found = spread(item)
            assert list(found) == weeks and sum(found.values()) == (
                said.units * times[per]
            )
            if per == "span" and weeks:
                assert max(found.values()) - min(found.values()) <= 1


def test_in_force_the_larger_is_taken_off_never_both(force: Force) -> None:
    """240 hours a week; the regime plans 10, then the plan says otherwise."""
    DutyRegime.objects.filter(station=force.a1).update(standing_hours=10)
    assert week_hours(force) == 230
    plan = begun(force, planned(), planned(title="纠纷调解", kind="mediation"))
    assert week_hours(force) == 230  # a draft changes nothing
    plan = plans.put_in_force(by=force.chief_a1, plan=plan, now=NOW)
    assert week_hours(force) == 200
    keep(force)  # 21 hours on Wednesday
    assert week_hours(force) == 179
    DutyRegime.objects.filter(station=force.a1).update(standing_share="0.25")
    assert week_hours(force) == 179  # 60 by the share, 61 by blocks and plan
    DutyRegime.objects.filter(station=force.a1).update(standing_share="0.3")
    assert week_hours(force) == 168
    assert week_hours(force, dt.date(2027, 1, 4)) == 168  # the year is over
    plans.take_out_of_force(by=force.chief_a1, plan=plan)
    assert not PlannedStanding.objects.exists()


def test_own_campaigns_and_community_hours_do_not_count_twice(force: Force) -> None:
    campaign = planned(kind="campaign", title="夏季行动", units=100 * HOUR)
    community = planned(kind="community", title="社区警务")
    in_force(force, campaign, community)
    assert week_hours(force) == 240
    assert PlannedStanding.objects.get().units == 0


def test_both_detectors_see_it(force: Force) -> None:
    issue(
        by=force.staff,
        requester=force.public_order,
        content=task("清查", 230, "2026-06-06"),
        stations=[force.a1],
        now=NOW,
    )
    check(force.a1, force.a2, force.b1, force.unknown)
    assert read_protection(force.a1, now=NOW).short == 0
    plan = in_force(force, planned(units=40 * HOUR))
    assert DirtyStation.objects.filter(station_id=force.a1.pk, capacity=True).exists()
    check(force.a1)
    assert read_protection(force.a1, now=NOW).short == 30 * HOUR
    assert not list(verify())
    item = plan.items.get()
    said = planned(units=10 * HOUR)
    plans.change_item(by=force.chief_a1, item=item, said=said)
    check(force.a1)
    assert read_protection(force.a1, now=NOW).short == 0


def test_last_years_plan_is_copied(force: Force) -> None:
    june = {"first": dt.date(2025, 6, 1), "last": dt.date(2025, 6, 30)}
    year = {"first": dt.date(2025, 1, 1), "last": dt.date(2025, 12, 31)}
    alone = planned(title="日", first=dt.date(2025, 6, 5), last=dt.date(2025, 6, 5))
    monthly = planned(title="月", per="month", **june)
    begun(force, planned(**year), monthly, alone, year=2025)
    by, where = force.chief_a1, {"station": force.a1, "now": NOW}
    made = plans.begin_plan(by=by, year=2026, copy=True, **where)
    assert made.in_force_at is None
    assert [(i.first, i.last) for i in made.items.all()] == [
        (JANUARY, DECEMBER),
        (dt.date(2026, 6, 1), dt.date(2026, 6, 30)),
        # A Thursday last year, without one as it stands: the week it falls in.
        (dt.date(2026, 6, 1), dt.date(2026, 6, 7)),
    ]
    assert all(spread(item) for item in made.items.all())
    for year_, copy in ((2026, False), (2026, True), (2030, False)):
        with pytest.raises(ValidationError):
            plans.begin_plan(by=by, year=year_, copy=copy, **where)
    with pytest.raises(PermissionDenied):
        plans.begin_plan(by=force.officer_a1, year=2027, **where)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "x"}, "kind"),
        ({"units": 0}, "hours"),
        ({"last": dt.date(2025, 1, 1)}, "last"),
        ({"first": dt.date(2026, 6, 5), "last": dt.date(2026, 6, 8)}, "last"),
        ({"first": dt.date(2025, 12, 1)}, "first"),
        ({"first": dt.date.min}, "first"),
        ({"last": dt.date.max}, "last"),
    ],
)
def test_what_cannot_be_planned(
    force: Force, wrong: dict[str, Any], field: str
) -> None:
    plan = begun(force)
    with pytest.raises(ValidationError) as error:
        plans.add_item(by=force.chief_a1, plan=plan, said=planned(**wrong))
    assert field in error.value.message_dict
    with pytest.raises(ValidationError):
        plans.put_in_force(by=force.chief_a1, plan=plan, now=NOW)


def test_hours_are_entered_by_anybody_of_the_station(force: Force) -> None:
    plan = in_force(force, planned())
    item = plan.items.get()
    monday = dt.date(2026, 5, 25)

    def enter(units: int | None, week: dt.date = monday) -> int:
        return plans.enter_week(
            by=force.officer_a1, plan=plan, monday=week, done={item.pk: units}, now=NOW
        )

    assert enter(18 * HOUR) == 1 and enter(18 * HOUR) == 0
    found = read_year(plan, NOW)
    assert found.until == dt.date(2026, 5, 31)
    assert found.rows[0].months[4].done == 18 * HOUR
    assert found.so_far.planned == 22 * 20 * HOUR
    with pytest.raises(ValidationError):
        plans.remove_item(by=force.chief_a1, item=item)
    assert enter(None) == 1 and not item.done.exists()
    for week in (dt.date(2026, 6, 8), dt.date(2025, 6, 2), dt.date(2026, 5, 26)):
        with pytest.raises(ValidationError):
            enter(HOUR, week)
    with pytest.raises(ValidationError):
        enter(7000 * HOUR)
    with pytest.raises(PermissionDenied):
        plans.enter_week(by=force.staff, plan=plan, monday=monday, done={}, now=NOW)
    assert AuditEvent.objects.filter(action="plan.hours").count() == 2


def test_plan_against_actual_as_counted_by_hand(force: Force) -> None:
    """Two hundred random entries and own tasks, added up day by day."""
    rng, by = Random("actual"), force.chief_a1
    plan = begun(force, *(planned(kind="campaign", title=f"专项{n}") for n in range(4)))
    items, late = list(plan.items.all()), at("2027-01-04 20:00")
    want: dict[tuple[int, int], int] = {}

    def count(item: int, day: dt.date, units: int) -> None:
        thursday = day + dt.timedelta(days=3 - day.weekday())
        if thursday.year == 2026:
            key = item, thursday.month
            want[key] = want.get(key, 0) + units

    entered: dict[tuple[int, dt.date], int] = {}
    for _ in range(180):
        item, monday = rng.choice(items), rng.choice(weeks_of(2026))
        units = rng.randrange(40 * HOUR)
        plans.enter_week(
            by=by, plan=plan, monday=monday, done={item.pk: units}, now=late
        )
        entered[item.pk, monday] = units
    for (pk, monday), units in entered.items():
        count(pk, monday, units)
    for _ in range(20):
        item, day = rng.choice(items), JANUARY + dt.timedelta(days=rng.randrange(364))
        whole, left = rng.randrange(2, 40) * HOUR, rng.randrange(2 * HOUR)
        row = _own_task(force, item, whole, day)
        noon = at(f"{day} 12:00")
        acts.progress(by=by, assignment=row, remaining_units=left, now=noon)
        acts.report(by=by, assignment=row, text="完成", now=noon + dt.timedelta(days=5))
        count(item.pk, day, whole - left)
        count(item.pk, day + dt.timedelta(days=5), left)
    found = read_year(plan, late)
    for row in found.rows:
        done = [cell.done for cell in row.months]
        assert done == [want.get((row.item.pk, m), 0) for m in range(1, 13)]
    assert found.so_far.done == sum(want.values())


def _own_task(force: Force, item: PlanItem, units: int, day: dt.date) -> Any:
    content = task("清点", units / HOUR, f"{day + dt.timedelta(days=9)} 18:00")
    done = issue(
        by=force.chief_a1,
        requester=force.a1,
        content=content,
        stations=[force.a1],
        now=at(f"{day} 08:00"),
        reason="本所计划",
    )
    plans.put_under(by=force.chief_a1, what=done.directive, item=item)
    return done.directive.assignments.get()


def test_what_belongs_to_an_item(force: Force) -> None:
    plan = begun(force, planned(), planned(kind="community", title="社区"))
    visits, community = plan.items.all()
    block = keep(force).block
    assert block is not None
    with pytest.raises(ValidationError):  # its planned hours say it all
        plans.put_under(by=force.chief_a1, what=block, item=visits)
    plans.put_under(by=force.chief_a1, what=block, item=community)
    assert community.blocks.get() == block
    with pytest.raises(ValidationError):
        said = planned(title="社区")
        plans.change_item(by=force.chief_a1, item=community, said=said)
    with pytest.raises(PermissionDenied):
        plans.put_under(by=force.officer_a1, what=block, item=None)
    plans.put_under(by=force.chief_a1, what=block, item=None)
    assert not community.blocks.exists()


def test_what_own_tasks_reported_is_not_lost_with_the_item(force: Force) -> None:
    plan = begun(force, planned(kind="campaign", title="专项"))
    item = plan.items.get()
    row = _own_task(force, item, 4 * HOUR, WEEK)
    acts.report(by=force.chief_a1, assignment=row, text="完成", now=NOW)
    with pytest.raises(ValidationError):
        plans.remove_item(by=force.chief_a1, item=item)
    assert read_item(item, NOW).so_far == read_year(plan, NOW).rows[0].so_far
    assert read_item(item, NOW).so_far.planned == 22 * 20 * HOUR
