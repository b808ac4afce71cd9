"""What stands in a feed, and for whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organization.services import name_deputy
from personnel import services as personnel
from personnel.models import Officer
from personnel.services.rosters import set_roster
from tasking.content import Content
from tasking.services.directives import withdraw
from tasking.services.protected import protect
from tests.coordination.world import task
from tests.factories import Force, appoint, person
from tests.feeds.world import address, day, events, give, titles
from tests.notices.world import message, told

pytestmark = pytest.mark.django_db
DUE = "Due: "


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture(autouse=True)
def _in_english(force: Force) -> None:
    for user in force.personas.values():
        user.language = "en"
        user.save()


def meeting(title: str, ahead: int, **more: object) -> Content:
    times = {"due": day(ahead, "11:00"), "release": day(ahead, "09:00")}
    made = task(title, None, **times, kind="meeting")
    return replace(made, officers=Decimal(1), **more)


def test_a_stations_dates(force: Force, now: dt.datetime) -> None:
    give(force, "public_order", meeting("例会", 3), force.a1)
    give(force, "narcotics", task("排查", 2, day(6, "00:00")), force.a1)
    secret = replace(task("", 2, day(8)), reserved=True)
    give(force, "narcotics", secret, force.a1)
    start = now + dt.timedelta(days=4)
    block = {"start": start, "end": start + dt.timedelta(hours=3), "officers": 1}
    protect(by=None, station=force.a1, title="社区日", **block)
    last = timezone.localdate() + dt.timedelta(days=9)
    asked = message(last=last, todo="换表", due_on=last)
    told(force, force.a1, said=asked, now=now)
    found = events(address(force.chief_a1, force.a1))
    by_title = {row.summary.value: row for row in found.values()}
    assert set(by_title) == {
        *("例会", f"{DUE}排查", f"{DUE}Reserved strength"),
        *("Protected: 社区日", f"{DUE}旅馆业登记口径调整"),
    }
    assert not hasattr(by_title[f"{DUE}Reserved strength"], "description")
    assert by_title["例会"].dtend.value.isoformat() == f"{day(3)[:10]}T11:00:00+08:00"
    assert str(by_title[f"{DUE}排查"].dtstart.value) == day(5)[:10]
    assert by_title[f"{DUE}排查"].description.value == "Narcotics"


def test_each_reads_what_he_may_see(force: Force, now: dt.datetime) -> None:
    give(force, "public_order", task("甲", 2, day(5)), force.a1)
    give(force, "narcotics", task("乙", 2, day(6)), force.a1)
    both = {f"{DUE}甲", f"{DUE}乙"}
    for name, seen in (
        *(("officer_a1", both), ("leader", both), ("coordinator", both)),
        *(("staff", {f"{DUE}甲"}), ("staff_narcotics", {f"{DUE}乙"})),
    ):
        assert titles(address(getattr(force, name), force.a1)) == seen, name


def test_a_cancelled_task_is_told_for_a_while(force: Force, now: dt.datetime) -> None:
    row = give(force, "public_order", task("走访", 2, day(20)), force.a1)
    path = address(force.chief_a1, force.a1)
    ((uid, before),) = events(path).items()
    withdraw(by=force.staff, directive=row, reason="重复", now=now)
    ((same, after),) = events(path).items()
    assert same == uid and after.status.value == "CANCELLED"
    assert int(after.sequence.value) > int(before.sequence.value)


def test_who_acts_reads_as_long_as_he_acts(force: Force, now, monkeypatch) -> None:
    give(force, "public_order", task("走访", 2, day(40)), force.a1)
    helper = appoint(person("helper"), "station_officer", force.a1)
    today = timezone.localdate()
    span = (today, today + dt.timedelta(days=3))
    name_deputy(
        by=force.chief_a1, station=force.a1, deputy=helper, during=span, today=today
    )
    helper.memberships.filter(acting_for=None).delete()
    path = address(helper, force.a1)
    assert len(events(path)) == 1
    later = now + dt.timedelta(days=4)
    monkeypatch.setattr(timezone, "now", lambda: later)
    monkeypatch.setattr(timezone, "localdate", lambda *_a: later.date())
    assert events(path) == {}


def test_a_persons_own_dates(force: Force, now: dt.datetime) -> None:
    officer = force.officers[force.a1.code][0]
    Officer.objects.filter(pk=officer.pk).update(user=force.officer_a1)
    others = force.officers[force.a1.code][1].police_number
    for title, named, n in (("点名会", officer.police_number, 3), ("他人", others, 4)):
        give(force, "public_order", meeting(title, n, attendees=(named,)), force.a1)
    give(force, "public_order", task("走访", 2, day(7)), force.a1)
    today = timezone.localdate()
    away = (today + dt.timedelta(days=10), today + dt.timedelta(days=12))
    personnel.record_leave(by=None, officer=officer, kind="sick", during=away)
    span = (today, today + dt.timedelta(days=6))
    set_roster(
        by=force.chief_a1,
        station=force.a1,
        officers=[officer],
        pattern="thirds",
        during=span,
    )
    found = events(address(force.officer_a1))
    names = sorted(row.summary.value for row in found.values())
    duty = ["On duty", "On duty", "Stand-by", "Stand-by"]
    assert names == sorted([f"{DUE}走访", "Leave", *duty, "点名会"])
    leave = next(row for row in found.values() if row.summary.value == "Leave")
    assert (leave.dtstart.value, leave.dtend.value) == away
    assert "sick" not in str(found).lower()


def test_who_is_named_by_his_post(force: Force) -> None:
    for title, named, n in (("所长会", "chief", 3), ("教导员会", "instructor", 4)):
        give(force, "public_order", meeting(title, n, attendees=(named,)), force.a1)
    assert titles(address(force.chief_a1)) == {"所长会"}
    officer = force.officers[force.a1.code][0]
    Officer.objects.filter(pk=officer.pk).update(user=force.officer_a1)
    assert titles(address(force.officer_a1)) == set()
    officer.postings.update(post="教导员")
    assert titles(address(force.officer_a1)) == {"教导员会"}
    content = meeting("社区警务培训", 5, attendees=("community",))
    give(force, "public_order", content, force.a1)
    officer.postings.update(post="社区民警")
    assert titles(address(force.officer_a1)) == {"社区警务培训"}


def test_a_department_reads_each_of_its_tasks_once(force: Force, now) -> None:
    stations = (force.a1, force.a2, force.unknown)
    row = give(force, "public_order", task("走访", 2, day(9)), *stations)
    assert list(events(address(force.staff))) == [f"directive-{row.pk}"]
    assert events(address(force.staff_narcotics)) == {}


def test_more_dates_cost_no_more_queries(force: Force, now: dt.datetime) -> None:
    seen = []
    paths = (address(force.chief_a1, force.a1), address(force.chief_a1))
    for _round in range(2):
        for n in range(4):
            give(force, "public_order", task(f"{n}", 1, day(9)), force.a1)
        with CaptureQueriesContext(connection) as asked:
            for path in paths:
                events(path)
        seen.append(len(asked))
        for path in paths:
            events(path)
    assert seen[1] <= seen[0] <= 30
