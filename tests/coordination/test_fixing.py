"""Ways out of a stored conflict: what may move, whom it asks, what a name means."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from coordination.around import asked_twice
from coordination.leeway import ALLOWED, later_dues
from coordination.models import Conflict
from coordination.services.finding_duplicates import look
from coordination.services.fixing import fixes, plan_of, sharing
from coordination.services.fixing_ground import Fixes
from organization.calendar import WorkCalendar
from tasking.models import Assignment, Directive
from tasking.services import acts
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at

FIXED = {"deadline_class": "statutory", "basis": "《刑事诉讼法》"}


@pytest.fixture
def crowded(force: Force) -> Conflict:
    """Two departments ask for more than 柳堰 can do by Wednesday evening."""
    send(force, "public_order", task("夏季清查", 60, "2026-06-03"), force.a1)
    send(force, "narcotics", task("禁毒走访", 50, "2026-06-03"), force.a1)
    check(force.a1, force.a2)
    return Conflict.objects.get(station=force.a1)


def found(conflict: Conflict) -> Fixes:
    return fixes([conflict], now=NOW)


def test_plans_are_ranked_and_settle(crowded: Conflict) -> None:
    offers = found(crowded).offers
    methods = {offer.plan.method for offer in offers}
    assert {"cheapest", "split", "reduce", "waive", "lend"} <= methods
    settling = [offer.plan.cost for offer in offers if offer.plan.settles]
    assert settling and settling == sorted(settling)
    assert all(offer.clears for offer in offers if offer.plan.settles)


def test_officers_come_from_the_neighbour(crowded: Conflict, force: Force) -> None:
    offers = found(crowded).offers
    lent = next(offer.plan for offer in offers if offer.plan.method == "lend")
    assert [each.station for each in lent.stations] == [force.a1.code, force.a2.code]
    assert lent.stations[1].after.conflicts == 0


def test_a_date_moves_to_the_same_time_on_a_working_day(crowded: Conflict) -> None:
    row = Assignment.objects.filter(station=crowded.station).first()
    assert row is not None
    calendar = WorkCalendar.load(dt.date(2026, 6, 1), dt.date(2026, 9, 1))
    dues = list(later_dues(row, calendar))
    assert len(dues) == ALLOWED
    days = [timezone.localtime(due - dt.timedelta(minutes=1)).date() for due in dues]
    assert days[:2] == [dt.date(2026, 6, 3), dt.date(2026, 6, 4)]
    assert all(calendar.is_workday(day) for day in days)


def test_dates_set_by_law_stand_and_are_named(force: Force) -> None:
    for who, title in (("public_order", "案件办理"), ("narcotics", "涉毒人员报到")):
        send(force, who, task(title, 60, "2026-06-03", **FIXED), force.a1)
    check(force.a1, force.a2)
    result = found(Conflict.objects.get(station=force.a1))
    assert {offer.plan.method for offer in result.offers} == {"lend"}
    (obstacle,) = result.obstacles
    assert all(work.last is None for work in obstacle.work)
    assert {work.id for work in obstacle.work} <= set(result.rows)


def set_above(force: Force, **more: Directive) -> Conflict:
    """Sixty hours due with what the law demands by the same evening."""
    above = task("转办", 60, "2026-06-03", deadline_class="superior", **more)
    send(force, "public_order", above, force.a1)
    send(force, "narcotics", task("限期任务", 50, "2026-06-03", **FIXED), force.a1)
    check(force.a1)
    return Conflict.objects.get(station=force.a1)


def test_a_date_set_above_stands(force: Force) -> None:
    offers = found(set_above(force)).offers
    assert {offer.plan.method for offer in offers} <= {"lend"}


def test_or_gives_back_the_padding_of_the_bureau_and_no_more(force: Force) -> None:
    parent = send(force, "narcotics", task("省厅任务", 1, "2026-06-05"), force.a2)
    offers = found(set_above(force, parent=parent.directive)).offers
    cheapest = next(o.plan for o in offers if o.plan.method == "cheapest")
    (change,) = cheapest.stations[0].changes
    row = Assignment.objects.get(directive__title="转办")
    assert change.demand == str(row.pk)
    assert at("2026-06-03") < at_minute(change.due) <= at("2026-06-05")
    assert not {"reduce", "waive"} & {o.plan.method for o in offers}


def at_minute(minute: int | None) -> dt.datetime:
    return dt.datetime.fromtimestamp((minute or 0) * 60, dt.UTC)


def test_a_name_stands_for_the_plan_while_the_facts_stand(crowded: Conflict) -> None:
    offer = found(crowded).offers[0]
    assert plan_of(crowded, offer.digest, now=NOW) == offer.plan
    assert plan_of(crowded, "0" * 16, now=NOW) is None
    row = Assignment.objects.filter(station=crowded.station).first()
    assert row is not None
    Assignment.objects.filter(pk=row.pk).update(remaining_units=row.effort_units - 600)
    assert plan_of(crowded, offer.digest, now=NOW) is None


def test_stations_that_share_directives_are_mended_together(force: Force) -> None:
    for who, title in (("public_order", "夏季清查"), ("narcotics", "禁毒走访")):
        send(force, who, task(title, 60, "2026-06-03"), force.a1, force.a2)
    check(force.a1, force.a2)
    one, two = Conflict.objects.order_by("station__code")
    assert sharing(one) == [two]
    offers = fixes([one, two], now=NOW).offers
    assert {"cheapest", "together"} & {offer.plan.method for offer in offers}
    assert all(len(offer.plan.stations) == 2 for offer in offers)
    settling = next(offer for offer in offers if offer.plan.settles)
    assert plan_of(one, settling.digest, now=NOW) == settling.plan


def test_nothing_is_offered_where_nobody_knows_the_strength(force: Force) -> None:
    send(force, "public_order", task("夏季清查", 60, "2026-06-03"), force.a1)
    send(force, "narcotics", task("禁毒走访", 50, "2026-06-03"), force.a1)
    check(force.a1)
    conflict = Conflict.objects.get(station=force.a1)
    conflict.station = force.unknown
    result = found(conflict)
    assert not result.known and not result.offers


def test_the_number_of_queries_does_not_grow(
    crowded: Conflict, force: Force, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        found(crowded)
    for n in range(12):
        send(force, "narcotics", task(f"走访{n}", 1, "2026-06-20"), force.a1)
    check(force.a1)
    with django_assert_max_num_queries(12):
        found(crowded)


def test_what_is_asked_for_twice_may_be_done_once(force: Force) -> None:
    for who, hours in (("public_order", 60), ("narcotics", 50)):
        twice = task("旅馆登记检查", hours, "2026-06-03", data_items=["旅馆", "房间"])
        send(force, who, twice, force.a1)
    check(force.a1)
    look(bureau=force.county_a, now=NOW)
    offers = found(Conflict.objects.get(station=force.a1)).offers
    merged = next(o.plan for o in offers if o.plan.method == "merge")
    assert merged.settles and merged.stations[0].changes[0].effort == 60 * 60_000


def test_work_that_is_done_already_serves_no_second_order(force: Force) -> None:
    """Of the first 40 of 60 hours are done: 50 of the second are still to be done."""
    for who, hours in (("public_order", 60), ("narcotics", 50)):
        twice = task("旅馆登记检查", hours, "2026-06-02", data_items=["旅馆", "房间"])
        send(force, who, twice, force.a1)
    first = Assignment.objects.get(station=force.a1, department=force.public_order)
    acts.progress(
        by=force.chief_a1, assignment=first, remaining_units=20 * 60_000, now=NOW
    )
    check(force.a1)
    look(bureau=force.county_a, now=NOW)
    (pair,) = asked_twice({force.a1.pk: force.a1.code})[force.a1.code]
    assert pair.effort == 50 * 60_000
