"""Ways out of clashes and of taken protected time, from stored conflicts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from coordination.appointments import other_times
from coordination.core.plans import Change
from coordination.models import Conflict
from coordination.moments import instant
from coordination.services.emergency import Urgency, override
from coordination.services.fixing import plan_of
from organization.calendar import WorkCalendar
from tasking.models import Assignment
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at
from tests.negotiation.appointments import (
    TUESDAY,
    chief_twice,
    clash,
    event,
    found,
    offered,
    taken,
)


def change(conflict: Conflict, method: str) -> Change:
    return offered(conflict, method).plan.stations[0].changes[0]


def test_a_clash_moves_to_the_nearest_time_in_working_hours(force: Force) -> None:
    made = change(clash(force), "move")
    assert made.start is not None
    # Two hours before noon and after eleven there are not, so it is the afternoon.
    assert instant(made.start) == at(f"{TUESDAY} 13:30")


def test_fewer_officers_somebody_lent_or_not_here(force: Force) -> None:
    conflict = clash(force)
    assert change(conflict, "fewer").officers == 2000
    assert change(conflict, "waive").kind == "waive"
    lent = offered(conflict, "lend").plan
    assert [each.station for each in lent.stations] == [force.a1.code, force.a2.code]
    assert lent.stations[0].changes[0].officers == 2000


def test_plans_are_ranked_and_all_settle(force: Force) -> None:
    offers = found(clash(force)).offers
    assert all(offer.settles and offer.clears for offer in offers)
    costs = [offer.plan.cost for offer in offers]
    assert costs == sorted(costs) and len(offers) >= 5


def test_another_attends_for_who_is_asked_twice(force: Force) -> None:
    assert change(chief_twice(force), "name").names == ("instructor",)


def test_protected_time_is_respected_or_moved_by_the_station(force: Force) -> None:
    offers = found(taken(force)).offers
    moves = [o.plan.stations[0].changes[0] for o in offers if o.plan.method == "move"]
    own = [each for each in moves if not each.demand.isdecimal()]
    others = [each for each in moves if each.demand.isdecimal()]
    assert len(own) == 1 and len(others) == 1
    begin, end = at(f"{TUESDAY} 14:00"), at(f"{TUESDAY} 17:30")
    assert others[0].start and others[0].due
    assert instant(others[0].due) <= begin or instant(others[0].start) >= end
    assert change(found_again(force), "fewer").officers == 4000


def found_again(force: Force) -> Conflict:
    return Conflict.objects.open().get(station=force.a1)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"deadline_class": "statutory", "basis": "《刑事诉讼法》"}, "statutory"),
        ({"deadline_class": "superior"}, "superior"),
        ({"task_class": "command"}, "command"),
        ({"kind": "security_duty"}, "occasion"),
    ],
)
def test_what_is_set_elsewhere_stands_and_is_named(
    force: Force, more: dict[str, Any], why: str
) -> None:
    conflict = clash(force, **more)
    result = found(conflict)
    assert not [o for o in result.offers if o.plan.method == "move"]
    (obstacle,) = result.obstacles
    assert {work.why for work in obstacle.work} == {why}


def test_reserved_strength_stands_and_the_other_gives_way(force: Force) -> None:
    secret = event("", f"{TUESDAY} 09:00", f"{TUESDAY} 11:00", 4, reserved=True)
    send(force, "narcotics", secret, force.a1)
    content = event("治安培训", f"{TUESDAY} 09:00", f"{TUESDAY} 11:00", 4)
    send(force, "public_order", content, force.a1)
    check(force.a1)
    conflict = Conflict.objects.open().get(station=force.a1)
    own = Assignment.objects.get(directive__reserved=True)
    changed = {
        made.demand
        for offer in found(conflict).offers
        for each in offer.plan.stations
        for made in each.changes
    }
    assert str(own.pk) not in changed and changed


def test_a_meeting_moves_for_everybody_it_summons(force: Force) -> None:
    conflict = chief_twice(force, kind="meeting")
    title = "治安例会"
    row = Assignment.objects.get(directive__title=title)
    plan = offered(conflict, "move").plan
    assert [each.station for each in plan.stations] == [force.a1.code]
    Assignment.objects.create(
        directive=row.directive,
        station=force.a2,
        department=row.department,
        is_event=True,
        release=row.release,
        due=row.due,
        attendees=row.attendees,
        deadline_class=row.deadline_class,
    )
    plans = [o.plan for o in found(conflict).offers if o.plan.method == "move"]
    both = [plan for plan in plans if len(plan.stations) == 2]
    assert len(both) == 1 and len(plans) == 2
    times = {c.start for each in both[0].stations for c in each.changes}
    assert len(times) == 1


def test_an_urgent_task_stands_and_what_it_displaced_gets_new_dates(
    force: Force,
) -> None:
    send(force, "narcotics", task("禁毒走访", 60, "2026-06-03"), force.a1)
    override(
        by=force.head,
        requester=force.public_order,
        content=task("紧急清查", 50, "2026-06-03"),
        stations=[force.a1],
        urgency=Urgency("上级通知", at("2026-06-05")),
        now=NOW,
    )
    check(force.a1)
    conflict = Conflict.objects.open().get(station=force.a1)
    displaced = Assignment.objects.get(directive__title="禁毒走访")
    made = change(conflict, "cheapest")
    assert made.demand == str(displaced.pk) and made.due is not None
    urgent = Assignment.objects.get(directive__title="紧急清查")
    frozen = {
        c.demand for o in found(conflict).offers for c in o.plan.stations[0].changes
    }
    assert str(urgent.pk) not in frozen


def test_a_name_stands_for_the_plan_while_the_facts_stand(force: Force) -> None:
    conflict = clash(force)
    offer = offered(conflict, "move")
    assert plan_of(conflict, offer.digest, now=NOW) == offer.plan
    assert plan_of(conflict, f"{offer.digest}.{conflict.pk + 1}", now=NOW) is None
    send(
        force,
        "narcotics",
        event("专项培训", f"{TUESDAY} 13:30", f"{TUESDAY} 15:30", 4),
        force.a1,
    )
    assert plan_of(conflict, offer.digest, now=NOW) is None


def test_times_on_offer_are_on_working_days_and_not_at_once(force: Force) -> None:
    calendar = WorkCalendar.load(dt.date(2026, 5, 1), dt.date(2026, 8, 1))
    start, end = at("2026-06-02 09:00"), at("2026-06-02 11:00")
    times = [moment for moment, _steps in other_times(start, end, calendar, now=NOW)]
    assert min(times) == at("2026-06-01 10:00") and start not in times
    assert all(calendar.is_workday(moment.date()) for moment in times)
    assert max(times) == at("2026-06-16 16:00")


def test_nothing_is_offered_where_nobody_knows_the_strength(force: Force) -> None:
    conflict = clash(force)
    conflict.station = force.unknown
    result = found(conflict)
    assert not result.known and not result.offers


def test_the_number_of_queries_does_not_grow(
    force: Force, django_assert_max_num_queries: Any
) -> None:
    conflict = clash(force)
    with django_assert_max_num_queries(14):
        found(conflict)
    for n in range(12):
        content = event(f"培训{n}", "2026-06-09 09:00", "2026-06-09 10:00", 1)
        send(force, "narcotics", content, force.a1)
    check(force.a1)
    with django_assert_max_num_queries(14):
        found(conflict)
