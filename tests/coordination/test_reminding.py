"""Before an emergency order ends, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from coordination.models import EmergencyOrder
from coordination.services.due_jobs import REMINDERS, run_due
from coordination.services.emergency import end_due
from coordination.services.issuing import withdraw
from coordination.services.reminding import remind_due
from coordination.terms import working_hours_before
from desk.models import InboxItem
from organization.calendar import WorkCalendar
from organization.models import AuditEvent, Bureau, User
from tasking.models import Assignment
from tasking.services import acts
from tests.coordination.test_emergency import UNTIL, give
from tests.coordination.world import NOW, task
from tests.factories import Force, at


def told(user: User) -> int:
    return InboxItem.objects.filter(recipient=user, kind="override_ending").count()


@pytest.mark.parametrize(
    ("end", "hours", "found"),
    [
        ("2026-06-10 18:00", 4, "2026-06-10 14:00"),
        ("2026-06-10 18:00", 5, "2026-06-10 11:30"),
        ("2026-06-10 13:00", 1, "2026-06-10 11:00"),
        ("2026-06-08 09:00", 1, "2026-06-05 17:30"),  # over a weekend
        ("2026-06-07 12:00", 8, "2026-06-05 08:30"),  # ends on a Sunday
        ("2026-06-10 18:00", 40, "2026-06-04 08:30"),
    ],
)
def test_working_hours_are_counted_back(
    db: None, end: str, hours: int, found: str
) -> None:
    calendar = WorkCalendar.load(dt.date(2026, 5, 1), dt.date(2026, 7, 1))
    assert working_hours_before(at(end), hours, calendar) == at(found)


def test_everybody_concerned_once(force: Force) -> None:
    give(force, stations=(force.a1, force.a2))
    assert remind_due(now=at("2026-06-10 13:59")) == 0
    assert remind_due(now=at("2026-06-10 14:00")) == 1
    assert remind_due(now=at("2026-06-10 14:01")) == 0
    people = (force.head, force.coordinator, force.chief_a1, force.chief_a2)
    assert [told(user) for user in people] == [1] * 4
    assert not told(force.leader) and not told(force.staff)
    letter = force.chief_a1.inbox.get(kind="override_ending")
    row = Assignment.objects.get(station=force.a1)
    assert letter.url == f"/assignments/{row.pk}/"
    assert AuditEvent.objects.filter(action="override.remind").count() == 1


def test_the_clock_reminds(force: Force) -> None:
    give(force)
    assert REMINDERS in run_due(at("2026-06-10 15:00"))
    assert told(force.head) == 1


def test_who_has_reported_is_left_alone(force: Force) -> None:
    give(force, stations=(force.a1, force.a2))
    row = Assignment.objects.get(station=force.a1)
    acts.report(by=force.chief_a1, assignment=row, text="找到了", now=NOW)
    remind_due(now=at("2026-06-10 15:00"))
    assert (told(force.chief_a1), told(force.chief_a2)) == (0, 1)


def over(force: Force, order: EmergencyOrder) -> None:
    end_due(now=UNTIL)


def withdrawn(force: Force, order: EmergencyOrder) -> None:
    values = {"directive": order.directive, "reason": "误报", "now": NOW}
    withdraw(by=force.staff, **values)


def switched_off(force: Force, order: EmergencyOrder) -> None:
    Bureau.objects.update(reminder_hours=0)


@pytest.mark.parametrize("what", [over, withdrawn, switched_off])
def test_where_there_is_nothing_to_remind_of(force: Force, what: Any) -> None:
    what(force, give(force).order)
    assert remind_due(now=at("2026-06-10 15:00")) == 0


def test_an_order_of_a_few_hours_needs_none(force: Force) -> None:
    given = at("2026-06-10 15:00")
    give(force, content=task("搜救", 5, "2026-06-12"), now=given)
    assert remind_due(now=given + dt.timedelta(minutes=1)) == 0


def test_the_bureau_says_how_long_before(force: Force) -> None:
    give(force)
    Bureau.objects.update(reminder_hours=8)
    assert remind_due(now=at("2026-06-10 08:29")) == 0
    assert remind_due(now=at("2026-06-10 08:30")) == 1
